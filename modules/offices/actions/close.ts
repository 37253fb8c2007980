// Closing an office: nobody may still hold a post in it.
import { sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";

/** The action of step `close`. */
export const close: Action = async (ctx, row) => {
  const held = await ctx.query<{ account_name: string }>(
    sql`select account_name from offices.post where bureau_id = ${row.bureau_id} and office_id = ${row.id} and state = 'held' order by from_on limit 20`,
  );
  if (held.length === 0) return undefined;
  return refuse(
    "still-manned",
    `该机构还有在任岗位：${held.map((one) => one.account_name).join("、")}。请先由安全管理员解除，再撤销机构。`,
  );
};
