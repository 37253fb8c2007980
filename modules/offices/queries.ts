// Reads other modules need of the organisation: offices, who holds which post, the bureau.
import { type Sql, sql } from "#kernel/db";
import type { Ctx } from "#kernel/step";

/** A post as pickers show it. */
export interface Held {
  account_id: string;
  account_name: string;
  role: string;
  office_id: string;
  office_name: string;
}

/** The open offices of a bureau in their order. Rows: {id, name, kind, division, sort}. */
export function officesStatement(bureau: number): Sql {
  return sql`select id, name, kind, division, sort from offices.office where bureau_id = ${bureau} and state = 'open' order by sort, id`;
}

/** The open township office that serves a township (its 9-digit code, or a village's 12). Rows: {id, name}. */
export function officeServing(bureau: number, division: string): Sql {
  return sql`select id, name from offices.office where bureau_id = ${bureau} and state = 'open' and division = ${division.slice(0, 9)} order by sort, id limit 1`;
}

/** The bureau's short name as document numbers carry it (麻司). */
export async function bureauShortName(ctx: Ctx): Promise<string> {
  const [found] = await ctx.query<{ short_name: string }>(sql`select short_name from offices.bureau where bureau_id = ${ctx.actor.bureau}`);
  return found?.short_name ?? "";
}

/** Who holds a post on a day, in these offices (all when absent) and these roles (all when absent). Rows: Held. */
export function holders(
  bureau: number,
  day: string,
  { offices, roles }: { offices?: readonly string[]; roles?: readonly string[] } = {},
): Sql {
  return sql`select account_id, account_name, role, office_id, office_name from offices.post
    where bureau_id = ${bureau} and state = 'held' and from_on <= ${day} and (until_on is null or until_on >= ${day})
      ${offices === undefined ? sql`` : sql`and office_id = any(${[...offices]}::uuid[])`} ${roles === undefined ? sql`` : sql`and role = any(${[...roles]}::text[])`}
    order by office_name, account_name, id`;
}

/** Whether an account holds a post in an office now. Rows: one for each such post. */
export function postIn(bureau: number, account: string, office: string): Sql {
  return sql`select id from offices.post where bureau_id = ${bureau} and account_id = ${account} and office_id = ${office} and state = 'held'`;
}

/** The bureau itself. Rows: {bureau_id, name, short_name, division, stands_on, heading}. */
export function bureauStatement(bureau: number): Sql {
  return sql`select bureau_id, name, short_name, division, stands_on, heading from offices.bureau where bureau_id = ${bureau}`;
}

/** The posts an account holds (ended ones left out, future ones included). */
export function heldPosts(ctx: Ctx, account: string): Promise<{ role: string; office_id: string; office_name: string }[]> {
  return ctx.query(
    sql`select role, office_id, office_name from offices.post where bureau_id = ${ctx.actor.bureau} and account_id = ${account} and state = 'held' order by from_on, id`,
  );
}

/** The name of an open office; undefined when there is none. */
export async function officeName(ctx: Ctx, office: string): Promise<string | undefined> {
  const [found] = await ctx.query<{ name: string }>(
    sql`select name from offices.office where bureau_id = ${ctx.actor.bureau} and id = ${office} and state = 'open'`,
  );
  return found?.name;
}
