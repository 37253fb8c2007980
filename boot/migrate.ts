// Brings a database up to date: plain .sql files of the kernel and of each module, merged by date, each applied once.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { sqlStatements } from "./sql-statements.ts";

/** One migration file. `name` is what the table kernel.migration keeps, such as `mediation/20260910-create`. */
export type Migration = { name: string; owner: string; date: string; text: string; checksum: string };
export type MigrationReport = { applied: string[]; total: number };
export type MigrationProgress = (done: number, total: number, name: string) => void;

/** A migration cannot be applied; `message` is a Chinese sentence that names the file. */
export class MigrationRefused extends Error {
  override name = "MigrationRefused";
}

const productRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
const fileName = /^(\d{8})-[a-z0-9-]+\.sql$/;
const lockNumber = 726_083_114;

export type MigrateOptions = {
  root?: string;
  /** Stop at these: only migrations of these names are applied (a backup of an older release is restored this way). */
  only?: ReadonlySet<string>;
};

/**
 * Applies what is missing, each file in one transaction, its statements sent one by one. Two migrators at once are harmless.
 * `modules` are folder names under modules/. Throws MigrationRefused when an applied file has changed or a statement fails.
 */
export async function migrate(
  ownerUrl: string,
  modules: string[],
  onProgress?: MigrationProgress,
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockNumber]);
    return await applyMissing(client, modules, options, { onProgress, each: ["begin", "commit", "rollback"] });
  } finally {
    await client.end();
  }
}

/** Like `migrate`, inside the open transaction of `client`: all of it is undone when that transaction is. */
export async function migrateWithin(client: pg.Client, modules: string[], options: MigrateOptions = {}): Promise<MigrationReport> {
  await client.query("select pg_advisory_xact_lock($1)", [lockNumber]);
  const each: Bracket = ["savepoint migration", "release savepoint migration", "rollback to savepoint migration"];
  return applyMissing(client, modules, options, { each });
}

type Bracket = [begin: string, commit: string, rollback: string];

async function applyMissing(
  client: pg.Client,
  modules: string[],
  { root = productRoot, only }: MigrateOptions,
  { onProgress, each }: { onProgress?: MigrationProgress | undefined; each: Bracket },
): Promise<MigrationReport> {
  const all = listMigrations(modules, root).filter((migration) => only?.has(migration.name) ?? true);
  await makeTable(client);
  const missing = refuseChanged(all, await readApplied(client));
  for (const [done, migration] of missing.entries()) {
    onProgress?.(done, missing.length, migration.name);
    await apply(client, migration, each);
  }
  onProgress?.(missing.length, missing.length, "");
  return { applied: missing.map((migration) => migration.name), total: all.length };
}

/** The migrations of the kernel and the named modules in the order in which they apply: date, kernel first, then names. */
export function listMigrations(modules: string[], root = productRoot): Migration[] {
  const folders = [{ owner: "kernel", path: join(root, "kernel", "migrations") }];
  for (const name of modules) folders.push({ owner: name, path: join(root, "modules", name, "migrations") });
  const found = folders.flatMap(({ owner, path }) => (existsSync(path) ? readFolder(owner, path) : []));
  return found.sort((a, b) => compare(a.date, b.date) || rank(a) - rank(b) || compare(a.name, b.name));
}

/** Folder names under modules/ that hold migrations, for tests and tools that want them all. */
export function modulesWithMigrations(root = productRoot): string[] {
  const folder = join(root, "modules");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "migrations")))
    .sort();
}

function readFolder(owner: string, path: string): Migration[] {
  return readdirSync(path)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => {
      const date = fileName.exec(file)?.[1];
      if (!date) throw new MigrationRefused(`迁移文件名不合规则：${owner}/${file}，应为“年月日-名称.sql”，例如 20260910-create.sql。`);
      const text = readFileSync(join(path, file), "utf8").replaceAll("\r\n", "\n");
      return { name: `${owner}/${file.slice(0, -4)}`, owner, date, text, checksum: createHash("sha256").update(text).digest("hex") };
    });
}

async function makeTable(client: pg.Client): Promise<void> {
  await client.query("create schema if not exists kernel");
  await client.query(`create table if not exists kernel.migration (
    name text primary key, checksum text not null, schemas text[] not null default '{}', applied_at timestamptz not null default now())`);
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>("select name, checksum from kernel.migration");
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function readSchemas(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ nspname: string }>("select nspname from pg_namespace");
  return rows.map((row) => row.nspname);
}

/** The schemas that belong to the product, as its migrations made them; `kernel` is always one. */
export async function productSchemas(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct unnest(schemas) as name from kernel.migration union select 'kernel' order by name`,
  );
  return rows.map((row) => row.name);
}

function refuseChanged(all: Migration[], applied: Map<string, string>): Migration[] {
  const changed = all.find((migration) => applied.has(migration.name) && applied.get(migration.name) !== migration.checksum);
  if (changed) throw new MigrationRefused(`迁移 ${changed.name} 已经执行过，但文件内容后来被改动。请恢复原文件，另写一个新的迁移。`);
  return all.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration, [begin, commit, rollback]: Bracket): Promise<void> {
  await client.query(begin);
  try {
    const before = await readSchemas(client);
    for (const statement of sqlStatements(migration.text)) await client.query(statement);
    const made = (await readSchemas(client)).filter((schema) => !before.includes(schema));
    await client.query("insert into kernel.migration (name, checksum, schemas) values ($1, $2, $3)", [
      migration.name,
      migration.checksum,
      made,
    ]);
    await client.query(commit);
  } catch (error) {
    await client.query(rollback).catch(() => undefined);
    throw new MigrationRefused(`迁移 ${migration.name} 没有成功，已全部撤回：${(error as Error).message}`, { cause: error });
  }
}

function rank(migration: Migration): number {
  return migration.owner === "kernel" ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
