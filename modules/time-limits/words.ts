// The nouns of time-limit settings: what a bureau fills in or changes where the law's number is not confirmed.
import { z } from "zod";

export const units = { ND: "日", WD: "工作日", M: "个月", Y: "年", H: "小时" } as const;

const unitKeys = Object.keys(units) as [keyof typeof units, ...(keyof typeof units)[]];

/** What is asked when a rule is set. */
export const Entry = z.object({
  rule: z
    .string({ error: "请选择规则" })
    .trim()
    .toUpperCase()
    .min(2, "请选择规则")
    .max(20, "规则编号不超过20字")
    .meta({ title: "时限规则编号", widget: "rule", hint: "如 TJ-02；只有标“待核”或“存疑”的规则可以设定" }),
  amount: z
    .number({ error: "期限请填写数字" })
    .int("期限请填写整数")
    .min(0, "期限不能为负")
    .max(10_000, "期限过大，请核对")
    .meta({ title: "期限" }),
  unit: z.enum(unitKeys, { error: "请选择单位" }).meta({ title: "单位", words: units }),
  why: z
    .string({ error: "请写明依据" })
    .trim()
    .min(4, "请写明依据的文件名称、条款和核对人")
    .max(500, "依据不超过500字")
    .meta({ title: "依据（文件、条款、核对人）", widget: "long" }),
});

/** A setting as kept. */
export const Setting = Entry.extend({
  set_on: z.iso.date().meta({ title: "设定日期", widget: "day" }),
  withdrawn_on: z.iso.date().nullable().meta({ title: "撤销日期", widget: "day" }),
});
