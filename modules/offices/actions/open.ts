// Opening an office: a township office names the township it serves; the office belongs to itself.
import { sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";

/** The action of step `open`. */
export const open: Action = async (ctx, row) => {
  const own = { offices: [row.id], owners: [] };
  if (row.kind !== "township-office") return { ...own, division: null };
  if (typeof row.division !== "string" || row.division === "") return refuse("no-township", "设立司法所须选择它服务的乡镇、街道。");
  const found = await ctx.query(sql`select 1 from offices.division where code = ${row.division} and level = 4`);
  if (found.length === 0) return refuse("no-township", `没有代码为${row.division}的乡镇、街道，请从列表中选择。`);
  return own;
};
