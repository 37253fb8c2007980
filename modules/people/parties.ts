// A party as typed into a form of any line of work: person or organisation, its number checked. Pure.
import { isRefused, type Refused, refuse } from "#kernel/lifecycle";
import { checkId, checkPhone, checkUscc, cleanNumber, idKinds, likelyIdKind, wayOut } from "./identifiers.ts";
import type { IdNumber } from "./identity.ts";
import { checkName } from "./names.ts";

/** What a line's form knows of a party. */
export interface PartyEntry {
  name: string;
  id_number?: string | null | undefined;
  phone?: string | null | undefined;
  address?: string | null | undefined;
}

/** A party whose name, number and telephone are right, in their one form. */
export interface ReadParty {
  kind: "person" | "organisation";
  name: string;
  number: (IdNumber & { sex?: string | undefined; birthOn?: string | undefined }) | undefined;
  phone: string | null;
  address: string | null;
}

const bodies =
  /(公司|集团|工厂|银行|学校|大学|中学|小学|幼儿园|医院|卫生院|中心|委员会|村委会|居委会|合作社|合作联社|联社|协会|商会|学会|联合会|基金会|政府|事务所|办事处|管理处|分局|经营部|服务部|门市部|项目部|分公司|支行|分行|营业部|工作室|种植场|养殖场|超市|酒店|宾馆|餐厅|药店|商店|商行|工会)$/u;
const shortBodies = /[厂店局院所校社站部馆场队组行]$/u;

/** Whether a name is that of a body: by how it ends; short endings count from five characters on, because persons bear them too. */
export function looksLikeBody(name: string): boolean {
  const plain = name.trim().replace(/[（(][^（）()]*[）)]$/u, "");
  const length = [...plain].length;
  return (length >= 4 && bodies.test(plain)) || (length >= 5 && shortBodies.test(plain));
}

type Trouble = Refused & { field: string };
const trouble = (field: string, refused: Refused): Trouble => ({ ...refused, field });

/** What is wrong with a party, in one sentence and with the field it belongs to; undefined when it can be entered. `today` is YYYY-MM-DD. */
export function checkParty(party: PartyEntry, today: string): Trouble | undefined {
  const read = readParty(party, today);
  return isRefused(read) ? read : undefined;
}

/** Reads a party in its one form, or says what is wrong with it. A unified social credit code makes it an organisation whatever its name. */
export function readParty(party: PartyEntry, today: string): ReadParty | Trouble {
  const typed = filled(party.id_number);
  const isBody = looksLikeBody(party.name);
  const number = typed === null ? undefined : readNumber(typed, isBody, today);
  if (isRefused(number)) return trouble("id_number", number);
  const kind = isBody || number?.kind === "uscc" ? "organisation" : "person";
  const name = kind === "organisation" ? bodyName(party.name) : checkName(party.name);
  if (isRefused(name)) return trouble("name", name);
  const called = filled(party.phone);
  const phone = called === null ? null : checkPhone(called);
  if (isRefused(phone)) return trouble("phone", phone);
  return { kind, name, number, phone, address: filled(party.address) };
}

function filled(text: string | null | undefined): string | null {
  const tidy = text?.trim() ?? "";
  return tidy === "" ? null : tidy;
}

function bodyName(text: string): string | Refused {
  const name = text.normalize("NFC").trim().replace(/\s+/g, " ");
  return [...name].length <= 100 ? name : refuse("name-long", `单位名称最多100个字，现为${[...name].length}个，请按登记证书填写全称。`);
}

function readNumber(typed: string, isBody: boolean, today: string): ReadParty["number"] | Refused {
  const asCode = checkUscc(typed);
  const kind = likelyIdKind(typed) ?? (/^\d{10,20}X?$/.test(cleanNumber(typed)) ? "resident-id" : undefined);
  const asPerson = kind === undefined ? refuse("id-unknown", unknownNumber(typed)) : checkId(kind, typed, today);
  if (isBody) return isRefused(asCode) ? bodyTrouble(asCode, isRefused(asPerson)) : { kind: "uscc", number: asCode.code, key: asCode.code };
  if (!isRefused(asPerson))
    return { kind: asPerson.kind, number: asPerson.number, key: asPerson.key, sex: asPerson.sex, birthOn: asPerson.birthOn };
  if (!isRefused(asCode)) return { kind: "uscc", number: asCode.code, key: asCode.code };
  if (kind === undefined && asCode.code !== "uscc-form") return asCode;
  return { ...asPerson, refused: asPerson.refused.replace(wayOut, withoutKinds) };
}

const withoutKinds = "请核对是否录错；证件上确为此号的，证件号码先留空，再到“人员登记”中按“证件号码无法校验”登记。";

function unknownNumber(typed: string): string {
  return `证件号码“${typed}”不是${idKinds["resident-id"]}号码（18位）或统一社会信用代码（18位），请核对；持其他证件的，证件号码先留空，再到“人员登记”中按证件类型登记。`;
}

/** A body with a natural person's number: the number belongs to whoever runs it. */
function bodyTrouble(asCode: Refused, isNobodys: boolean): Refused {
  return isNobodys
    ? asCode
    : refuse("id-of-person", "单位请填统一社会信用代码，现填的是个人证件号码；当事人是经营者或负责人本人的，姓名请填其本人姓名。");
}
