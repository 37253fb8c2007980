// What persons and organisations were in which matter, from when to when.
import { newId } from "#kernel/clock";
import { insert, sql } from "#kernel/db";
import type { Ctx } from "#kernel/step";
import type { Entered } from "./entering.ts";

/** The matter a role is held in: the kind of record ("mediation.case"), its id, and who may see it. */
export interface Matter {
  subject: string;
  id: string;
  offices: string[];
  owners: string[];
}

/** Puts down that each of these holds a role in the matter from the step's day on, in words such as 调解申请人. Seen by whoever sees the matter's line. */
export function personRoles(ctx: Ctx, matter: Matter, held: { who: Pick<Entered, "personId" | "kind">; role: string }[]): void {
  if (held.length === 0) return;
  const rows = held.map(({ who, role }) => ({
    bureau_id: ctx.actor.bureau,
    id: newId(),
    person_id: who.kind === "person" ? who.personId : null,
    organisation_id: who.kind === "organisation" ? who.personId : null,
    subject: matter.subject,
    subject_id: matter.id,
    role,
    from_on: ctx.on,
    offices: matter.offices,
    owners: matter.owners,
  }));
  ctx.after(insert("people.role", rows));
}

/** Ends, on the step's day, all roles held in the matter. */
export function endRoles(ctx: Ctx, matter: Pick<Matter, "subject" | "id">): void {
  ctx.after(sql`update people.role set until_on = greatest(from_on, ${ctx.on}::date)
    where bureau_id = ${ctx.actor.bureau} and subject_id = ${matter.id} and subject = ${matter.subject} and until_on is null`);
}

/** Who holds a role in the matter now: the person or organisation, once each. */
export async function rolesIn(ctx: Ctx, matter: Pick<Matter, "subject" | "id">): Promise<Pick<Entered, "personId" | "kind">[]> {
  const rows = await ctx.query<{ person_id: string | null; organisation_id: string | null }>(
    sql`select person_id, organisation_id from people.role where bureau_id = ${ctx.actor.bureau} and subject_id = ${matter.id} and subject = ${matter.subject} and until_on is null`,
  );
  return rows.flatMap((row): Pick<Entered, "personId" | "kind">[] => {
    if (row.person_id !== null) return [{ personId: row.person_id, kind: "person" }];
    return row.organisation_id === null ? [] : [{ personId: row.organisation_id, kind: "organisation" }];
  });
}
