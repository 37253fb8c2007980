// 设定时限: laid over the law book at once, so that what the book refuses is refused here with its sentence.
import { sql } from "#kernel/db";
import { withSettings } from "#kernel/lawbook";
import { isRefused, refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import type { Rule } from "#kernel/lawbook";

export const set: Action = async (ctx, row, input) => {
  const existing = await ctx.query(
    sql`select 1 from time_limits.setting where bureau_id = ${row.bureau_id} and rule = ${input.rule} and state = 'active'`,
  );
  if (existing.length > 0)
    return { ...refuse("already-set", `${String(input.rule)}已有生效的设定，请先撤销原设定。`), fields: { rule: "已有生效的设定" } };
  const unit = input.unit as Exclude<Rule["unit"], null | "DATE">;
  const tried = withSettings(ctx.book, { rules: { [String(input.rule)]: { amount: Number(input.amount), unit, why: String(input.why) } } });
  return isRefused(tried) ? { ...tried, fields: { rule: tried.refused } } : { offices: [], owners: [] };
};
