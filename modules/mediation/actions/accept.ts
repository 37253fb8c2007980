// 受理: the case gets its number, its committee and its mediator.
import { name, sql } from "#kernel/db";
import { refuse, type Refused } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import type { Ctx } from "#kernel/step";
import { bureauShortName } from "#modules/offices";
import { share } from "./share.ts";

interface Named {
  id: string;
  name: string;
  state: string;
  level: string;
  background: string;
  committee_id: string;
  account_id: string | null;
  offices: string[];
}

export const accept: Action = async (ctx, row, input) => {
  const [committee, mediator] = await Promise.all([read(ctx, "committee", input.committee_id), read(ctx, "mediator", input.mediator_id)]);
  if (committee === undefined || committee.state !== "active") return field("committee_id", "没有找到在册的这个调解委员会，请重新选择。");
  const chosen = mediatorChanges(ctx, row, mediator);
  if ("refused" in chosen) return chosen;
  const year = ctx.on.slice(0, 4);
  const short = await bureauShortName(ctx);
  const sequence = await ctx.nextNumber(`mediation.case/${year}`);
  const offices = [...new Set([...row.offices, ...committee.offices])];
  share(ctx, row.id, offices, chosen.owners);
  return {
    ...chosen,
    offices,
    committee_id: committee.id,
    committee_name: committee.name,
    committee_level: committee.level,
    number: `(${year})${short}人调字第${sequence}号`,
  };
};

/** 更换调解员: the new mediator sees the case from now on; the former one no longer owns it. */
export const reassign: Action = async (ctx, row, input, before) => {
  const [former, mediator] = await Promise.all([read(ctx, "mediator", before.mediator_id), read(ctx, "mediator", input.mediator_id)]);
  if (mediator !== undefined && mediator.id === before.mediator_id) return field("mediator_id", "该调解员已经是本案调解员，请选择另一人。");
  const rest = row.owners.filter((owner) => owner !== former?.account_id);
  const chosen = mediatorChanges(ctx, { ...row, owners: rest }, mediator);
  if (!("refused" in chosen)) share(ctx, row.id, row.offices, chosen.owners);
  return chosen;
};

function mediatorChanges(
  ctx: Ctx,
  row: Parameters<Action>[1],
  mediator: Named | undefined,
): ({ owners: string[] } & Record<string, unknown>) | Refused {
  if (mediator === undefined || mediator.state !== "active") return field("mediator_id", "没有找到在聘的这名调解员，请重新选择。");
  const owners = [...new Set([...row.owners, mediator.account_id ?? ctx.actor.id])];
  return { owners, mediator_id: mediator.id, mediator_name: mediator.name, mediator_background: mediator.background };
}

async function read(ctx: Ctx, table: "committee" | "mediator", id: unknown): Promise<Named | undefined> {
  if (typeof id !== "string") return undefined;
  const rows = await ctx.query<Named>(
    sql`select * from ${name(`mediation.${table}`)} where bureau_id = ${ctx.actor.bureau} and id = ${id}`,
  );
  return rows[0];
}

function field(key: string, sentence: string): Refused {
  return { ...refuse("invalid", sentence), fields: { [key]: sentence } };
}
