// A bureau's own setting for a time limit that the law book marks 待核 or leaves open.
import { type RecordRow, recordType } from "#kernel/lifecycle";
import { settingPermissions } from "./permissions.ts";
import { Entry, Setting, units } from "./words.ts";

export const setting = recordType<RecordRow & Record<string, unknown>>()({
  module: "time-limits",
  name: "setting",
  path: "settings",
  label: "时限设定",
  table: "time_limits.setting",
  fields: Setting,
  title: (row) => `${String(row.rule)} ${String(row.amount)}${units[row.unit as keyof typeof units] ?? ""}`,
  states: { active: "生效中", withdrawn: "已撤销" },
  ended: ["withdrawn"],
  steps: {
    set: {
      label: "设定时限",
      hint: "核对原文后填写；此后起算的期限按此计算",
      from: "new",
      to: "active",
      by: "set",
      asks: Entry,
      stamps: "set_on",
    },
    withdraw: {
      label: "撤销设定",
      hint: "恢复为法规库原有的期限",
      from: ["active"],
      to: "withdrawn",
      by: "set",
      stamps: "withdrawn_on",
      final: true,
    },
  },
  list: {
    columns: ["rule", "amount", "unit", "why", "set_on"],
    filters: ["state", "rule"],
    orders: [{ by: "set_on", label: "设定日期从新到旧", direction: "desc" }],
  },
  permissions: settingPermissions,
});
