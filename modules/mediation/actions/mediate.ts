// What happens during and after mediation: sessions, agreement, follow-up visits.
import { newId } from "#kernel/clock";
import { insert, sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";

function part(
  ctx: Parameters<Action>[0],
  row: Parameters<Action>[1],
  table: "session" | "visit",
  values: Record<string, unknown>,
): undefined {
  const key = { bureau_id: row.bureau_id, id: newId(), case_id: row.id, offices: row.offices, owners: row.owners };
  // The version of the case grows with every step, so it also numbers what the steps leave behind.
  ctx.after(insert(`mediation.${table}`, [{ ...key, seq: row.version + 1, ...values }]));
}

/** 记录调解: one entry per session. */
export const hold: Action = async (ctx, row, input) => part(ctx, row, "session", { held_on: ctx.on, place: input.place, note: input.note });

/** 达成协议: a written agreement gets the number it is printed with. */
export const agree: Action = async (ctx, row, input) => {
  if (typeof input.perform_by === "string" && input.perform_by < ctx.on) {
    return { ...refuse("invalid", "履行期限早于达成协议的日期，请核对。"), fields: { perform_by: "不能早于达成协议的日期" } };
  }
  const written = input.agreement_form === "written";
  return { performance: "performing", agreement_number: written ? String(row.number).replace("人调字", "人调协字") : null };
};

/** 回访: what was found becomes the state of performance. */
export const visit: Action = async (ctx, row, input) =>
  part(ctx, row, "visit", { visited_on: ctx.on, performance: input.performance, note: input.note });

/** 更正登记 keeps the search words and the count of people in step; nothing else moves. */
export const correct: Action = async (ctx, row, input) => {
  if (Object.keys(input).length === 0) return refuse("nothing", "没有改动任何内容。");
  const parties = await ctx.query<{ total: number }>(
    sql`select count(*) as total from mediation.party where bureau_id = ${row.bureau_id} and case_id = ${row.id} and replaced_on is null`,
  );
  const least = parties[0]?.total ?? 2;
  return typeof input.people_count === "number" && input.people_count < least
    ? { ...refuse("invalid", `涉及人数不能少于已登记的当事人数（${least}人）。`), fields: { people_count: `至少${least}人` } }
    : {};
};
