// Writing bureaus, offices and posts as the owner's role: only for first setup and demonstrations; everybody else takes the steps.
import type { ClientBase } from "pg";
import { newId } from "#kernel/clock";
import { insert, type Sql, sql } from "#kernel/db";
import { record } from "#kernel/module";
import { searchUpsert } from "#kernel/search";
import { officeType } from "./lifecycle.ts";
import { type officeKinds, roleLabel } from "./words.ts";

type Client = Pick<ClientBase, "query">;

/** A bureau as it is set up. `bureau` is its GB/T 2260 code; `at` the instant of writing. */
export interface NewBureau {
  bureau: number;
  name: string;
  shortName: string;
  /** The day on which a demonstration bureau's clock stands; null for the present. */
  standsOn: string | null;
  at: string;
}

/** Writes the bureau and its leadership office unless they are there; answers the office's id. */
export async function createBureau(client: Client, made: NewBureau): Promise<string> {
  const { bureau, name, shortName, standsOn, at } = made;
  await client.query(sql`insert into offices.bureau (bureau_id, name, short_name, division, stands_on, heading, created_at)
    values (${bureau}, ${name}, ${shortName}, ${String(bureau)}, ${standsOn}, ${name}, ${at}) on conflict (bureau_id) do nothing`);
  return createOffice(client, { bureau, name: "局领导", kind: "leadership", division: null, sort: 1, at });
}

/** An office as it is set up. */
export interface NewOffice {
  bureau: number;
  name: string;
  kind: keyof typeof officeKinds;
  division: string | null;
  sort: number;
  at: string;
}

/** Writes an office unless an open one of that name is there; answers its id. */
export async function createOffice(client: Client, made: NewOffice): Promise<string> {
  const { bureau, name, kind, division, sort, at } = made;
  const kept = await found(
    client,
    sql`select id from offices.office where bureau_id = ${bureau} and name = ${name} and state = 'open' order by id limit 1`,
  );
  if (kept !== undefined) return kept;
  const id = newId();
  const row = { bureau_id: bureau, id, state: "open", version: 1, offices: [id], owners: [], created_at: at, name, kind, division, sort };
  await client.query(insert("offices.office", [row]));
  await client.query(searchUpsert(record(officeType).type, row));
  return id;
}

/** A post as it is set up. */
export interface NewPost {
  bureau: number;
  account: string;
  name: string;
  role: string;
  office: string;
  officeName: string;
  day: string;
  at: string;
}

/** Writes a post unless the account holds it already; answers its id. */
export async function createPost(client: Client, made: NewPost): Promise<string> {
  const { bureau, account, name, role, office, officeName, day, at } = made;
  if (roleLabel(role) === role) throw new Error(`no such role: ${role}`);
  const same = sql`bureau_id = ${bureau} and account_id = ${account} and role = ${role} and office_id = ${office} and state = 'held'`;
  const kept = await found(client, sql`select id from offices.post where ${same} limit 1`);
  if (kept !== undefined) return kept;
  const id = newId();
  const row = { bureau_id: bureau, id, state: "held", version: 1, offices: [office], owners: [account], created_at: at };
  await client.query(
    insert("offices.post", [
      { ...row, account_id: account, account_name: name, role, office_id: office, office_name: officeName, from_on: day },
    ]),
  );
  return id;
}

async function found(client: Client, statement: Sql): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(statement);
  return rows[0]?.id;
}

/** The townships of a bureau's county that are valid on a day and run by the county itself. */
export async function townshipsOf(client: Client, bureau: number, day: string): Promise<{ code: string; name: string }[]> {
  const { rows } = await client.query<{ code: string; name: string }>(sql`select code, name from offices.division
    where parent = ${String(bureau)} and note is null and coalesce(valid_from, ${day}::date) <= ${day}::date and coalesce(valid_to, ${day}::date) >= ${day}::date order by code`);
  return rows;
}
