// The stories told in memory and copied leave the same rows as the same steps taken one by one on a real database.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction, openPool, sql } from "#kernel/db";
import { loadLawBook } from "#kernel/lawbook";
import { isRefused } from "#kernel/lifecycle";
import { settingsOf } from "#kernel/permissions";
import { loadSecrets } from "#kernel/secrets";
import { takeStep } from "#kernel/step";
import { testDatabase } from "#kernel/testing-database";
import { demoAccounts, linesOf } from "#modules/accounts";
import { mediation } from "#modules/mediation";
import { loadDivisions } from "#modules/offices";
import { modules } from "../../modules/all.ts";
import { chanceFrom } from "../../modules/mediation/demo/chance.ts";
import type { Story } from "../../modules/mediation/demo/story.ts";
import { groundOf } from "./ground.ts";
import { layBureaus, storiesOf } from "./load.ts";
import { beginTelling } from "./telling.ts";
import { smallPlan } from "./testing.ts";

type Row = Record<string, unknown>;
const dataDir = mkdtempSync(join(tmpdir(), "zhunsheng-demo-"));
const peopled = ["offices.bureau", "offices.office", "offices.post", "accounts.account", "accounts.login"];
const ofMediation = ["case", "party", "session", "visit", "dispute", "committee", "mediator", "informant", "site"];
const ofOthers = [
  "people.person",
  "people.organisation",
  "people.role",
  "people.identity",
  "kernel.deadline",
  "kernel.search_entry",
  "kernel.history",
  "kernel.number",
];
const compared = [...ofMediation.map((table) => `mediation.${table}`), ...ofOthers];
let told: pg.Client;
let taken: pg.Client;
let stories: Story[];
let appUrl: string;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await loadDivisions(client);
  return client;
}

/** The same bureau with the same people, so that rows differ in nothing but how they came about. */
async function copyPeople(): Promise<void> {
  for (const table of peopled) {
    const { rows } = await told.query<{ row: unknown }>(`select to_json(t) as row from ${table} t`);
    await taken.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows.map(({ row }) => row)),
    ]);
  }
}

/** Takes every move as the person it is said to be, in the order of their instants. */
async function takeAll(appUrl: string): Promise<void> {
  const pool = openPool(appUrl, 4);
  const [book, secrets, lines, keys] = [loadLawBook(), loadSecrets(dataDir), linesOf(modules), chanceFrom("keys")];
  const records = new Map(mediation.records.map((record) => [record.type.name, record]));
  const moves = stories.flatMap((story) => story.moves.map((move) => ({ ...move, story }))).sort((a, b) => a.at.localeCompare(b.at));
  for (const { story, step, at, today, actor, input } of moves) {
    const record = records.get(story.record);
    if (record === undefined) throw new Error(story.record);
    const site = { pool, actor, settings: settingsOf(actor, lines), today, now: at, book, secrets };
    const answer = await takeStep(site, record, { key: keys.id(at), id: story.id, step, input });
    if (isRefused(answer)) throw new Error(`${story.record} ${step}: ${answer.refused}`);
  }
  await pool.end();
}

beforeAll(async () => {
  const [one, other] = [await testDatabase(), await testDatabase()];
  [told, taken] = [await connect(one.ownerUrl), await connect(other.ownerUrl)];
  appUrl = one.appUrl;
  await layBureaus(told, dataDir, [smallPlan], () => undefined);
  await copyPeople();
  stories = [...storiesOf(smallPlan, await groundOf(taken, smallPlan, loadLawBook(), "2020-12-31"))];
  await takeAll(other.appUrl);
}, 120_000);
afterAll(async () => {
  await Promise.all([told.end(), taken.end()]);
  rmSync(dataDir, { recursive: true, force: true });
});

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The rows of a table as texts in order; ids that chance makes become dots, everything else stays. */
async function rowsOf(client: pg.Client, table: string, known: ReadonlySet<string>): Promise<string[]> {
  const told = ["kernel.history", "kernel.search_entry"].includes(table)
    ? "where subject like 'mediation.%' or subject like 'people.%'"
    : "";
  const { rows } = await client.query<{ row: Row }>(`select to_json(t) as row from ${table} t ${told}`);
  return rows
    .map(({ row }) => JSON.stringify({ ...row, id_sealed: undefined }).replaceAll(uuid, (id) => (known.has(id) ? id : "·")))
    .sort();
}

describe("told and taken alike", () => {
  test("the stories are of every shape", () => {
    const shapes = new Set(
      stories.filter((story) => story.record === "case").map((story) => story.moves.map((move) => move.step).join(" ")),
    );
    const every = [...shapes].join("\n");
    for (const shape of [
      /^register$/m,
      /^apply /m,
      / decline$/m,
      /^register withdraw$/m,
      /accept.* withdraw$/m,
      /accept.* fail$/m,
      /accept hold$/m,
      /accept reassign/,
      /agree$/m,
      /agree visit close$/m,
    ]) {
      expect(every).toMatch(shape);
    }
    expect(every).toMatch(/visit visit/);
    const terms = stories.flatMap((story) => story.moves.filter((move) => move.step === "agree").map((move) => move.input.agreement_form));
    expect(new Set(terms)).toEqual(new Set(["written", "oral"]));
  });

  test.each(compared)("%s", async (table) => {
    const known = new Set(stories.map((story) => story.id));
    for (const each of ["offices.office", "accounts.account"])
      for (const { id } of (await told.query<{ id: string }>(`select id from ${each}`)).rows) known.add(id);
    const [bulk, real] = [await rowsOf(told, table, known), await rowsOf(taken, table, known)];
    expect(bulk).toEqual(real);
    expect(bulk.length).toBeGreaterThan(0);
  });

  test("every entry of the history waits to be sealed, with its own instant", async () => {
    const { rows } = await told.query<{ left: number }>(
      "select count(*)::int as left from kernel.history h full join kernel.history_unsealed u on u.bureau_id = h.bureau_id and u.entry_id = h.id and u.at = h.at where h.id is null or u.entry_id is null",
    );
    expect(rows[0]?.left).toBe(0);
  });

  test("a person who quarrels twice is one person", async () => {
    const { rows } = await told.query<{ cases: number }>(
      "select count(distinct case_id)::int as cases from mediation.party group by person_id order by 1 desc limit 1",
    );
    expect(rows[0]?.cases).toBeGreaterThan(1);
  });
});

test("a mediator with an account sees the cases of his office and his own, and no others", async () => {
  const { rows } = await told.query<{ id: string; name: string; office: string }>(
    "select a.id, a.name, p.office_id as office from accounts.account a join offices.post p on p.account_id = a.id and p.bureau_id = a.bureau_id where a.login = '999901-mediator1'",
  );
  const [account] = rows;
  if (account === undefined) throw new Error("no mediator");
  const place = { bureau: 999901, bureauName: "", low: 999901, high: 999901 };
  const actor = {
    id: account.id,
    name: account.name,
    kind: "staff" as const,
    ...place,
    posts: [{ role: "mediator", office: account.office }],
  };
  const pool = openPool(appUrl, 1);
  const seen = await inTransaction(pool, settingsOf(actor, linesOf(modules)), (tx) =>
    tx.query<{ mine: boolean; here: boolean; named: boolean }>(
      sql`select owners @> array[${account.id}::uuid] as mine, offices @> array[${account.office}::uuid] as here, coalesce(mediator_name = ${account.name}, false) as named from mediation.case`,
    ),
  );
  await pool.end();
  const all = await told.query("select 1 from mediation.case");
  expect(seen.length).toBeLessThan(all.rows.length);
  expect(seen.filter((row) => !row.mine && !row.here)).toEqual([]);
  expect(seen.filter((row) => row.named).length).toBeGreaterThan(0);
  expect(seen.filter((row) => row.named && !row.mine)).toEqual([]);
});

test("nothing is told that the product would refuse", async () => {
  const small = { ...smallPlan, bureau: 440512, firstPerson: 0, name: "汕头市濠江区司法局", shortName: "濠司" };
  await demoAccounts(told, [{ bureau: 440512, name: small.name, shortName: small.shortName, standsOn: small.standsOn }], dataDir);
  const ground = await groundOf(told, small, loadLawBook(), "2020-12-31");
  const records = new Map(mediation.records.map((record) => [record.type.name, record]));
  const telling = await beginTelling({
    client: told,
    bureau: 440512,
    records,
    book: loadLawBook(),
    secrets: loadSecrets(dataDir),
    chance: chanceFrom("x"),
    effectsFrom: null,
  });
  const move = {
    step: "establish",
    at: "2020-02-01T02:00:00.000Z",
    today: "2020-02-01",
    actor: ground.citizen,
    input: { name: "某某人民调解委员会" },
  };
  await expect(telling.tell({ record: "committee", id: chanceFrom("y").id(move.at), moves: [move] })).rejects.toThrow("您的岗位不能");
});
