// The demonstration bureaus add up to the figures the real bureaus printed, computed as their directors see them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction, openPool } from "#kernel/db";
import { computeFigures, type Figure } from "#kernel/indicators";
import { parsePeriod } from "#kernel/period";
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

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await loadDivisions(client);
  await loadDemo(client, dataDir, () => undefined, "2026-11-23");
}, 300_000);
afterAll(async () => {
  await client.end();
  rmSync(dataDir, { recursive: true, force: true });
});

async function director(bureau: number): Promise<Actor> {
  const { rows } = await client.query<{ account_id: string; account_name: string; office_id: string }>(
    "select account_id, account_name, office_id from offices.post where bureau_id = $1 and role = 'director'",
    [bureau],
  );
  const [post] = rows;
  if (post === undefined) throw new Error(`no director in ${bureau}`);
  return {
    id: post.account_id,
    name: post.account_name,
    kind: "staff",
    bureau,
    bureauName: "",
    low: bureau,
    high: bureau,
    posts: [{ role: "director", office: post.office_id }],
  };
}

async function figuresOf(bureau: number, period: string): Promise<Figure[]> {
  const parsed = parsePeriod(period);
  if (parsed === undefined) throw new Error(period);
  const app = openPool(database.appUrl, 2);
  try {
    return await inTransaction(app, settingsOf(await director(bureau), linesOf(modules)), (tx) =>
      computeFigures((statement) => tx.query(statement), mediation.indicators, { bureau, period: parsed, splits: true }),
    );
  } finally {
    await app.end();
  }
}

const rounded = (value: number, decimals: number) => Math.round(value * 10 ** decimals + 1e-9) / 10 ** decimals;
const sameDims = (a: Record<string, string>, b: Record<string, string>) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);

describe.each([...new Set(printed.map((one) => one.bureau))])("bureau %i", (bureau) => {
  test.each([...new Set(printed.filter((one) => one.bureau === bureau).map((one) => one.period))])(
    "printed figures of %s",
    async (period) => {
      const figures = await figuresOf(bureau, period);
      const wanted = printed.filter((one) => one.bureau === bureau && one.period === period);
      const found = wanted.map((one) => {
        const figure = figures.find((each) => each.indicator === one.indicator && sameDims(each.dims, one.dims));
        const value = figure?.value ?? undefined;
        return { ...one, value: value === undefined ? null : rounded(value, one.decimals) };
      });
      expect(found).toEqual(wanted);
    },
  );
});

/** A printed figure as the mission's list carries it. */
interface Line {
  bureau: number;
  indicator: string;
  value: number;
  decimals: number;
  approx: "over" | "near" | "about" | null;
  from: string | null;
  to: string;
  business_line: string;
  quote: string;
}

/** Equal as mission/figures.md defines it, at the printed precision. */
function equals(line: Line, value: number): boolean {
  if (line.approx === "over") return value >= line.value && value < Math.max(1.1 * line.value, nextRound(line.value));
  if (line.approx === "near") return value >= 0.9 * line.value && value <= line.value;
  return rounded(value, line.decimals) === line.value;
}
const nextRound = (value: number) => value + 10 ** Math.floor(Math.log10(Math.max(value, 1)));

const list = join(import.meta.dirname, "../../../shared/mission/figures.jsonl");
const lines = existsSync(list)
  ? readFileSync(list, "utf8")
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as Line)
      .filter((line) => line.business_line === "mediation")
  : [];

describe("the list of printed figures itself", () => {
  test.skipIf(lines.length === 0)(
    "names 40 figures, every one among those computed",
    async () => {
      expect(lines).toHaveLength(40);
      const missing: string[] = [];
      for (const line of lines) {
        const figures = await figuresOf(line.bureau, line.from === null ? line.to : `${line.from}..${line.to}`);
        const found = figures.some((figure) => figure.indicator === line.indicator && figure.value !== null && equals(line, figure.value));
        if (!found) missing.push(`${line.bureau} ${line.quote}`);
      }
      expect(missing).toEqual([]);
    },
    120_000,
  );
  test.runIf(lines.length === 0)("SKIPPED: ../shared/mission/figures.jsonl is not here; only the product's own table was compared", () => {
    expect(existsSync(list)).toBe(false);
  });
});

test("the half-year of 451224 says the same as its first five months", async () => {
  const numbers = async (period: string) => {
    const figures = await figuresOf(451224, period);
    return ["handled", "succeeded", "disputes-screened", "disputes-prevented", "escalated"].map(
      (name) => figures.find((figure) => figure.indicator === `mediation.${name}` && sameDims(figure.dims, {}))?.value,
    );
  };
  expect(await numbers("2020H1")).toEqual([437, 433, 951, 38, 0]);
  expect(await numbers("2020-01-01..2020-05-31")).toEqual([437, 433, 951, 38, 0]);
});

/** Cases in which something is not as it should be. */
async function wrong(condition: string): Promise<unknown[]> {
  const { rows } = await client.query(
    `select bureau_id, number, state, registered_on, accepted_on, ended_on, closed_on from mediation.case c where ${condition} limit 5`,
  );
  return rows;
}

describe("the records agree with themselves", () => {
  test.each([
    [
      "registered, accepted, ended, closed in order",
      "not (registered_on <= coalesce(accepted_on, 'infinity') and coalesce(accepted_on, registered_on) <= coalesce(ended_on, 'infinity') and coalesce(ended_on, registered_on) <= coalesce(closed_on, 'infinity'))",
    ],
    [
      "sessions between acceptance and end",
      "exists (select 1 from mediation.session s where s.bureau_id = c.bureau_id and s.case_id = c.id and not s.held_on between c.accepted_on and coalesce(c.ended_on, 'infinity'))",
    ],
    [
      "visits between end and closing",
      "exists (select 1 from mediation.visit v where v.bureau_id = c.bureau_id and v.case_id = c.id and not v.visited_on between c.ended_on and coalesce(c.closed_on, 'infinity'))",
    ],
    ["a reason wherever a case ended without agreement", "state in ('failed', 'declined', 'withdrawn') and end_reason is null"],
    ["a number from acceptance on", "(number is null) <> (accepted_on is null)"],
    ["money told is money recorded", "amount = 0 and summary ~ '[0-9]{2,}元'"],
    [
      "the mediator engaged before",
      "exists (select 1 from mediation.mediator m where m.bureau_id = c.bureau_id and m.id = c.mediator_id and m.engaged_on >= c.accepted_on)",
    ],
    [
      "at least two parties",
      "(select count(*) from mediation.party p where p.bureau_id = c.bureau_id and p.case_id = c.id) not between 2 and c.people_count",
    ],
  ])("%s", async (_, condition) => {
    expect(await wrong(condition)).toEqual([]);
  });

  test("numbers are gapless in the order of acceptance, and the series stand at the last", async () => {
    const { rows } = await client.query<{ bad: number }>(`with numbered as (
      select bureau_id, substring(number from 2 for 4) as year, substring(number from '第([0-9]+)号')::int as n, accepted_on from mediation.case where number is not null),
      ranked as (select *, row_number() over (partition by bureau_id, year order by n) as place, lag(accepted_on) over (partition by bureau_id, year order by n) as before from numbered)
      select count(*) filter (where n <> place or before > accepted_on or year <> extract(year from accepted_on)::text)::int as bad from ranked`);
    expect(rows[0]?.bad).toBe(0);
    const series = await client.query(
      "select 1 from kernel.number k where last <> (select max(substring(number from '第([0-9]+)号')::int) from mediation.case c where c.bureau_id = k.bureau_id and number like '(' || split_part(k.series, '/', 2) || ')%')",
    );
    expect(series.rows).toEqual([]);
  });

  test("nine cases in ten end within the month's clock, and nearly all on working days", async () => {
    const { rows } = await client.query<{
      late: number;
      total: number;
      weekend: number;
    }>(`select count(*) filter (where c.ended_on > d.due_on)::int as late, count(*)::int as total,
      count(*) filter (where extract(isodow from c.ended_on) > 5)::int as weekend
      from mediation.case c join kernel.deadline d on d.bureau_id = c.bureau_id and d.subject_id = c.id and d.clock = 'mediate' where c.ended_on is not null`);
    const [found] = rows;
    expect((found?.late ?? 1) / (found?.total ?? 1)).toBeLessThan(0.05);
    expect((found?.weekend ?? 1) / (found?.total ?? 1)).toBeLessThan(0.05);
  });

  test("identity numbers and telephones belong to nobody", async () => {
    const { rows } = await client.query("select 1 from mediation.party where id_number !~ '^999[*]+' or phone !~ '^199[0-9]{8}$' limit 1");
    expect(rows).toEqual([]);
  });

  test("names with rare characters and with · are among the parties", async () => {
    for (const part of ["𠮷", "㛃", "·"])
      expect((await client.query("select 1 from people.person where position($1 in name) > 0 limit 1", [part])).rows).toHaveLength(1);
  });
});

describe("the bureau that lives in the present", () => {
  test("has clocks passed, near and far off, and applications that wait", async () => {
    const { rows } = await client.query<{
      red: number;
      amber: number;
      green: number;
      waiting: number;
    }>(`select count(*) filter (where due_on < '2026-11-23')::int as red,
      count(*) filter (where due_on between '2026-11-23' and '2026-11-26')::int as amber, count(*) filter (where due_on > '2026-11-26')::int as green,
      count(*) filter (where state = 'applied')::int as waiting from mediation.case where bureau_id = 999901 and state in ('applied', 'mediating')`);
    for (const [light, least] of [
      ["red", 3],
      ["amber", 3],
      ["green", 10],
      ["waiting", 8],
    ] as const)
      expect(rows[0]?.[light], light).toBeGreaterThanOrEqual(least);
  });

  test("has agreements to be performed within days", async () => {
    const { rows } = await client.query(
      "select 1 from mediation.case where bureau_id = 999901 and state = 'agreed' and perform_by between '2026-11-23' and '2026-11-30'",
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test("nothing happened after this morning", async () => {
    const { rows } = await client.query(
      "select 1 from kernel.history where bureau_id = 999901 and at > '2026-11-23T00:00:00+08:00' limit 1",
    );
    expect(rows).toEqual([]);
  });

  test("the citizen has one application under way and one that is finished", async () => {
    const { rows } = await client.query<{ state: string }>(
      "select c.state from mediation.case c join accounts.account a on a.bureau_id = c.bureau_id and c.owners @> array[a.id] where a.login = '999901-citizen' order by c.registered_on",
    );
    expect(rows.map((row) => row.state)).toEqual(["closed", "mediating"]);
  });
});
