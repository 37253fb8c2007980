// Writing an account as the owner's role: only for the first administrator and for demonstration accounts; everybody else is opened by a step.
import type { ClientBase } from "pg";
import { insert } from "#kernel/db";
import { record } from "#kernel/module";
import { searchUpsert } from "#kernel/search";
import { accountType } from "./lifecycle.ts";

/** What an account written so consists of. */
export interface NewAccount {
  bureau: number;
  id: string;
  login: string;
  name: string;
  kind: "staff" | "citizen";
  hash: string;
  mustChange: "yes" | "no";
  day: string;
  at: string;
}

/** Writes account, login and secret in the caller's transaction. */
export async function createAccount(client: Pick<ClientBase, "query">, made: NewAccount): Promise<void> {
  const { bureau, id, login, name, kind, hash, day, at } = made;
  const row = { bureau_id: bureau, id, state: "active", version: 1, offices: [], owners: [id], created_at: at };
  const account = { ...row, login, name, kind, phone: null, must_change: made.mustChange === "yes", opened_on: day };
  await client.query(insert("accounts.account", [account]));
  await client.query(searchUpsert(record(accountType).type, account));
  await client.query(insert("accounts.login", [{ login, bureau_id: bureau, account_id: id }]));
  await client.query(insert("accounts.secret", [{ bureau_id: bureau, account_id: id, hash }]));
}
