// The installation a command works on: the running server's database, or one started for the command and stopped after it.
import pg from "pg";
import type { Server, Session } from "#kernel/http";
import { type Refused, refuse } from "#kernel/lifecycle";
import { type Actor, settingsOf } from "#kernel/permissions";
import { type Database, openDatabase } from "../../boot/postgres.ts";
import { openServer } from "../server/compose.ts";
import { fill } from "../server/fill.ts";

/** Where an installation is. */
export interface Installation {
  dataDir: string;
  databaseUrl?: string | undefined;
  demo: boolean;
  fixedDay?: string | undefined;
}

/** Works with the installation's parts; brings the database up to date first. */
export async function withInstallation<T>(site: Installation, work: (server: Server, database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir: site.dataDir, databaseUrl: site.databaseUrl, adopt: true });
  try {
    await fill({ ownerUrl: database.ownerUrl, dataDir: site.dataDir, demo: site.demo, say: (words) => process.stderr.write(`${words}\n`) });
    const server = openServer({
      ownerUrl: database.ownerUrl,
      appUrl: database.appUrl,
      dataDir: site.dataDir,
      demo: site.demo,
      fixedDay: site.fixedDay,
      connections: 4,
    });
    try {
      return await work(server, database);
    } finally {
      await Promise.all([server.app.end(), server.owner.end()]);
    }
  } finally {
    await database.close();
  }
}

/** Works on the database as it is, as its owner. */
export async function withRawDatabase<T>(site: Installation, work: (client: pg.Client, database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir: site.dataDir, databaseUrl: site.databaseUrl, adopt: true });
  const client = new pg.Client({ connectionString: database.ownerUrl });
  try {
    await client.connect();
    return await work(client, database);
  } finally {
    await client.end();
    await database.close();
  }
}

/** Whoever sits at the server's own console: sees the whole of one bureau, through the same policies as everybody. */
export async function operatorOf(server: Server, bureau: number): Promise<Session | Refused> {
  const { rows } = await server.owner.query<{ name: string; stands_on: string | null }>(
    "select name, stands_on from offices.bureau where bureau_id = $1",
    [bureau],
  );
  const found = rows[0];
  if (found === undefined) return refuse("not-found", `没有代码为 ${bureau} 的局。`);
  const actor: Actor = {
    id: "00000000-0000-7000-8000-000000000000",
    name: "操作台",
    kind: "system",
    bureau,
    bureauName: found.name,
    low: bureau,
    high: bureau,
    posts: [{ role: "system", office: "00000000-0000-7000-8000-000000000000" }],
    standsOn: found.stands_on,
  };
  const lines = Object.fromEntries(server.modules.map((module) => [module.name, { system: "bureau" as const }]));
  return { actor, settings: settingsOf(actor, lines) };
}
