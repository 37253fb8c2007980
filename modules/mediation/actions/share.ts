// Whoever may see a case may see what belongs to it.
import { name, sql } from "#kernel/db";
import type { Ctx } from "#kernel/step";

/** Gives the rows of a case the case's own visibility, once the case is written. */
export function share(ctx: Ctx, caseId: string, offices: string[], owners: string[]): void {
  for (const table of ["party", "session", "visit"] as const) {
    ctx.after(
      sql`update ${name(`mediation.${table}`)} set offices = ${offices}, owners = ${owners} where bureau_id = ${ctx.actor.bureau} and case_id = ${caseId}`,
    );
  }
}
