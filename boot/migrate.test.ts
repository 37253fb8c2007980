// Migrations: order, once only, checksum, statements cut safely, and what a table is protected by.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listMigrations, migrate } from "./migrate.ts";
import { sqlStatements } from "./sql-statements.ts";
import { type TestDatabase, testDatabase } from "../kernel/testing-database.ts";

const root = mkdtempSync(join(tmpdir(), "zhunsheng-migrate-"));
let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  rmSync(root, { recursive: true, force: true });
});

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("files of all modules are merged by date, the kernel first on the same day", () => {
  file(
    "modules/wells/migrations/20260102-create.sql",
    "create schema wells; create table wells.well (bureau_id int, id uuid, primary key (bureau_id, id))",
  );
  file("modules/alleys/migrations/20260103-create.sql", "create schema alleys");
  file("kernel/migrations/20260103-more.sql", "select 1");
  expect(listMigrations(["alleys", "wells"], root).map((one) => one.name)).toEqual([
    "wells/20260102-create",
    "kernel/20260103-more",
    "alleys/20260103-create",
  ]);
});

test("each file is applied once, even by two migrators at the same time", async () => {
  const [first, second] = await Promise.all([
    migrate(database.ownerUrl, ["alleys", "wells"], undefined, { root }),
    migrate(database.ownerUrl, ["alleys", "wells"], undefined, { root }),
  ]);
  expect([...first.applied, ...second.applied]).toHaveLength(3);
  expect((await migrate(database.ownerUrl, ["alleys", "wells"], undefined, { root })).applied).toEqual([]);
});

test("an applied file that has changed is refused by name", async () => {
  file("modules/alleys/migrations/20260103-create.sql", "create schema alleys -- a second thought");
  await expect(migrate(database.ownerUrl, ["alleys"], undefined, { root })).rejects.toThrow("迁移 alleys/20260103-create 已经执行过");
});

test("a file that fails half way leaves nothing behind", async () => {
  file("modules/broken/migrations/20260104-create.sql", "create schema broken; create table broken.no (nonsense)");
  await expect(migrate(database.ownerUrl, ["broken"], undefined, { root })).rejects.toThrow("broken/20260104-create 没有成功，已全部撤回");
  expect((await owner.query("select 1 from pg_namespace where nspname = 'broken'")).rows).toEqual([]);
});

test("a file name without a date is refused", () => {
  file("modules/nameless/migrations/create.sql", "select 1");
  expect(() => listMigrations(["nameless"], root)).toThrow("迁移文件名不合规则");
});

test("statements are cut only at semicolons that end one", () => {
  expect(sqlStatements("select ';'; select \";\" -- no; end\n; /* ; /* ; */ ; */")).toEqual(["select ';'", 'select ";" -- no; end']);
  expect(sqlStatements("do $$ begin; end $$; select $a$ ; $b$ ; $a$;")).toEqual(["do $$ begin; end $$", "select $a$ ; $b$ ; $a$"]);
  expect(sqlStatements("select E'it\\'s; one'; select 'it''s; one'")).toEqual(["select E'it\\'s; one'", "select 'it''s; one'"]);
  expect(sqlStatements("-- only a remark\n")).toEqual([]);
});

async function ledger(): Promise<void> {
  await owner.query("create schema ledger");
  await owner.query(
    "create table ledger.entry (bureau_id int, id int, offices uuid[] default '{}', owners uuid[] default '{}', primary key (bureau_id, id))",
  );
  await owner.query("call zs.protect('ledger.entry', 'ledger')");
  await owner.query(`insert into ledger.entry (bureau_id, id, offices, owners) values
    (440811, 1, '{}', '{}'), (440811, 2, '{00000000-0000-7000-8000-00000000000a}', '{}'),
    (440811, 3, '{}', '{00000000-0000-7000-8000-00000000000b}'), (440812, 4, '{}', '{}')`);
}

async function seenBy(settings: Record<string, string>): Promise<number[]> {
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  try {
    await app.query("begin");
    for (const [name, value] of Object.entries(settings)) await app.query(`set local ${name} = ${app.escapeLiteral(value)}`);
    const { rows } = await app.query<{ id: number }>("select id from ledger.entry order by id");
    return rows.map((row) => row.id);
  } finally {
    await app.end();
  }
}

test("a protected table shows the app role what its settings allow, and nothing without settings", async () => {
  await ledger();
  const county = { "zs.low": "440811", "zs.high": "440811" };
  expect(await seenBy({})).toEqual([]);
  expect(await seenBy(county)).toEqual([]);
  expect(await seenBy({ ...county, "zs.wide": ",people,ledger," })).toEqual([1, 2, 3]);
  expect(await seenBy({ ...county, "zs.wide": ",ledgers," })).toEqual([]);
  expect(await seenBy({ ...county, "zs.offices_ledger": "{00000000-0000-7000-8000-00000000000a}" })).toEqual([2]);
  expect(await seenBy({ ...county, "zs.actor": "00000000-0000-7000-8000-00000000000b" })).toEqual([3]);
  expect(await seenBy({ "zs.low": "440800", "zs.high": "440899", "zs.wide": ",ledger," })).toEqual([1, 2, 3, 4]);
});

test("the app role may not write into another bureau, delete, or read a table nobody protected", async () => {
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  await app.query("set zs.low = '440811'");
  await app.query("set zs.high = '440811'");
  await app.query("set zs.wide = ',ledger,'");
  await expect(app.query("insert into ledger.entry (bureau_id, id) values (440812, 9)")).rejects.toThrow("row-level security");
  await expect(app.query("update ledger.entry set bureau_id = 440812 where id = 1")).rejects.toThrow("row-level security");
  await expect(app.query("delete from ledger.entry")).rejects.toThrow("permission denied");
  await owner.query("create table ledger.secret (bureau_id int primary key)");
  await expect(app.query("select * from ledger.secret")).rejects.toThrow("permission denied");
  await app.end();
});

test("protecting as append takes away the right to change, and a table without the columns is refused", async () => {
  await owner.query("create table ledger.line (bureau_id int primary key, offices uuid[], owners uuid[])");
  await owner.query("call zs.protect('ledger.line', 'ledger', 'append')");
  const { rows } = await owner.query("select has_table_privilege('zs_app', 'ledger.line', 'update') as may");
  expect(rows).toEqual([{ may: false }]);
  await expect(owner.query("call zs.protect('ledger.secret', 'ledger')")).rejects.toThrow("lacks column(s) offices, owners");
});
