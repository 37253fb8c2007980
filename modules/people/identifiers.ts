// Certificate numbers, organisation codes and telephone numbers: cleaned, checked, and what they tell. Pure; the browser loads it too.
import { type Refused, refuse } from "#kernel/lifecycle";

/** Certificates a person may be registered by. The last one is the way in for a true certificate whose number fails its check. */
export const idKinds = {
  "resident-id": "居民身份证",
  "residence-permit": "港澳台居民居住证",
  "permanent-residence": "外国人永久居留身份证",
  passport: "护照",
  "pass-hk-mo": "港澳居民来往内地通行证",
  "pass-taiwan": "台湾居民来往大陆通行证",
  unverifiable: "证件号码无法校验",
} as const;
export type IdKind = keyof typeof idKinds;

/** What a certificate number is and tells. */
export interface IdFacts {
  kind: IdKind;
  /** Cleaned: half-width, upper case, no spaces or hyphens. */
  number: string;
  /** The part that stays when the same person's certificate is renewed; two equal keys of one kind are one person. */
  key: string;
  birthOn?: string | undefined;
  /** GB/T 2261.1: 1 male, 2 female. */
  sex?: "1" | "2" | undefined;
  /** A 15-digit number of the first generation: good in old files, not on a card in use. */
  historical?: true | undefined;
  /** A number of the invented division 99xxxx: demonstration data. */
  invented?: true | undefined;
}

const mainlandProvinces = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|99)/;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** What to do about a number that fails its check, where the kind of certificate can be chosen. */
export const wayOut = "请核对是否录错；证件上确为此号的，证件类型选“证件号码无法校验”并注明原因。";

/** Half-width, upper case, without spaces, hyphens, invisible characters and the apostrophe spreadsheets put in front. */
export function cleanNumber(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\s\p{Pd}\p{Cf}\u2212'‘’`]/gu, "")
    .toUpperCase();
}

/** The check character of GB 11643-1999 (ISO 7064 MOD 11-2) for the first 17 digits. */
export function idCheckDigit(first17: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return "10X98765432".charAt(sum % 11);
}

/** Completed years of age on a day: reached on the birthday itself, by those born on 29 February on 1 March of a common year. Criminal law counts from the day after the birthday; ask with the day before. */
export function ageOn(birthOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthOn.slice(0, 4));
  return day.slice(5) < birthOn.slice(5) ? years - 1 : years;
}

/** Says why YYYYMMDD is not a possible birthday, or gives it as a day. */
function birthday(digits: string, today: string, where: string): string | Refused {
  const [year, month, date] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))];
  const said = `${where}表示的出生日期${year}年${month}月${date}日`;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (last === undefined || date < 1 || date > last) return refuse("id-birthday", `${said}不存在，${wayOut}`);
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  if (day > today) return refuse("id-birth-in-future", `${said}晚于今天（${today}），${wayOut}`);
  if (ageOn(day, today) > 150) return refuse("id-birth-too-early", `${said}距今已超过150年，${wayOut}`);
  return day;
}

function sexOf(digit: string): "1" | "2" {
  return Number(digit) % 2 === 1 ? "1" : "2";
}

/** The 18-digit form that resident ids, residence permits and permanent-residence cards have in common. */
function check18(kind: IdKind, number: string, today: string): IdFacts | Refused {
  const called = `${idKinds[kind]}号码`;
  if (!/^\d{17}[\dX]$/.test(number))
    return refuse("id-form", `${called}应为18位，前17位是数字，第18位是数字或X，现为“${number}”（${number.length}位），${wayOut}`);
  const birthOn = birthday(number.slice(6, 14), today, `${called}第7至14位`);
  if (typeof birthOn !== "string") return birthOn;
  const expected = idCheckDigit(number);
  if (number.endsWith("000") && expected !== "0") {
    return refuse("id-digits-lost", `${called}末三位是000且校验码不符，应是表格软件丢失了末位数字，请把该列设为文本格式，按证件重新录入。`);
  }
  if (number[17] !== expected) return refuse("id-check-digit", `${called}第18位校验码应为${expected}，现为${number.slice(17)}，${wayOut}`);
  return { kind, number, key: number, birthOn, sex: sexOf(number.charAt(16)) };
}

/** Fifteen digits, used until the second generation: YYMMDD, no check digit; 996 to 999 were kept for people born in the 19th century. */
function check15(number: string, today: string): IdFacts | Refused {
  const century = number.slice(12) >= "996" ? "18" : "19";
  const birthOn = birthday(century + number.slice(6, 12), today, "15位身份证号码第7至12位");
  if (typeof birthOn !== "string") return birthOn;
  const first17 = number.slice(0, 6) + century + number.slice(6);
  return { kind: "resident-id", number, key: first17 + idCheckDigit(first17), birthOn, sex: sexOf(number.charAt(14)), historical: true };
}

function checkResident(number: string, today: string): IdFacts | Refused {
  if (/^8[123]0000/.test(number))
    return refuse("id-other-kind", "号码以810000、820000或830000开头，是港澳台居民居住证，请把证件类型改选为“港澳台居民居住证”。");
  if (/^9(?!9)\d{16}[\dX]$/.test(number))
    return refuse("id-other-kind", "号码首位为9，是外国人永久居留身份证，请把证件类型改选为“外国人永久居留身份证”。");
  const historical = /^\d{15}$/.test(number);
  if ((historical || /^\d{17}[\dX]$/.test(number)) && !mainlandProvinces.test(number)) {
    return refuse("id-province", `居民身份证号码前2位“${number.slice(0, 2)}”不是省级行政区划代码，${wayOut}`);
  }
  const facts = historical ? check15(number, today) : check18("resident-id", number, today);
  return "number" in facts && number.startsWith("99") ? { ...facts, invented: true } : facts;
}

function checkResidencePermit(number: string, today: string): IdFacts | Refused {
  if (/^\d{17}[\dX]$/.test(number) && !/^8[123]0000/.test(number)) {
    return refuse(
      "id-prefix",
      `港澳台居民居住证号码前6位应为810000（香港）、820000（澳门）或830000（台湾），现为${number.slice(0, 6)}，${wayOut}`,
    );
  }
  return check18("residence-permit", number, today);
}

/** The card of 2023 (18 digits from 9, checked like a resident id) or of 2017 (3 letters of the nationality, 12 digits; its check digit is not verified). */
function checkPermanentResidence(number: string, today: string): IdFacts | Refused {
  if (/^9\d{16}[\dX]$/.test(number)) return check18("permanent-residence", number, today);
  if (!/^[A-Z]{3}\d{12}$/.test(number)) {
    return refuse(
      "id-form",
      `外国人永久居留身份证号码应为18位（2023年版，首位是9）或15位（2017年版，3位国籍字母加12位数字），现为“${number}”（${number.length}位），${wayOut}`,
    );
  }
  const digits = number.slice(7, 13);
  const recent = birthday(`20${digits}`, today, "永久居留身份证号码第8至13位");
  const birthOn = typeof recent === "string" ? recent : birthday(`19${digits}`, today, "永久居留身份证号码第8至13位");
  return typeof birthOn === "string" ? { kind: "permanent-residence", number, key: number, birthOn } : birthOn;
}

/** A form without a check digit: the pattern, how much of it stays when the certificate is renewed, and how to say what it should be. */
function byForm(kind: IdKind, pattern: RegExp, lasting: number, should: string): (number: string) => IdFacts | Refused {
  return (number) =>
    pattern.test(number)
      ? { kind, number, key: number.slice(0, lasting) }
      : refuse("id-form", `${idKinds[kind]}号码应为${should}，现为“${number}”，${wayOut}`);
}

const checks: Record<IdKind, (number: string, today: string) => IdFacts | Refused> = {
  "resident-id": checkResident,
  "residence-permit": checkResidencePermit,
  "permanent-residence": checkPermanentResidence,
  passport: byForm("passport", /^(?=.*\d)[0-9A-Z]{5,17}$/, 17, "5至17位字母和数字"),
  "pass-hk-mo": byForm("pass-hk-mo", /^[HM]\d{8}(\d{2})?$/, 9, "字母H（香港）或M（澳门）加8位数字，旧证加10位数字"),
  "pass-taiwan": byForm("pass-taiwan", /^\d{8}(\d{2}(\(?[0-9A-Z]\)?)?)?$/, 8, "8位数字，旧证为10位数字加1位签发机关代码"),
  unverifiable: byForm("unverifiable", /^.{1,40}$/u, 40, "证件上所印的号码（不超过40个字符）"),
};

/**
 * Checks a certificate number of a stated kind as typed or imported.
 * GB 11643-1999 for 18 digits; the division's six digits are not looked up (codes change over the years) and no home place is inferred.
 * `today` is YYYY-MM-DD; a refusal says what is wrong and what to do.
 */
export function checkId(kind: IdKind, text: string, today: string): IdFacts | Refused {
  const number = cleanNumber(text);
  if (number === "") return refuse("id-empty", `请填写${kind === "unverifiable" ? "证件上所印的" : idKinds[kind]}号码。`);
  if (kind !== "unverifiable" && /^\d(\.\d+)?E\+?\d+$/.test(text.normalize("NFKC").trim().toUpperCase())) {
    return refuse("id-digits-lost", `号码“${text.trim()}”被表格软件改成了科学计数法，请把该列设为文本格式，按证件重新录入。`);
  }
  return checks[kind](number, today);
}

/** The kind a number looks like, for tables that only have one column of numbers; undefined when it could be anything. */
export function likelyIdKind(text: string): IdKind | undefined {
  const number = cleanNumber(text);
  if (/^8[123]0000\d{11}[\dX]$/.test(number)) return "residence-permit";
  if (/^(9(?!9)\d{16}[\dX]|[A-Z]{3}\d{12})$/.test(number)) return "permanent-residence";
  if (/^(\d{17}[\dX]|\d{15})$/.test(number)) return "resident-id";
  if (/^[HM]\d{8}(\d{2})?$/.test(number)) return "pass-hk-mo";
  return /^[DEGPS][A-Z]?\d{7,8}$/.test(number) ? "passport" : undefined;
}

/** An 18-digit number with a right check digit for demonstration data: `sequence` 0–999, odd for men. Only division 99xxxx is sure to belong to nobody. */
export function inventIdNumber(divisionCode: string, birthOn: string, sequence: number): string {
  const first17 = divisionCode.slice(0, 6).padEnd(6, "0") + birthOn.replaceAll("-", "") + String(sequence % 1000).padStart(3, "0");
  return first17 + idCheckDigit(first17);
}

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const registered: Record<string, string> = {
  11: "机关",
  12: "事业单位",
  31: "律师执业机构",
  32: "公证处",
  33: "基层法律服务所",
  34: "司法鉴定机构",
  35: "仲裁委员会",
  51: "社会团体",
  52: "民办非企业单位",
  53: "基金会",
  54: "基层群众性自治组织",
  91: "企业",
  92: "个体工商户",
  93: "农民专业合作社",
};

/** What a unified social credit code tells. */
export interface UsccFacts {
  code: string;
  /** The organisation code of GB 11714 inside, characters 9 to 17. */
  organisationCode: string;
  divisionCode: string;
  /** What the first two characters say the body is registered as, where known. */
  registeredAs?: string | undefined;
  /** A sentence to show beside the field: accepted, but worth a second look. */
  doubt?: string | undefined;
}

function usccCheck(first17: string): string {
  const sum = [...first17].reduce((total, char, at) => total + usccAlphabet.indexOf(char) * (3 ** at % 31), 0);
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of GB 11714 for the eight characters of an organisation code. */
function organisationCheck(first8: string): string {
  const sum = [...first8].reduce((total, char, at) => total + Number.parseInt(char, 36) * (organisationWeights[at] ?? 0), 0);
  return "0X987654321".charAt(sum % 11);
}

/** Checks a unified social credit code (GB 32100-2015); a wrong organisation code inside is a doubt, not a refusal. */
export function checkUscc(text: string): UsccFacts | Refused {
  const code = cleanNumber(text);
  const strange = [...code].findIndex((char) => !usccAlphabet.includes(char));
  if (code.length !== 18) return refuse("uscc-form", `统一社会信用代码应为18位，现为“${code}”（${code.length}位），请按登记证书核对。`);
  if (strange >= 0)
    return refuse(
      "uscc-letter",
      `统一社会信用代码只用数字和除I、O、S、V、Z以外的大写字母，第${strange + 1}位“${code[strange]}”不可用（常见为0误作O、1误作I、5误作S、2误作Z），请按登记证书核对。`,
    );
  if (!/^..\d{6}/.test(code))
    return refuse(
      "uscc-division",
      `统一社会信用代码第3至8位是登记机关的行政区划代码，应全为数字，现为“${code.slice(2, 8)}”，请按登记证书核对。`,
    );
  const expected = usccCheck(code.slice(0, 17));
  if (code[17] !== expected)
    return refuse("uscc-check", `统一社会信用代码第18位校验码应为${expected}，现为${code.slice(17)}，请按登记证书核对是否录错。`);
  const inner = organisationCheck(code.slice(8, 16));
  const doubt =
    code[16] === inner ? undefined : `第9至17位组织机构代码的校验码应为${inner}，现为${code.slice(16, 17)}，请按登记证书再核对一次。`;
  return { code, organisationCode: code.slice(8, 17), divisionCode: code.slice(2, 8), registeredAs: registered[code.slice(0, 2)], doubt };
}

/** A code with right check characters for demonstration data: two characters of the register, a division, eight characters of the body. */
export function inventUscc(register: string, divisionCode: string, body: string): string {
  const first17 = register + divisionCode.slice(0, 6).padEnd(6, "0") + body + organisationCheck(body);
  return first17 + usccCheck(first17);
}

/** Checks a telephone number: mobile, landline with area code (0759-2731234转8), 400/800, short public numbers, or abroad with +. Returns it in one form. */
export function checkPhone(text: string): string | Refused {
  const tidy = text.normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}\u2212()'‘’`]/gu, "");
  const number = tidy.replace(/^(\+|00)86(?=0|1[3-9])|^86(?=1\d{10}$)/, "").replace(/^(\+|00)86(?=[2-9]|10)/, "0");
  if (/^1[3-9]\d{9}$/.test(number) || /^(11\d|1[012]\d{3}|9[56]\d{3,4})$/.test(number)) return number;
  if (/^[48]00\d{7}$/.test(number)) return number.replace(/^(...)(...)/, "$1-$2-");
  const landline = /^(010|02\d|0[3-9]\d{2})([2-8]\d{6,7})(?:(?:转|#|\*|ext\.?|x)(\d{1,6}))?$/iu.exec(number);
  if (landline) return `${landline[1]}-${landline[2]}${landline[3] === undefined ? "" : `转${landline[3]}`}`;
  if (/^\+(?!86)[1-9]\d{6,14}$/.test(number)) return number;
  return refuse("phone", phoneTrouble(number));
}

function phoneTrouble(number: string): string {
  if (number === "") return "请填写联系电话。";
  if (/^1\d*$/.test(number) && number.length !== 11) return `手机号码应为11位，现为${number.length}位，请核对是否多录或漏录。`;
  if (/^1[0-2]\d{9}$/.test(number)) return `手机号码第2位应为3至9，现为${number.charAt(1)}，请核对。`;
  if (/^[2-8]\d{6,7}$/.test(number)) return "固定电话请加区号，例如0759-2731234。";
  return `电话“${number}”不是手机号码（11位）、带区号的固定电话（例如0759-2731234）或带“+”和国家（地区）代码的号码，请核对。`;
}

/** A certificate number for the screen: first 3 and last 4 characters stay, which hides the birthday; short numbers keep 1 and 2. */
export function maskIdNumber(number: string): string {
  const [head, tail] = number.length >= 12 ? [3, 4] : [1, 2];
  return number.length <= head + tail
    ? "*".repeat(number.length)
    : number.slice(0, head) + "*".repeat(number.length - head - tail) + number.slice(-tail);
}

/** A telephone number for the screen: 138****1234; landlines keep the area code and the last two digits. */
export function maskPhone(phone: string): string {
  if (/^1\d{10}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  const landline = /^(0\d{2,3}-)(\d{7,8})/.exec(phone);
  if (landline?.[1] !== undefined && landline[2] !== undefined)
    return `${landline[1]}${"*".repeat(landline[2].length - 2)}${landline[2].slice(-2)}`;
  return phone.length <= 6 ? phone : `${phone.slice(0, 3)}${"*".repeat(phone.length - 5)}${phone.slice(-2)}`;
}

/** A name for the screen: the first character of each word stays, · and spaces stay, everything else is a star (张**, 买**·**, J*** S****). */
export function maskName(name: string): string {
  return name
    .split(" ")
    .map((word) => [...word].map((char, at) => (at === 0 || char === "·" ? char : "*")).join(""))
    .join(" ");
}
