// The nouns of the organisation: roles, kinds of office, an office, a post. Pure; the browser loads it too.
import { z } from "zod";
import type { RecordRow } from "#kernel/lifecycle";

/** Every role there is, with its label. Who may do what is said by each module's permissions; this is only the list of names. */
export const roles = {
  director: "局领导",
  "section-chief": "股室负责人",
  "mediation-section": "人民调解股室人员",
  "legal-aid-section": "法律援助股室人员",
  "corrections-section": "社区矫正股室人员",
  "resettlement-section": "安置帮教股室人员",
  "reconsideration-section": "行政复议股室人员",
  "litigation-section": "行政应诉股室人员",
  "legality-section": "合法性审查股室人员",
  "enforcement-section": "执法监督股室人员",
  "publicity-section": "普法依法治理股室人员",
  "legal-service-section": "公共法律服务股室人员",
  chief: "司法所负责人",
  mediator: "人民调解员",
  officer: "工作人员",
  citizen: "群众",
  "system-admin": "系统管理员",
  "security-admin": "安全管理员",
  "audit-admin": "审计管理员",
  system: "系统",
} as const;
export type Role = keyof typeof roles;

/** The three administrators: each excludes the other two and every business role (三权分立). */
export const administrators: readonly string[] = ["system-admin", "security-admin", "audit-admin"];

/** Roles that are never granted as a post: the citizen's comes with the account, the system's with the program. */
export const ungranted: readonly string[] = ["citizen", "system"];

/** Kinds of office inside a bureau. */
export const officeKinds = { leadership: "局领导", section: "股室", "township-office": "司法所", centre: "中心" } as const;

const text = (title: string, most: number) =>
  z
    .string({ error: `请填写${title}` })
    .trim()
    .min(1, `请填写${title}`)
    .max(most, `${title}不超过${most}字，请精简`)
    .meta({ title });
const day = (title: string) => z.iso.date(`${title}格式应为年-月-日，如2026-03-05`).meta({ title, widget: "day" });
const keysOf = <const Words extends Record<string, string>>(words: Words) =>
  Object.keys(words) as [keyof Words & string, ...(keyof Words & string)[]]; // keys of a literal: TypeScript widens them to string

const granted = Object.fromEntries(Object.entries(roles).filter(([role]) => !ungranted.includes(role)));
const Township = z
  .string()
  .regex(/^(\d{9})?$/, "请选择司法所服务的乡镇、街道（9位区划代码）")
  .meta({ title: "服务的乡镇、街道", widget: "township" });

/** An office: leadership, section, township office or centre. */
export const Office = z.object({
  name: text("机构名称", 60),
  kind: z.enum(keysOf(officeKinds), { error: "请选择机构类型" }).meta({ title: "机构类型", words: officeKinds }),
  division: Township.nullable().meta({ title: "服务的乡镇、街道" }),
  sort: z.number().int().min(0).max(9999, "排序请填0到9999").meta({ title: "排序" }),
  closed_on: day("撤销日期").nullable(),
});
export const Opening = z.object({
  name: Office.shape.name,
  kind: Office.shape.kind,
  division: Township.optional(),
  sort: Office.shape.sort.default(100),
});
export const Renaming = z.object({ name: Office.shape.name });

/** A post: one role held by one account in one office. */
export const Post = z.object({
  account_id: z.uuid({ error: "请选择人员" }).meta({ title: "人员", widget: "record:accounts.account" }),
  account_name: text("姓名", 60),
  role: z.enum(keysOf(granted), { error: "请选择岗位" }).meta({ title: "岗位", words: granted }),
  office_id: z.uuid({ error: "请选择机构" }).meta({ title: "机构", widget: "record:offices.office" }),
  office_name: text("机构名称", 60),
  from_on: day("任职起始日"),
  until_on: day("任职截止日").nullable(),
});
export const Granting = z.object({
  account_id: Post.shape.account_id,
  role: Post.shape.role,
  office_id: Post.shape.office_id,
  until_on: day("任职截止日").optional(),
});

export type OfficeRow = RecordRow & z.infer<typeof Office> & Record<string, unknown>;
export type PostRow = RecordRow & z.infer<typeof Post> & Record<string, unknown>;

/** The label of a role; an unknown one is shown as it is. */
export function roleLabel(role: string): string {
  return role in roles ? roles[role as Role] : role; // `in` has just proved it
}
