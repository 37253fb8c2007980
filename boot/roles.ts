// The two database roles: the owner, which migrates, and zs_app, which serves requests and cannot pass row-level security.
import pg from "pg";
import { hasSecret, secret } from "./keys.ts";

export const appRole = "zs_app";

/** Runs `work` on one connection and closes it whatever happens. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What holds for every connection of people's requests: nobody waits for ever on somebody else's lock. */
const roleSettings = {
  timezone: "Asia/Shanghai",
  lock_timeout: "10s",
  statement_timeout: "30s",
  idle_in_transaction_session_timeout: "60s",
};

/**
 * Makes sure that role zs_app exists, may log in with the password kept in the data directory, and is neither superuser nor
 * exempt from row-level security. Answers that password.
 */
export async function ensureAppRole(client: pg.Client, dataDir: string): Promise<string> {
  const { rows } = await client.query<{ plain: boolean }>(
    "select rolcanlogin and not rolsuper and not rolbypassrls as plain from pg_roles where rolname = $1",
    [appRole],
  );
  const isFirst = !hasSecret(dataDir, "database-app");
  const password = secret(dataDir, "database-app");
  const quoted = client.escapeLiteral(password);
  if (rows.length === 0) await client.query(`create role ${appRole} login nosuperuser nobypassrls password ${quoted}`);
  else if (isFirst || rows[0]?.plain !== true) await client.query(`alter role ${appRole} login nosuperuser nobypassrls password ${quoted}`);
  if (rows.length === 0 || isFirst) {
    for (const [name, value] of Object.entries(roleSettings)) await client.query(`alter role ${appRole} set ${name} = '${value}'`);
  }
  return password;
}
