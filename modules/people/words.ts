// The nouns of the register: a person, an organisation, and the code lists they use. Pure; the browser loads it too.
import { z } from "zod";
import { type RecordRow, type Refused, isRefused, refuse } from "#kernel/lifecycle";
import { type IdFacts, type IdKind, checkId, checkPhone, checkUscc, cleanNumber, idKinds } from "./identifiers.ts";
import { checkName, tidyName } from "./names.ts";

/** GB/T 2261.1 codes of sex. */
export const sexes = { "0": "未知的性别", "1": "男性", "2": "女性", "9": "未说明的性别" } as const;

/** GB/T 3304 ethnic groups of China by two-digit code. */
export const ethnicities: Readonly<Record<string, string>> = Object.fromEntries(
  "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
    .split(" ")
    .map((name, at) => [String(at + 1).padStart(2, "0"), name]),
);

/** Turns a check that answers with a refusal into a refinement that says its sentence. */
function must(check: (text: string) => unknown) {
  return (text: string, ctx: z.core.$RefinementCtx<string>): void => {
    const answer = check(text);
    if (isRefused(answer)) ctx.addIssue({ code: "custom", message: answer.refused, input: text });
  };
}

const inOneForm =
  (check: (text: string) => string | Refused) =>
  (text: string): string => {
    const answer = check(text);
    return typeof answer === "string" ? answer : text.trim();
  };

const Phone = z.string().overwrite(inOneForm(checkPhone)).superRefine(must(checkPhone));
const Name = z.string().overwrite(tidyName).superRefine(must(checkName));
const Address = z.string().trim().max(200, { error: "地址最多200个字。" });

/** Kinds of certificates; their words are `idKinds`. */
export const IdKindCode = z.enum(Object.keys(idKinds) as [IdKind, ...IdKind[]]).meta({ title: "证件类型", words: idKinds }); // keys of a literal: TypeScript widens them to string
/** Sex by GB/T 2261.1; their words are `sexes`. */
export const Sex = z.enum(["0", "1", "2", "9"]).meta({ title: "性别", words: sexes });

/** A person in the register. The certificate number is judged by `settlePerson`, which knows the day. */
export const Person = z.object({
  name: Name.meta({ title: "姓名" }),
  idKind: IdKindCode,
  idNumber: z.string().trim().min(1, { error: "请填写证件号码。" }).max(60).meta({ title: "证件号码" }),
  idNote: z.string().trim().max(200).optional().meta({ title: "证件号码无法校验的原因" }),
  phone: Phone.optional().meta({ title: "联系电话" }),
  sex: Sex.optional(),
  birthOn: z.iso.date({ error: "出生日期应写作YYYY-MM-DD，且真实存在。" }).optional().meta({ title: "出生日期" }),
  ethnicity: z
    .string()
    .refine((code) => Object.hasOwn(ethnicities, code), { error: "民族请从GB/T 3304民族代码表中选择。" })
    .optional()
    .meta({ title: "民族", words: ethnicities }),
  address: Address.optional().meta({ title: "住址" }),
});
export type Person = z.infer<typeof Person>;

/** An organisation in the register. */
export const Organisation = z.object({
  name: z.string().trim().min(2, { error: "单位名称至少2个字。" }).max(100, { error: "单位名称最多100个字。" }).meta({ title: "单位名称" }),
  uscc: z.string().overwrite(cleanNumber).superRefine(must(checkUscc)).optional().meta({ title: "统一社会信用代码" }),
  legalRepresentative: Name.optional().meta({ title: "法定代表人（负责人）" }),
  phone: Phone.optional().meta({ title: "联系电话" }),
  address: Address.optional().meta({ title: "住所" }),
});
export type Organisation = z.infer<typeof Organisation>;

/** A person whose certificate number has been checked, with what the number tells filled in. */
export type SettledPerson = Person & { idKey: string };

/** Checks the certificate number on a day (YYYY-MM-DD) and completes sex and birthday from it; what was typed must agree with it. */
export function settlePerson(person: Person, today: string): SettledPerson | Refused {
  const facts = checkId(person.idKind, person.idNumber, today);
  if (isRefused(facts)) return { ...facts, fields: { idNumber: facts.refused } };
  if (person.idKind === "unverifiable" && !person.idNote) {
    return field("id-note", "idNote", "证件号码无法校验的，请注明证件名称和无法校验的原因。");
  }
  if (person.birthOn !== undefined && person.birthOn > today)
    return field("birth-in-future", "birthOn", `出生日期晚于今天（${today}），请核对。`);
  return (
    disagreement(person, facts) ?? {
      ...person,
      idNumber: facts.number,
      idKey: facts.key,
      sex: facts.sex ?? person.sex,
      birthOn: facts.birthOn ?? person.birthOn,
    }
  );
}

function disagreement(person: Person, facts: IdFacts): Refused | undefined {
  if (facts.birthOn !== undefined && person.birthOn !== undefined && facts.birthOn !== person.birthOn) {
    return field("birth-disagrees", "birthOn", `出生日期填${person.birthOn}，证件号码表示${facts.birthOn}，两者不一致，请按证件核对。`);
  }
  if (facts.sex !== undefined && (person.sex === "1" || person.sex === "2") && facts.sex !== person.sex) {
    return field("sex-disagrees", "sex", `性别填${sexes[person.sex]}，证件号码表示${sexes[facts.sex]}，两者不一致，请按证件核对。`);
  }
  return undefined;
}

function field(code: string, name: string, sentence: string): Refused {
  return { ...refuse(code, sentence), fields: { [name]: sentence } };
}

const Why = z.object({
  reason: z
    .string({ error: "请写明原因。" })
    .trim()
    .min(2, { error: "请写明原因，至少2个字。" })
    .max(200, { error: "原因最多200个字。" })
    .meta({ title: "原因" }),
});
/** What is asked when an entry is put right: only what changes, and why. */
export const PersonCorrection = Person.partial().extend(Why.shape);
export const OrganisationCorrection = Organisation.partial().extend(Why.shape);

/** What is asked when a double is joined to another entry. */
export const Merging = Why.extend({ into: z.uuid({ error: "请选择要并入的登记。" }).meta({ title: "并入", widget: "record" }) });
const merged_into = z.uuid().nullable().meta({ title: "已并入", hidden: true });

/** Every column of a person that people see; the full number is not among them. */
export const PersonFields = z.object({
  name: z.string().meta({ title: "姓名" }),
  id_kind: IdKindCode.nullable(),
  id_masked: z.string().nullable().meta({ title: "证件号码" }),
  id_note: z.string().nullable().meta({ title: "证件号码无法校验的原因" }),
  sex: Sex.nullable(),
  birth_on: z.iso.date().nullable().meta({ title: "出生日期", widget: "day" }),
  ethnicity: z.string().nullable().meta({ title: "民族", words: ethnicities }),
  phone: z.string().nullable().meta({ title: "联系电话", widget: "phone" }),
  address: z.string().nullable().meta({ title: "住址" }),
  merged_into,
});
export type PersonRow = RecordRow & z.infer<typeof PersonFields> & { id_tail: string | null; name_words: string[] };

/** Every column of an organisation that people see. */
export const OrganisationFields = z.object({
  name: z.string().meta({ title: "单位名称" }),
  uscc: z.string().nullable().meta({ title: "统一社会信用代码" }),
  legal_representative: z.string().nullable().meta({ title: "法定代表人（负责人）" }),
  phone: z.string().nullable().meta({ title: "联系电话", widget: "phone" }),
  address: z.string().nullable().meta({ title: "住所" }),
  merged_into,
});
export type OrganisationRow = RecordRow & z.infer<typeof OrganisationFields> & { name_words: string[] };

/** What somebody was in a matter, from when to when. */
export const Role = z.object({
  role: z.string().meta({ title: "身份" }),
  from_on: z.iso.date().meta({ title: "自", widget: "day" }),
  until_on: z.iso.date().nullable().meta({ title: "至", widget: "day" }),
});
