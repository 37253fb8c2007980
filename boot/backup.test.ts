// Backup and restore: everything comes back, nothing else is touched, and a damaged or foreign file is refused before anything changes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { type TestDatabase, testDatabase } from "../kernel/testing-database.ts";
import { tarEntries } from "./archive.ts";
import { backup } from "./backup.ts";
import type { Database } from "./postgres.ts";
import { restore, verifyArchive } from "./restore.ts";
import { withClient } from "./roles.ts";

const place = mkdtempSync(join(tmpdir(), "zhunsheng-backup-"));
const root = join(place, "product");
const file = join(place, "whole.zsb");
const modules = ["wells"];
let from: Database;
let to: Database;

beforeAll(async () => {
  writeMigration(
    "kernel/migrations/00000000-kernel.sql",
    readFileSync(new URL("../kernel/migrations/00000000-kernel.sql", import.meta.url), "utf8"),
  );
  writeMigration(
    "modules/wells/migrations/20260101-create.sql",
    `create schema wells;
     create table wells.kind (code text primary key); call zs.reference('wells.kind'); insert into wells.kind values ('deep');
     create table wells.well (bureau_id int, id int, note text, length int generated always as (length(note)) stored, kind text references wells.kind, primary key (bureau_id, id));
     create table wells.drop (bureau_id int, id int, well int, primary key (bureau_id, id), foreign key (bureau_id, well) references wells.well);
     create table wells.fix (bureau_id int, day date, id int, primary key (bureau_id, day, id)) partition by range (day)`,
  );
  from = await emptyDatabase();
  to = await emptyDatabase();
  await migrate(from.ownerUrl, modules, undefined, { root });
  await fill(from.ownerUrl);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function writeMigration(path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A clone of the template with the product's schemas taken out: as empty as a database that an operator has just created. */
async function emptyDatabase(): Promise<Database> {
  const made: TestDatabase = await testDatabase();
  await withClient(made.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select distinct unnest(schemas) as name from kernel.migration union select 'kernel'",
    );
    for (const { name } of rows) await client.query(`drop schema ${name} cascade`);
  });
  return { ...made, version: "18", embedded: true };
}

async function fill(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("insert into wells.kind values ('wide')");
    await client.query(
      String.raw`insert into wells.well (bureau_id, id, note, kind) values (440811, 1, E'两行\n与\t制表\\', 'wide'), (440811, 2, null, null)`,
    );
    await client.query("insert into wells.drop select 440811, n, 1 from generate_series(1, 300000) n");
    await client.query("create table wells.fix_20260101 partition of wells.fix for values from ('2026-01-01') to ('2026-01-02')");
    await client.query("insert into wells.fix values (440811, '2026-01-01', 1)");
  });
}

function dataDir(name: string, files: Record<string, string>): string {
  const folder = join(place, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function contents(url: string): Promise<unknown> {
  return withClient(url, async (client) => [
    (await client.query("select * from wells.well order by id")).rows,
    (await client.query("select count(*), sum(id) from wells.drop")).rows,
    (await client.query("select * from wells.fix_20260101")).rows,
    (await client.query("select * from wells.kind order by code")).rows,
    (await client.query("select name, checksum from kernel.migration order by name")).rows,
  ]);
}

test("a backup holds every table and the files, but neither passwords of the database nor its own files", async () => {
  const dir = dataDir("a", {
    "files/ab/one.pdf": "一",
    "files/空 格.txt": "二",
    "keys/session": "k",
    "keys/database-app": "secret",
    "run/lock.json": "{}",
    "postgres/PG_VERSION": "18",
  });
  const report = await backup(from, dir, file);
  expect(report).toMatchObject({ tables: 4, rows: 2 + 2 + 300000 + 1, files: 3 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const manifest = await verifyArchive(file);
  expect(manifest.files.map((part) => part.path)).toEqual(["files/ab/one.pdf", "files/空 格.txt", "keys/session"]);
  expect(manifest.tables.find((table) => table.name === "wells.drop")?.entries.length).toBeGreaterThan(0);
});

test("it comes back whole in another database, generated columns and partitions included", async () => {
  const dir = dataDir("b", { "keys/session": "other" });
  const report = await restore(to, dir, file, { modules, root });
  expect(report).toMatchObject({ tables: 4, rows: 300005, files: 3 });
  expect(await contents(to.ownerUrl)).toEqual(await contents(from.ownerUrl));
  expect(readFileSync(join(dir, "files/空 格.txt"), "utf8")).toBe("二");
  expect(readFileSync(join(dir, "keys/session"), "utf8")).toBe("k");
});

test("an installation that has records is not overwritten unless asked, and then nothing of it remains", async () => {
  const dir = dataDir("b", { "files/later.txt": "三" });
  await withClient(to.ownerUrl, (client) => client.query("insert into wells.well (bureau_id, id) values (440811, 99)"));
  await expect(restore(to, dir, file, { modules, root })).rejects.toThrow("已有记录");
  await restore(to, dir, file, { modules, root, replace: true });
  expect(await contents(to.ownerUrl)).toEqual(await contents(from.ownerUrl));
  expect(() => statSync(join(dir, "files/later.txt"))).toThrow();
});

test("a damaged or shortened file is refused and the records stay", async () => {
  const whole = gunzipSync(readFileSync(file));
  const at = whole.indexOf("两行");
  const changed = Buffer.from(whole);
  changed.write("三", at);
  writeFileSync(join(place, "changed.zsb"), gzipSync(changed));
  writeFileSync(join(place, "short.zsb"), readFileSync(file).subarray(0, 5000));
  writeFileSync(join(place, "none.zsb"), "not a backup");
  const before = await contents(to.ownerUrl);
  const attempt = (name: string) => restore(to, join(place, "b"), join(place, name), { modules, root, replace: true });
  await expect(attempt("changed.zsb")).rejects.toThrow("校验不符，没有恢复任何内容：wells.well");
  await expect(attempt("short.zsb")).rejects.toThrow("已损坏或不完整");
  await expect(attempt("none.zsb")).rejects.toThrow("已损坏或不完整");
  await expect(attempt("absent.zsb")).rejects.toThrow("没有找到备份文件");
  expect(await contents(to.ownerUrl)).toEqual(before);
});

test("while the service is running nothing is restored", async () => {
  const app = new pg.Client({ connectionString: to.appUrl });
  await app.connect();
  await expect(restore(to, join(place, "b"), file, { modules, root, replace: true })).rejects.toThrow("服务正在运行");
  await app.end();
});

test("an older backup is brought up to date, and one of a newer release is refused", async () => {
  writeMigration("modules/wells/migrations/20260201-depth.sql", "alter table wells.well add column depth int not null default 7");
  await restore(to, join(place, "b"), file, { modules, root, replace: true });
  await withClient(to.ownerUrl, async (client) =>
    expect((await client.query("select distinct depth from wells.well")).rows).toEqual([{ depth: 7 }]),
  );
  const newer = join(place, "newer.zsb");
  await backup(to, join(place, "b"), newer);
  rmSync(join(root, "modules/wells/migrations/20260201-depth.sql"));
  await expect(restore(to, join(place, "b"), newer, { modules, root, replace: true })).rejects.toThrow("另一个版本");
});

test("the archive is an ordinary tar file whose entries are read back in order", async () => {
  const names: string[] = [];
  for await (const entry of tarEntries(file)) names.push(entry.name);
  expect(names[0]).toMatch(/^tables\/wells\.kind\/000001\.copy$/);
  expect(names.at(-1)).toBe("manifest.json");
});
