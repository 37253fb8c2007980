// Spreads a migrated database over the workers of a Citus cluster: every business table by bureau, small reference tables everywhere.
import type pg from "pg";
import { installationTables, referenceTables, tableFacts } from "./catalogue.ts";
import { StartRefused } from "./refusal.ts";
import { withClient } from "./roles.ts";

/**
 * The statements that Citus needs and has not had yet, in order; with `run` they are executed as well, one by one. Harmless to repeat, and
 * to be repeated after a release that brings new tables. Throws StartRefused when `run` is asked of a PostgreSQL without Citus.
 */
export async function distribute(ownerUrl: string, { run }: { run: boolean }): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query("select 1 from pg_extension where extname = 'citus'");
    if (run && rows.length === 0) throw new StartRefused("这个数据库没有安装 Citus 扩展，请先执行：CREATE EXTENSION citus;");
    const statements = await plan(client, rows.length > 0 ? await alreadySpread(client) : new Set());
    if (run) for (const statement of statements) await client.query(statement);
    return statements;
  });
}

async function plan(client: pg.Client, done: ReadonlySet<string>): Promise<string[]> {
  const database = client.escapeIdentifier(client.database ?? "");
  const statements = [
    `alter database ${database} set citus.propagate_set_commands = 'local'`,
    "set citus.multi_shard_modify_mode = 'sequential'",
  ];
  const facts = (await tableFacts(client)).filter((table) => table.name !== "kernel.migration");
  const isEverywhere = (name: string) => referenceTables.includes(name) || name in installationTables;
  for (const { name } of facts) {
    if (isEverywhere(name) && !done.has(name)) statements.push(`select create_reference_table(${client.escapeLiteral(name)})`);
  }
  const business = facts.filter((table) => !isEverywhere(table.name));
  const first = business[0]?.name ?? "";
  for (const { name } of business) {
    if (done.has(name)) continue;
    const beside = name === first ? "default" : first;
    statements.push(
      `select create_distributed_table(${client.escapeLiteral(name)}, 'bureau_id', colocate_with => ${client.escapeLiteral(beside)})`,
    );
  }
  return statements;
}

async function alreadySpread(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_dist_partition d
     join pg_class c on c.oid = d.logicalrelid join pg_namespace n on n.oid = c.relnamespace`,
  );
  return new Set(rows.map((row) => row.name));
}
