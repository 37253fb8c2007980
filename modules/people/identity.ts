// The numbers people are known by: sealed, found by digest, one holder each in a bureau.
import { join, raw, sql } from "#kernel/db";
import type { Ctx } from "#kernel/step";
import type { IdKind } from "./identifiers.ts";

/** A checked number: `key` is the part that stays when the certificate is renewed. */
export interface IdNumber {
  kind: IdKind | "uscc";
  number: string;
  key: string;
}

/** A number and who is to hold it if nobody does yet. */
export interface Claim extends IdNumber {
  holder: "person" | "organisation";
  holderId: string;
}

/** What the functions here need of a Ctx; endpoints make it from a session. */
export type Reader = Pick<Ctx, "query" | "secrets" | "actor">;

/** The blind index of a number. */
export function digestOf(reader: Pick<Ctx, "secrets">, id: IdNumber): Buffer {
  return reader.secrets.digest(`${id.kind}:${id.key}`);
}

/**
 * Gives each number its one holder in the bureau: the one it has, wherever in the bureau it was registered, or the one it is claimed for.
 * The holders become visible to `offices`. Two statements in one round trip; of two claims at once one wins and both learn of it.
 * Answers the holder's id for each claim, in order; a claim is fresh when that is its own `holderId`.
 */
export async function claimNumbers(ctx: Reader, claims: Claim[], offices: string[]): Promise<string[]> {
  if (claims.length === 0) return [];
  const bureau = ctx.actor.bureau;
  const digests = claims.map((claim) => digestOf(ctx, claim));
  // Inserted in the order of the digests, so that two claims of the same numbers wait for one another in one direction.
  const rows = claims
    .map((claim, at) => ({ claim, digest: digests[at] ?? Buffer.of() }))
    .sort((a, b) => a.digest.compare(b.digest))
    .map(
      ({ claim, digest }) =>
        sql`(${bureau}, ${digest}, ${claim.holder}, ${claim.holderId}, ${claim.kind}, ${ctx.secrets.seal(claim.number)}, ${offices}::uuid[], '{}'::uuid[])`,
    );
  const [, held] = await Promise.all([
    ctx.query(
      sql`insert into people.identity (bureau_id, id_digest, holder, holder_id, kind, id_sealed, offices, owners) values ${join(rows, ", ")} on conflict do nothing`,
    ),
    ctx.query<Held>(claimStatement(bureau, digests, offices)),
  ]);
  const holders = new Map(held.map((one) => [one.id_digest.toString("hex"), one.holder_id]));
  return digests.map((digest) => holders.get(digest.toString("hex")) ?? unheld());
}

interface Held {
  id_digest: Buffer;
  holder_id: string;
}

function claimStatement(bureau: number, digests: Buffer[], offices: string[]) {
  return sql`select id_digest, holder_id from ${raw("people.claim")}(${bureau}::int, ${digests}::bytea[], ${offices}::uuid[])`;
}

/** Only when the actor's settings do not cover the bureau he acts for: a fault, not a refusal. */
function unheld(): never {
  throw new Error("people.claim did not answer for a number just claimed");
}

/** Gives a holder another number (or the first one). False when somebody else in the bureau holds it. */
export async function replaceNumber(ctx: Ctx, claim: Claim, offices: string[]): Promise<boolean> {
  const digest = digestOf(ctx, claim);
  const bureau = ctx.actor.bureau;
  const [held] = await ctx.query<Held>(claimStatement(bureau, [digest], []));
  if (held !== undefined && held.holder_id !== claim.holderId) return false;
  const changed =
    await ctx.query(sql`update people.identity set id_digest = ${digest}, kind = ${claim.kind}, id_sealed = ${ctx.secrets.seal(claim.number)}
    where bureau_id = ${bureau} and holder_id = ${claim.holderId} returning holder_id`);
  if (changed.length > 0) return true;
  const [holder] = await claimNumbers(ctx, [claim], offices);
  return holder === claim.holderId;
}

/** The full numbers of these persons and organisations, by id, as far as the actor may see them; whoever calls records the reason. */
export async function fullNumbers(reader: Reader, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.query<{ holder_id: string; id_sealed: Buffer }>(
    sql`select holder_id, id_sealed from people.identity where bureau_id = ${reader.actor.bureau} and holder_id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.holder_id, reader.secrets.open(row.id_sealed)]));
}
