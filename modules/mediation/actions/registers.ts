// The registers: each entry belongs to the office that serves its township; a mediator's follows the committee's.
import { sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import { officeServing, postIn } from "#modules/offices";

/** Puts a record under the office of its township. */
export const place: Action = async (ctx, row, input) => {
  const township = input.township ?? row.township;
  if (typeof township !== "string") return { offices: row.offices };
  const [serving] = await ctx.query<{ id: string }>(officeServing(ctx.actor.bureau, township));
  const office = serving?.id;
  return office === undefined
    ? { ...refuse("no-office", "所选乡镇（街道）还没有登记司法所，请先登记司法所或改选。"), fields: { township: "没有对应的司法所" } }
    : { offices: [office] };
};

/** 设立: the first term begins on the day of establishment. */
export const establish: Action = async (ctx, row, input, before) => {
  const placed = await place(ctx, row, input, before);
  return placed === undefined || "refused" in placed ? placed : { ...placed, term_from: ctx.on };
};

/** 聘任 or change of a mediator: name, township and offices come from the committee. */
export const engage: Action = async (ctx, row, input) => {
  const id = input.committee_id ?? row.committee_id;
  const rows = await ctx.query<{ name: string; township: string; state: string; offices: string[] }>(
    sql`select name, township, state, offices from mediation.committee where bureau_id = ${row.bureau_id} and id = ${id}`,
  );
  const committee = rows[0];
  if (committee === undefined || committee.state !== "active")
    return { ...refuse("invalid", "没有找到在册的这个调解委员会，请重新选择。"), fields: { committee_id: "请重新选择" } };
  const account = input.account_id;
  if (typeof account === "string") {
    const held = await ctx.query(postIn(row.bureau_id, account, committee.offices[0] ?? ""));
    if (held.length === 0)
      return {
        ...refuse("invalid", "所选帐号在该调解委员会所属的司法所没有岗位，请先由安全管理员授予岗位，或不选帐号。"),
        fields: { account_id: "该帐号不在这个司法所任职" },
      };
  }
  return { committee_name: committee.name, township: committee.township, offices: committee.offices };
};
