// Reads of people's mediation beyond lists and records.
import type { PrintCtx } from "#kernel/module";
import { fullNumbers } from "#modules/people";

/** Parties with their identity numbers in full; the case itself keeps only the masked form. Whoever calls records the reason. */
export async function withNumbers(parties: Record<string, unknown>[], ctx: PrintCtx): Promise<Record<string, unknown>[]> {
  const ids = parties.flatMap((party) => (typeof party.person_id === "string" ? [party.person_id] : []));
  const numbers = await fullNumbers(ctx, ids);
  return parties.map((party) => ({ ...party, id_number: numbers.get(String(party.person_id)) ?? party.id_number }));
}
