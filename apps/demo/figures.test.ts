// The demonstration bureaus add up to the figures the real bureaus printed, computed as their directors see them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction, openPool } from "#kernel/db";
import { computeFigures, type Figure, parsePeriod } from "#kernel/indicators";
import { type Actor, settingsOf } from "#kernel/permissions";
import { testDatabase, type TestDatabase } from "#kernel/testing-database";
import { linesOf } from "#modules/accounts";
import { mediation } from "#modules/mediation";
import { loadDivisions } from "#modules/offices";
import { modules } from "../../modules/all.ts";
import { printed } from "../../modules/mediation/demo/printed.ts";
import { loadDemo } from "./load.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zhunsheng-demo-"));
let database: TestDatabase;
let client: pg.Client;
const said: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await loadDivisions(client);
  await loadDemo(client, dataDir, (words) => said.push(words), "2026-11-23");
  console.log(said.join("\n"));
}, 300_000);
afterAll(async () => {
  await client.end();
  rmSync(dataDir, { recursive: true, force: true });
});

async function director(bureau: number): Promise<Actor> {
  const { rows } = await client.query<{ account_id: string; account_name: string; office_id: string }>(
    "select account_id, account_name, office_id from offices.post where bureau_id = $1 and role = 'director'", [bureau]);
  const [post] = rows;
  if (post === undefined) throw new Error(`no director in ${bureau}`);
  return { id: post.account_id, name: post.account_name, kind: "staff", bureau, bureauName: "", low: bureau, high: bureau, posts: [{ role: "director", office: post.office_id }] };
}

async function figuresOf(bureau: number, period: string): Promise<Figure[]> {
  const parsed = parsePeriod(period);
  if (parsed === undefined) throw new Error(period);
  const app = openPool(database.appUrl, 2);
  try {
    return await inTransaction(app, settingsOf(await director(bureau), linesOf(modules)), (tx) =>
      computeFigures((statement) => tx.query(statement), mediation.indicators, { bureau, period: parsed, splits: true }));
  } finally {
    await app.end();
  }
}

const rounded = (value: number, decimals: number) => Math.round(value * 10 ** decimals + 1e-9) / 10 ** decimals;
const sameDims = (a: Record<string, string>, b: Record<string, string>) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

describe.each([...new Set(printed.map((one) => one.bureau))])("bureau %i", (bureau) => {
  test.each([...new Set(printed.filter((one) => one.bureau === bureau).map((one) => one.period))])("printed figures of %s", async (period) => {
    const figures = await figuresOf(bureau, period);
    const wanted = printed.filter((one) => one.bureau === bureau && one.period === period);
    const found = wanted.map((one) => {
      const figure = figures.find((each) => each.indicator === one.indicator && sameDims(each.dims, one.dims));
      return { ...one, value: figure?.value == null ? null : rounded(figure.value, one.decimals) };
    });
    expect(found).toEqual(wanted);
  });
});

test("the half-year of 451224 says the same as its first five months", async () => {
  const numbers = async (period: string) => {
    const figures = await figuresOf(451224, period);
    return ["handled", "succeeded", "disputes-screened", "disputes-prevented", "escalated"].map(
      (name) => figures.find((figure) => figure.indicator === `mediation.${name}` && sameDims(figure.dims, {}))?.value);
  };
  expect(await numbers("2020H1")).toEqual([437, 433, 951, 38, 0]);
  expect(await numbers("2020-01-01..2020-05-31")).toEqual([437, 433, 951, 38, 0]);
});
