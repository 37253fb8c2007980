// Takes a backup back: checks every hash first, loads everything in one transaction, commits only when all counts agree.
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { listMigrations, migrateWithin, modulesWithMigrations, productSchemas } from "./migrate.ts";
import { type Entry, tarEntries } from "./archive.ts";
import { type BackupProgress, backupFormat, filesOf, type Manifest } from "./backup.ts";
import { tablesOf } from "./backup-tables.ts";
import type { Database } from "./postgres.ts";
import { holderOf } from "./lock.ts";
import { StartRefused } from "./refusal.ts";
import { appRole, withClient } from "./roles.ts";

export type RestoreOptions = {
  /** Module names, as for `migrate`; all that have migrations when left out. */
  modules?: string[] | undefined;
  /** Allows to put the backup in place of records that are there; without it a non-empty installation is refused. */
  replace?: boolean;
  onProgress?: BackupProgress | undefined;
  /** For tests: where the product's migrations lie. */
  root?: string;
};
export type RestoreReport = { takenAt: string; tables: number; rows: number; files: number; historyRoots: Manifest["historyRoots"] };

/**
 * Restores `file` in one transaction: until every hash and every row count agrees, and whatever happens before, the present records stay.
 * An older backup is loaded under its own migrations and then brought up to date. Throws StartRefused with a Chinese sentence.
 */
export async function restore(database: Database, dataDir: string, file: string, options: RestoreOptions = {}): Promise<RestoreReport> {
  if (holderOf(resolve(dataDir))?.kind === "server") throw new StartRefused("系统正在运行，不能恢复备份。请先停止（Ctrl-C），再恢复。");
  const manifest = await verifyArchive(file);
  const modules = options.modules ?? modulesWithMigrations(options.root);
  const only = refuseForeign(manifest, modules, options.root);
  const incoming = join(resolve(dataDir), "cache", `restore-${process.pid}`);
  try {
    await withClient(database.ownerUrl, async (client) => {
      await refuseUnfit(client, { replace: options.replace === true, dataDir });
      await client.query("begin");
      await dropPresent(client);
      await migrateWithin(client, modules, { ...rootOf(options), only });
      await load(client, manifest, { file, incoming, onProgress: options.onProgress });
      await migrateWithin(client, modules, rootOf(options));
      await client.query("commit");
    });
    placeFiles(resolve(dataDir), incoming, manifest);
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    takenAt: manifest.takenAt,
    tables: manifest.tables.length,
    rows,
    files: manifest.files.length,
    historyRoots: manifest.historyRoots,
  };
}

/** Reads a backup from end to end and compares every part with the manifest. Throws StartRefused when anything differs. */
export async function verifyArchive(file: string): Promise<Manifest> {
  if (!existsSync(file)) throw new StartRefused(`没有找到备份文件 ${file}。`);
  const tables = new Map<string, ReturnType<typeof createHash>>();
  const files = new Map<string, string>();
  let manifest: Manifest | undefined;
  try {
    for await (const entry of tarEntries(file)) {
      if (entry.name === "manifest.json") manifest = JSON.parse(await textOf(entry)) as Manifest;
      else if (entry.name.startsWith("tables/")) await absorb(tables, dirname(entry.name), entry);
      else files.set(entry.name, await digest(entry));
    }
  } catch (error) {
    throw new StartRefused(`备份文件 ${file} 已损坏或不完整：${(error as Error).message}`);
  }
  if (manifest?.format !== backupFormat) throw new StartRefused(`${file} 不是准绳的备份文件，或由更新的版本写成。`);
  const stray = manifest.files.find((part) => !isInside(part.path));
  if (stray) throw new StartRefused(`备份文件中有越出数据目录的路径（${stray.path}），没有恢复任何内容。`);
  const found = new Map([...tables].map(([name, hash]) => [name, hash.digest("hex")]));
  const empty = createHash("sha256").digest("hex");
  const wrong = [
    ...manifest.tables
      .filter((table) => (found.get(`tables/${table.name.replaceAll('"', "")}`) ?? empty) !== table.sha256)
      .map((table) => table.name),
    ...manifest.files.filter((part) => files.get(part.entry) !== part.sha256).map((part) => part.path),
  ];
  if (wrong.length > 0) throw new StartRefused(`备份文件校验不符，没有恢复任何内容：${wrong.slice(0, 5).join("、")}。`);
  return manifest;
}

function isInside(path: string): boolean {
  return !isAbsolute(path) && !path.split(/[\\/]/).includes("..") && !/^(postgres|run)(-at)?(\/|$)/.test(path);
}

async function absorb(hashes: Map<string, ReturnType<typeof createHash>>, name: string, entry: Entry): Promise<void> {
  const hash = hashes.get(name) ?? createHash("sha256");
  hashes.set(name, hash);
  for await (const chunk of entry.body) hash.update(chunk);
}

async function digest(entry: Entry): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of entry.body) hash.update(chunk);
  return hash.digest("hex");
}

async function textOf(entry: Entry): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const chunk of entry.body) pieces.push(chunk);
  return Buffer.concat(pieces).toString();
}

/** The backup's migrations must be known to this release and unchanged. */
function refuseForeign(manifest: Manifest, modules: string[], root: string | undefined): ReadonlySet<string> {
  const known = new Map(listMigrations(modules, root).map((migration) => [migration.name, migration.checksum]));
  const strange = manifest.migrations
    .filter((migration) => known.get(migration.name) !== migration.checksum)
    .map((migration) => migration.name);
  if (strange.length > 0) {
    throw new StartRefused(
      `备份由另一个版本的程序写成，本版本没有或改动过其中的数据库结构（${strange.slice(0, 3).join("、")}），请用同版或更新的程序恢复。`,
    );
  }
  return new Set(manifest.migrations.map((migration) => migration.name));
}

async function refuseUnfit(client: pg.Client, { replace, dataDir }: { replace: boolean; dataDir: string }): Promise<void> {
  const { rows } = await client.query("select 1 from pg_stat_activity where usename = $1 and datname = current_database()", [appRole]);
  if (rows.length > 0) throw new StartRefused("服务正在运行，恢复前请先停止它。");
  const filled = await filledTable(client);
  if (replace || (filled === undefined && filesOf(join(dataDir, "files")).length === 0)) return;
  throw new StartRefused(`数据目录或数据库里已有记录（${filled ?? "files"}），为免覆盖没有恢复。确实要替换全部现有内容，请加 --replace。`);
}

/** A table with rows that no migration put there: reference tables, which everyone may read, do not count. */
async function filledTable(client: pg.Client): Promise<string | undefined> {
  if (!(await isMigrated(client))) return undefined;
  for (const table of await tablesOf(client, await productSchemas(client))) {
    const { rows } = await client.query(
      `select 1 from ${table.name} where obj_description($1::regclass, 'pg_class') is distinct from 'reference: everyone may read' limit 1`,
      [table.name],
    );
    if (rows.length > 0) return table.name;
  }
  return undefined;
}

async function dropPresent(client: pg.Client): Promise<void> {
  if (!(await isMigrated(client))) return;
  for (const schema of await productSchemas(client)) await client.query(`drop schema ${client.escapeIdentifier(schema)} cascade`);
}

async function isMigrated(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select 1 where to_regclass('kernel.migration') is not null");
  return rows.length > 0;
}

type Loading = { file: string; incoming: string; onProgress: BackupProgress | undefined };

async function load(client: pg.Client, manifest: Manifest, { file, incoming, onProgress }: Loading): Promise<void> {
  await preparePartitions(client, manifest);
  for (const table of manifest.tables.toReversed()) await client.query(`delete from ${table.name}`);
  const pieces = tarEntries(file)[Symbol.asyncIterator]();
  let next = await pieces.next();
  const total = manifest.tables.length + manifest.files.length;
  for (const [done, table] of manifest.tables.entries()) {
    onProgress?.(done, total, table.name);
    const content = async function* () {
      for (const name of table.entries) {
        if (next.done || next.value.name !== name) throw new Error(`${name} is not where it should be`);
        yield* next.value.body;
        next = await pieces.next();
      }
    };
    await pipeline(
      Readable.from(content(), { objectMode: false }),
      client.query(copyFrom(`copy ${table.name} (${table.columns.join(", ")}) from stdin`)),
    );
    await expectRows(client, table);
  }
  for (let done = manifest.tables.length; !next.done && next.value.name !== "manifest.json"; next = await pieces.next()) {
    const { name, body } = next.value;
    const part = manifest.files.find((one) => one.entry === name);
    if (!part) continue;
    onProgress?.(done++, total, part.path);
    await writeFile(join(incoming, part.path), body);
  }
  await pieces.return?.(undefined);
}

async function preparePartitions(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const { name, parent, bound, partitionedBy } of manifest.partitions) {
    const deeper = partitionedBy ? ` partition by ${partitionedBy}` : "";
    await client.query(`create table if not exists ${name} partition of ${parent} ${bound}${deeper}`);
  }
}

async function expectRows(client: pg.Client, table: Manifest["tables"][number]): Promise<void> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${table.name}`);
  if (Number(rows[0]?.count) !== table.rows) {
    throw new StartRefused(`表 ${table.name} 恢复了 ${rows[0]?.count ?? 0} 行，备份里是 ${table.rows} 行，已撤回。`);
  }
}

async function writeFile(path: string, body: AsyncIterable<Buffer>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await pipeline(body, createWriteStream(path, { mode: 0o600, flush: true }));
}

/** Puts the files of the backup in place of those that are there; what the backup does not name goes, but for the database's own. */
function placeFiles(dataDir: string, incoming: string, manifest: Manifest): void {
  const wanted = new Set(manifest.files.map((part) => part.path));
  for (const part of manifest.files) {
    mkdirSync(dirname(join(dataDir, part.path)), { recursive: true, ...(part.path.startsWith("keys/") ? { mode: 0o700 } : {}) });
    renameSync(join(incoming, part.path), join(dataDir, part.path));
  }
  for (const path of filesOf(dataDir)) if (!wanted.has(path) && path.startsWith("files/")) rmSync(join(dataDir, path));
}

function rootOf(options: RestoreOptions): { root?: string } {
  return options.root === undefined ? {} : { root: options.root };
}
