// A PostgreSQL of the operator's own (DATABASE_URL): used when it is fit, refused in a sentence that says what is missing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type TestDatabase, testDatabase } from "../kernel/testing-database.ts";
import { keepSecret, secret } from "./keys.ts";
import { openDatabase } from "./postgres.ts";
import { withClient } from "./roles.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zhunsheng-external-"));
const role = `clerk_${process.pid}`;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await withClient(database.ownerUrl, (client) => client.query(`create role ${role} login password 'p'`));
  // All tests share one cluster and so one zs_app: this installation is told the password the others use.
  keepSecret(dataDir, "database-app", decodeURIComponent(new URL(inject("testCluster").appUrl).password));
});
afterAll(async () => {
  await withClient(database.ownerUrl, async (client) => {
    await client.query(`drop owned by ${role}`);
    await client.query(`drop role ${role}`);
  });
  rmSync(dataDir, { recursive: true, force: true });
});

function asClerk(): string {
  const url = new URL(database.ownerUrl);
  url.username = role;
  url.password = "p";
  return url.href;
}

const attempt = (databaseUrl: string) => openDatabase({ dataDir, databaseUrl });

test("a fit database is used as it is: nothing is started, nothing is stopped", async () => {
  const opened = await attempt(database.ownerUrl);
  expect(opened).toMatchObject({ embedded: false, ownerUrl: database.ownerUrl });
  await withClient(opened.appUrl, async (client) =>
    expect((await client.query("select current_user")).rows).toEqual([{ current_user: "zs_app" }]),
  );
  await opened.close();
  await withClient(database.ownerUrl, (client) => client.query("select 1"));
});

test("an address where nobody answers is said to be unreachable", async () => {
  await expect(attempt("postgresql://nobody:x@127.0.0.1:1/none")).rejects.toThrow("连接不上 DATABASE_URL 指定的数据库");
});

test("a role that may not create roles is told the statement that allows it", async () => {
  await expect(attempt(asClerk())).rejects.toThrow(`ALTER ROLE "${role}" CREATEROLE;`);
});

test("a role that may not create schemas is told the statement that allows it", async () => {
  await withClient(database.ownerUrl, (client) => client.query(`alter role ${role} createrole`));
  await expect(attempt(asClerk())).rejects.toThrow(`TO "${role}";`);
});

test("a role with these two rights and no more is enough to migrate and to serve", async () => {
  const name = `own_${process.pid}`;
  await withClient(database.ownerUrl, (client) => client.query(`create database ${name} owner ${role}`));
  const url = new URL(asClerk());
  url.pathname = `/${name}`;
  try {
    const { migrate, modulesWithMigrations } = await import("./migrate.ts");
    const opened = await attempt(url.href);
    const report = await migrate(opened.ownerUrl, process.env["ZS_TEST_MODULES"]?.split(",") ?? modulesWithMigrations());
    expect(report.applied.length).toBe(report.total);
  } finally {
    await withClient(database.ownerUrl, (client) => client.query(`drop database ${name} with (force)`));
  }
});

test("a database that is not UTF-8 is refused", async () => {
  const name = `latin_${process.pid}`;
  await withClient(database.ownerUrl, (client) => client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`));
  const url = new URL(database.ownerUrl);
  url.pathname = `/${name}`;
  await expect(attempt(url.href)).rejects.toThrow("编码是 LATIN1");
  await withClient(database.ownerUrl, (client) => client.query(`drop database ${name}`));
});

test("a secret is made once and then kept", () => {
  expect(secret(dataDir, "some-key")).toMatch(/^[\w-]{43}$/);
  expect(secret(dataDir, "some-key")).toBe(secret(dataDir, "some-key"));
});
