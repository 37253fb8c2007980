// Laying demonstration bureaus: once, whole or not at all, the same every time, and never into an installation that is not a demonstration.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { loadLawBook } from "#kernel/lawbook";
import { testDatabase } from "#kernel/testing-database";
import { readDemoFile } from "#modules/accounts";
import { createBureau, loadDivisions } from "#modules/offices";
import type { Plan } from "../../modules/mediation/demo/plans.ts";
import { groundOf } from "./ground.ts";
import { layBureaus, storiesOf } from "./load.ts";
import { smallPlan } from "./testing.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zhunsheng-demo-"));
const clients: pg.Client[] = [];
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function emptyInstallation(): Promise<pg.Client> {
  const { ownerUrl } = await testDatabase();
  const client = new pg.Client({ connectionString: ownerUrl });
  clients.push(client);
  await client.connect();
  await loadDivisions(client);
  return client;
}

async function count(client: pg.Client, table: string, bureau: number): Promise<number> {
  const { rows } = await client.query<{ total: number }>(`select count(*)::int as total from ${table} where bureau_id = $1`, [bureau]);
  return rows[0]?.total ?? 0;
}

const second: Plan = { ...smallPlan, bureau: 440512, firstPerson: 40_000, name: "汕头市濠江区司法局", shortName: "濠司" };
/** One terminal too many: telling breaks off after committees, mediators and informants. */
const broken: Plan = { ...second, terminals: { total: 1000, district: 1, street: 1 } };

describe("a first start that is interrupted", () => {
  test("keeps the bureaus that were finished, undoes the one that was not, and the next start finishes it", async () => {
    const client = await emptyInstallation();
    await expect(layBureaus(client, dataDir, [smallPlan, broken], () => undefined)).rejects.toThrow("terminals");
    const cases = await count(client, "mediation.case", 999901);
    expect(cases).toBeGreaterThan(90);
    expect(await count(client, "mediation.committee", 440512)).toBe(0);
    expect(await count(client, "kernel.number", 440512)).toBe(0);
    const said: string[] = [];
    await layBureaus(client, dataDir, [smallPlan, second], (words) => said.push(words));
    expect(said.filter((words) => words.includes("载入演示数据"))).toEqual(["载入演示数据（2/2）：汕头市濠江区司法局"]);
    expect(await count(client, "mediation.case", 999901)).toBe(cases);
    expect(await count(client, "mediation.case", 440512)).toBeGreaterThan(90);
    const passwords = readDemoFile(dataDir);
    await layBureaus(client, dataDir, [smallPlan, second], (words) => said.push(words));
    expect(said.filter((words) => words.includes("载入演示数据"))).toHaveLength(1);
    expect(readDemoFile(dataDir)).toEqual(passwords);
  });
});

test("an installation with a bureau of its own gets no demonstration", async () => {
  const client = await emptyInstallation();
  await createBureau(client, { bureau: 331181, name: "龙泉市司法局", shortName: "龙司", standsOn: null, at: "2026-01-05T01:00:00Z" });
  await layBureaus(client, dataDir, [smallPlan], () => undefined);
  expect(await count(client, "mediation.case", 999901)).toBe(0);
  expect(await count(client, "offices.bureau", 999901)).toBe(0);
});

test("the stories are the same every time", async () => {
  const client = await emptyInstallation();
  await layBureaus(client, dataDir, [smallPlan], () => undefined);
  const stories = async () => [...storiesOf(smallPlan, await groundOf(client, smallPlan, loadLawBook(), "2020-12-31"))];
  expect(await stories()).toEqual(await stories());
});

test("chiefs of offices without a demonstration account cannot sign in", async () => {
  const [client] = clients;
  if (client === undefined) throw new Error("no installation");
  const { rows } = await client.query<{ login: string; hash: string }>(
    "select l.login, s.hash from accounts.login l join accounts.secret s on s.bureau_id = l.bureau_id and s.account_id = l.account_id where l.login like '999901-chief%' order by 1",
  );
  expect(rows.filter(({ hash }) => hash.startsWith("$argon2id$")).map(({ login }) => login)).toEqual(["999901-chief1", "999901-chief2"]);
  expect(rows).toHaveLength(8);
});
