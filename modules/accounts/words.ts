// The nouns of signing in: accounts, tokens, and the words their forms ask for. Pure; the browser loads it too.
import { z } from "zod";
import type { RecordRow } from "#kernel/lifecycle";

export const accountKinds = { staff: "工作人员", citizen: "群众" } as const;

/** Business roles a token may act in; administrators' rights are never lent to a machine. */
export const tokenRoles = { director: "全局查看", officer: "所在机构工作人员" } as const;

const text = (title: string, most: number) =>
  z
    .string({ error: `请填写${title}` })
    .trim()
    .min(1, `请填写${title}`)
    .max(most, `${title}不超过${most}字，请精简`)
    .meta({ title });
const day = (title: string) => z.iso.date(`${title}格式应为年-月-日，如2026-03-05`).meta({ title, widget: "day" });

/** A login as it is kept: lower case letters, digits, dot, dash; a mobile number will do. */
export const Login = z
  .string({ error: "请填写登录名" })
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, "登录名为3至40位小写字母、数字、点或短横，以字母或数字开头")
  .meta({ title: "登录名" });
const Phone = z
  .string()
  .trim()
  .regex(/^[0-9+\- ]{5,20}$/, "电话应为5至20位数字")
  .meta({ title: "电话", widget: "phone" });

/** An account of a person. */
export const Account = z.object({
  login: Login,
  name: text("姓名", 40),
  kind: z.enum(["staff", "citizen"], { error: "请选择账号类型" }).meta({ title: "账号类型", words: accountKinds }),
  phone: Phone.nullable(),
  must_change: z.boolean().meta({ title: "须修改口令" }),
  locked_until: z.string().nullable().meta({ title: "因输错口令锁定至" }),
  opened_on: day("开通日期").nullable(),
  closed_on: day("注销日期").nullable(),
});
export const Opening = z.object({ login: Login, name: Account.shape.name, kind: Account.shape.kind, phone: Phone.optional() });
export const Change = z.object({ name: Account.shape.name.optional(), phone: Phone.optional() });
export const Reason = z.object({ reason: text("原因", 200).meta({ title: "原因", widget: "long" }) });

const Scope = z.string().regex(/^([a-z][a-z-]*|\*):(read|step)$/, "范围写作“模块:read”或“模块:step”，如 mediation:read");

/** A token by which another system acts. */
export const Token = z.object({
  name: text("系统名称", 60),
  scopes: z.array(Scope).min(1, "至少填写一项授权范围").max(50, "授权范围不超过50项").meta({ title: "授权范围" }),
  role: z.enum(["director", "officer"], { error: "请选择权限" }).meta({ title: "权限", words: tokenRoles }),
  office_id: z.uuid().nullable().meta({ title: "机构", widget: "record:offices.office" }),
  office_name: z.string().nullable().meta({ title: "机构名称" }),
  made_on: day("申请日期").nullable(),
  expires_on: day("失效日期"),
});
export const TokenMaking = z.object({
  name: Token.shape.name,
  scopes: Token.shape.scopes,
  role: Token.shape.role,
  office_id: z.uuid().optional().meta({ title: "机构", widget: "record:offices.office" }),
  expires_on: Token.shape.expires_on,
});

export type AccountRow = RecordRow & z.infer<typeof Account> & Record<string, unknown>;
export type TokenRow = RecordRow & z.infer<typeof Token> & Record<string, unknown>;
