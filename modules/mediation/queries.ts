// Reads of people's mediation beyond lists and records.
import { sql } from "#kernel/db";
import type { Preset, PrintCtx } from "#kernel/module";
import { fullNumbers } from "#modules/people";

/** Parties with their identity numbers in full; the case itself keeps only the masked form. For documents, whose printing is recorded, and for whoever has given a reason. */
export async function withNumbers(parties: Record<string, unknown>[], ctx: PrintCtx): Promise<Record<string, unknown>[]> {
  const ids = parties.flatMap((party) => (typeof party.person_id === "string" ? [party.person_id] : []));
  const numbers = await fullNumbers(ctx, ids);
  return parties.map((party) => ({ ...party, id_number: numbers.get(String(party.person_id)) ?? party.id_number }));
}

/** 受理 begins with the mediator who opens the form, and her committee. */
export const ownEntry: Preset = async (row, ctx) => {
  const [own] = await ctx.query<{ id: string; committee_id: string }>(
    sql`select id, committee_id from mediation.mediator where bureau_id = ${row.bureau_id} and account_id = ${ctx.actor.id} and state = 'active'`,
  );
  return own === undefined ? {} : { committee_id: own.committee_id, mediator_id: own.id };
};
