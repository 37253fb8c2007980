// Joining doubles: an entry without a number gives way to another; its roles and viewers go over, it stays as a signpost.
import { name, sql } from "#kernel/db";
import { type Refused, refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import { Merging } from "../words.ts";

/** 并入另一条人员登记. */
export const mergePerson: Action = mergeWithin("people.person");
/** 并入另一条单位登记. */
export const mergeOrganisation: Action = mergeWithin("people.organisation");

function mergeWithin(table: "people.person" | "people.organisation"): Action {
  return async (ctx, row, input) => {
    const { into } = Merging.parse(input);
    if (into === row.id) return wrong("不能并入自身，请选择另一条登记。");
    const [target] = await ctx.query<{ state: string }>(
      sql`select state from ${name(table)} where bureau_id = ${row.bureau_id} and id = ${into} for update`,
    );
    if (target === undefined) return wrong("没有找到要并入的登记：可能编号有误，或不在您的查看范围内，请重新选择。");
    if (target.state !== "active") return wrong("要并入的登记本身已经合并，请选择它所并入的那一条。");
    ctx.after(sql`select ${name("people.merge")}(${row.bureau_id}::int, ${row.id}::uuid, ${into}::uuid)`);
    return { merged_into: into };
  };
}

function wrong(sentence: string): Refused {
  return { ...refuse("merge-target", sentence), fields: { into: sentence } };
}
