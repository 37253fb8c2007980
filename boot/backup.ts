// A whole installation in one file: every table by COPY in one snapshot, the files of the data directory, a manifest with hashes.
//
// The file is a gzip-compressed tar: `tables/<schema>.<table>/000001.copy …` (PostgreSQL COPY text, cut anywhere),
// `files/<path in the data directory>`, and at the end `manifest.json`. Any PostgreSQL from 15 on can take it back.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, globSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { productSchemas } from "./migrate.ts";
import { fitsTar, tarEnd, tarEntry } from "./archive.ts";
import { partitionsOf, type PartitionShape, type TableShape, tablesOf } from "./backup-tables.ts";
import type { Database } from "./postgres.ts";
import { withClient } from "./roles.ts";

export const backupFormat = "zhunsheng-backup-1";
export type TablePart = TableShape & { rows: number; bytes: number; sha256: string; entries: string[] };
export type FilePart = { path: string; entry: string; bytes: number; sha256: string };
export type Manifest = {
  format: string;
  takenAt: string;
  server: string;
  migrations: { name: string; checksum: string }[];
  schemas: string[];
  tables: TablePart[];
  partitions: PartitionShape[];
  files: FilePart[];
  historyRoots: { bureau: number; day: string; size: string; root: string }[];
};
export type BackupReport = { file: string; bytes: number; tables: number; rows: number; files: number };
export type BackupProgress = (done: number, total: number, what: string) => void;

const partBytes = 4 * 1024 * 1024;

/**
 * Writes the whole installation into `file` (mode 0600), which appears only when it is complete. People may go on working; what they
 * write after the start is not in it. Memory stays flat whatever the size. Throws what the database or the disk throws.
 */
export async function backup(database: Database, dataDir: string, file: string, onProgress?: BackupProgress): Promise<BackupReport> {
  const target = resolve(file);
  const work = `${target}.${process.pid}.part`;
  try {
    const manifest = await withClient(database.ownerUrl, async (client) => {
      await client.query("begin transaction isolation level repeatable read read only");
      const found = await survey(client);
      const content = archive(client, found, { dataDir: resolve(dataDir), skip: [target, work], onProgress });
      await pipeline(content, createGzip({ level: 5 }), createWriteStream(work, { mode: 0o600, flush: true }));
      await client.query("commit");
      return found;
    });
    renameSync(work, target);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { file: target, bytes: statSync(target).size, tables: manifest.tables.length, rows, files: manifest.files.length };
  } finally {
    rmSync(work, { force: true });
  }
}

/** What there is to write down; the first statement fixes the snapshot. Tables are filled in while they are written. */
async function survey(client: pg.Client): Promise<Manifest> {
  const { rows: now } = await client.query<{ at: string; server: string }>(
    `select to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, current_setting('server_version') as server`,
  );
  const migrations = await client.query<{ name: string; checksum: string }>("select name, checksum from kernel.migration order by name");
  const schemas = await productSchemas(client);
  const shapes = await tablesOf(client, schemas);
  return {
    format: backupFormat,
    takenAt: now[0]?.at ?? "",
    server: now[0]?.server ?? "",
    migrations: migrations.rows,
    schemas,
    tables: shapes.map((shape) => ({ ...shape, rows: 0, bytes: 0, sha256: "", entries: [] })),
    partitions: await partitionsOf(client, schemas),
    files: [],
    historyRoots: await historyRoots(client, shapes),
  };
}

async function historyRoots(client: pg.Client, shapes: TableShape[]): Promise<Manifest["historyRoots"]> {
  if (!shapes.some((shape) => shape.name === "kernel.history_root")) return [];
  const { rows } = await client.query<Manifest["historyRoots"][number]>(
    `select distinct on (bureau_id) bureau_id as bureau, day::text, size::text, encode(root, 'hex') as root
     from kernel.history_root order by bureau_id, day desc`,
  );
  return rows;
}

type Surroundings = { dataDir: string; skip: string[]; onProgress: BackupProgress | undefined };

async function* archive(client: pg.Client, manifest: Manifest, around: Surroundings): AsyncGenerator<Buffer> {
  const paths = filesOf(around.dataDir, around.skip);
  const total = manifest.tables.length + paths.length;
  let done = 0;
  for (const table of manifest.tables) {
    around.onProgress?.(done++, total, table.name);
    yield* tableEntries(client, table);
  }
  for (const [at, path] of paths.entries()) {
    around.onProgress?.(done++, total, path);
    const name = `files/${path}`;
    const part: FilePart = { path, entry: fitsTar(name) ? name : `files/.long/${String(at).padStart(6, "0")}`, bytes: 0, sha256: "" };
    yield* fileEntry(around.dataDir, part);
    manifest.files.push(part);
  }
  const text = Buffer.from(JSON.stringify(manifest, undefined, 1));
  yield* tarEntry("manifest.json", text.length, [text]);
  yield tarEnd();
  around.onProgress?.(total, total, "");
}

/** One table in pieces of about 4 MB, because a tar entry must say its size before its content. */
async function* tableEntries(client: pg.Client, table: TablePart): AsyncGenerator<Buffer> {
  const stream = client.query(copyTo(`copy (select ${table.columns.join(", ")} from ${table.name}) to stdout`));
  const hash = createHash("sha256");
  let pieces: Buffer[] = [];
  let held = 0;
  const flush = async function* () {
    const entry = `tables/${table.name.replaceAll('"', "")}/${String(table.entries.length + 1).padStart(6, "0")}.copy`;
    table.entries.push(entry);
    yield* tarEntry(entry, held, pieces);
    pieces = [];
    held = 0;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    table.bytes += chunk.length;
    held += chunk.length;
    pieces.push(chunk);
    if (held >= partBytes) yield* flush();
  }
  if (held > 0) yield* flush();
  table.rows = stream.rowCount;
  table.sha256 = hash.digest("hex");
}

async function* fileEntry(dataDir: string, part: FilePart): AsyncGenerator<Buffer> {
  const file = join(dataDir, part.path);
  part.bytes = statSync(file).size;
  const hash = createHash("sha256");
  const content = async function* () {
    if (part.bytes === 0) return;
    for await (const chunk of createReadStream(file, { end: part.bytes - 1 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  };
  yield* tarEntry(part.entry, part.bytes, content());
  part.sha256 = hash.digest("hex");
}

/** Everything in the data directory but the database's own files, its passwords and what belongs to the running process. */
export function filesOf(dataDir: string, skip: string[] = []): string[] {
  const own = /^(postgres(-|$|\/)|run\/|cache\/|keys\/database-|.*\.part$)/;
  return globSync("**/*", {
    cwd: dataDir,
    withFileTypes: true,
    exclude: (entry) => ["postgres", "run", "cache"].includes(relative(dataDir, join(entry.parentPath, entry.name))),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !skip.includes(file))
    .map((file) => relative(dataDir, file).split(sep).join("/"))
    .filter((path) => !own.test(path))
    .toSorted();
}
