// Every table of every module, as PostgreSQL itself describes it: fit for Citus, and closed to whoever may not see it.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installationTables, referenceTables, strays, type TableFacts, tableFacts } from "../boot/catalogue.ts";
import { distribute } from "../boot/distribute.ts";
import { type TestDatabase, testDatabase } from "./testing-database.ts";

let database: TestDatabase;
let owner: pg.Client;
let all: TableFacts[];
let business: TableFacts[];

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  all = await tableFacts(owner);
  business = all.filter((table) => !referenceTables.includes(table.name) && !(table.name in installationTables));
});
afterAll(() => owner.end());

/** False for a table of a module whose migrations this run leaves out (ZS_TEST_MODULES). */
function madeHere(table: string): boolean {
  const wished = process.env["ZS_TEST_MODULES"];
  return wished === undefined || ["kernel", ...wished.split(",")].includes(table.split(".")[0] ?? "");
}

/** Names of the business tables that break a rule, with what breaks it. */
function breaking(rule: (table: TableFacts) => string[]): string[] {
  return business.flatMap((table) => rule(table).map((what) => `${table.name}: ${what}`));
}

test("there are tables to look at, and the lists of exceptions name real ones", () => {
  expect(business.length).toBeGreaterThan(3);
  const names = all.map((table) => table.name);
  const listed = [...referenceTables, ...Object.keys(installationTables)];
  expect(listed.filter((name) => !names.includes(name) && madeHere(name))).toEqual([]);
});

test("every primary key begins with the bureau", () => {
  expect(breaking((table) => (table.key[0] === "bureau_id" ? [] : [table.key.join(", ") || "no primary key"]))).toEqual([]);
});

test("every unique index carries the bureau", () => {
  expect(
    breaking((table) => table.uniques.filter((columns) => !columns.includes("bureau_id")).map((columns) => columns.join(", "))),
  ).toEqual([]);
});

test("every foreign key carries the bureau or leads to a reference table", () => {
  const carries = (key: TableFacts["foreign"][number]) => {
    const at = key.columns.indexOf("bureau_id");
    return referenceTables.includes(key.to) || (at >= 0 && key.theirs[at] === "bureau_id");
  };
  expect(breaking((table) => table.foreign.filter((key) => !carries(key)).map((key) => key.name))).toEqual([]);
});

test("no table has triggers, identity columns or sequences", async () => {
  expect(breaking((table) => table.machinery)).toEqual([]);
  expect(await strays(owner)).toEqual([]);
});

test("row-level security is on for every table of a bureau's records", () => {
  expect(breaking((table) => (table.protected ? [] : ["row-level security is off"]))).toEqual([]);
});

test("policies read settings and the row's own columns only: no subquery, and none that lets everything through", () => {
  const open = (expression: string) => /\bselect\b/i.test(expression) || !/zs\.\w+\(/.test(expression);
  expect(
    breaking((table) => table.policies.filter((policy) => open(policy.expression)).map((policy) => `${policy.name}: ${policy.expression}`)),
  ).toEqual([]);
});

test("every policy keeps to the actor's region", () => {
  const regional = (expression: string) =>
    expression
      .split(" / ")
      .every((part) => part.includes("zs.within(bureau_id)") || (part.includes("zs.low()") && part.includes("zs.high()")));
  expect(breaking((table) => table.policies.filter((policy) => !regional(policy.expression)).map((policy) => policy.name))).toEqual([]);
});

test("the app role may not delete, empty or alter anything, and only read the reference tables", () => {
  expect(breaking((table) => table.rights.filter((right) => !["SELECT", "INSERT", "UPDATE"].includes(right)))).toEqual([]);
  const exceptions = all.filter((table) => !business.includes(table));
  expect(exceptions.filter((table) => table.rights.some((right) => right !== "SELECT")).map((table) => table.name)).toEqual([]);
});

test("without settings the app role reads nothing of any bureau", async () => {
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  for (const table of business.filter(({ rights }) => rights.includes("SELECT"))) {
    expect((await app.query(`select 1 from ${table.name} limit 1`)).rows, table.name).toEqual([]);
  }
  await app.end();
});

test("the plan for Citus spreads every business table beside the first, those first that others refer to", async () => {
  const statements = await distribute(database.ownerUrl, { run: false });
  expect(statements.filter((statement) => statement.includes("create_distributed_table"))).toHaveLength(business.length);
  for (const table of business) {
    const place = (name: string) => statements.findIndex((statement) => statement.includes(`'${name}', 'bureau_id'`));
    for (const key of table.foreign.filter((one) => !referenceTables.includes(one.to)))
      expect(place(key.to)).toBeLessThanOrEqual(place(table.name));
  }
  await expect(distribute(database.ownerUrl, { run: true })).rejects.toThrow("没有安装 Citus");
});
