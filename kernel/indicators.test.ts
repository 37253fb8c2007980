// Figures against ten rows counted by hand, entered figures, and the records that every number opens to.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import { inTransaction, name, sql } from "./db.ts";
import { type Figure, recordsBehind } from "./indicators.ts";
import { parsePeriod, type Period } from "./period.ts";
import { cells, type Entry, figuresOf, indicators, put } from "./testing-figures.ts";
import { type Ledger, ledger, type Somebody } from "./testing-ledger.ts";

let here: Ledger;
beforeAll(async () => {
  here = await ledger();
});
const figures = (period: string | Period, who?: Somebody, splits = true) => figuresOf(here, period, who, splits);
const total = (all: Figure[], id: string) =>
  all.find((one) => one.indicator === `ledger.${id}` && Object.keys(one.dims).length === 0)?.value;

const row = (
  kind: string | null,
  place: string | null,
  amount: number,
  opened_on: string,
  ended_on: string | null = null,
  west = false,
): Entry => ({
  kind,
  place,
  amount,
  opened_on,
  ended_on,
  state: ended_on === null ? "active" : "done",
  offices: [west ? here.west : here.east],
});
/** Ten rows; what they amount to is counted by hand below. */
const ten = (): Entry[] => [
  row("a", "东街", 100, "2019-05-01", "2019-06-01"),
  row("a", "东街", 150, "2019-12-31", "2020-01-01"),
  row("a", "东街", 250, "2020-01-01", "2020-06-30"),
  row("a", "西街", 350, "2020-02-29", null),
  row("b", "西街", 0, "2020-06-30", "2020-07-01", true),
  row("b", null, 1, "2020-07-01", "2020-12-31"),
  row(null, "东街", 30, "2020-12-31", null, true),
  row("a", "x&y=z|1", 70, "2020-03-15", "2020-03-15"),
  { ...row("b", "东街", 99, "2020-03-31", "2020-04-01"), state: "void" },
  row("a", "东街", 500, "2021-01-01", null),
];

describe("ten rows counted by hand, 2020", () => {
  beforeEach(() => put(here, ten()));

  test("flow: both ends of the year count; known values are stated at zero, unknown ones appear, rows without a value count in the total only", async () => {
    expect(cells(await figures("2020"), "opened")).toEqual({
      "": 7,
      甲类: 3,
      乙类: 3,
      丙类: 0,
      东街: 3,
      西街: 2,
      "x&y=z|1": 1,
      甲类·东街: 1,
      甲类·西街: 1,
      乙类·西街: 1,
      乙类·东街: 1,
      "甲类·x&y=z|1": 1,
    });
  });

  test("flow with a condition, by the day of its own event", async () => {
    expect(cells(await figures("2020"), "ended")).toEqual({ "": 5, 甲类: 3, 乙类: 2, 丙类: 0 });
  });

  test("stock on the last day: ended that day is no longer there, opened that day is", async () => {
    expect(cells(await figures("2020"), "running")).toEqual({ "": 2, 甲类: 1, 乙类: 0, 丙类: 0 });
    expect(total(await figures("2020-06-30"), "running")).toBe(2);
    expect(total(await figures("2019"), "running")).toBe(1);
  });

  test("cumulative since ever, with one of several values", async () => {
    expect(cells(await figures("2020"), "ever")).toEqual({ "": 8, 东街: 4, 西街: 2, "x&y=z|1": 1 });
    expect(total(await figures("2019"), "ever")).toBe(2);
  });

  test("sum in another unit; distinct; absent and present", async () => {
    const all = await figures("2020");
    expect(cells(all, "money")).toMatchObject({ "": 8, 甲类: 6.7, 乙类: 1, 丙类: 0, 东街: 3.79, 西街: 3.5 });
    expect(cells(all, "places")).toEqual({ "": 3, 甲类: 3, 乙类: 2, 丙类: 0 });
    expect([total(all, "unplaced"), total(all, "placed")]).toEqual([1, 6]);
  });

  test("average and ratio, and the ratio taken from the whole; without a denominator they cannot be known", async () => {
    const all = await figures("2020");
    expect(cells(all, "mean")).toEqual({ "": 800 / 7, 甲类: 670 / 3, 乙类: 100 / 3, 丙类: null });
    expect(cells(all, "rate")).toMatchObject({
      "": 500 / 7,
      甲类: 100,
      乙类: expect.closeTo(200 / 3, 10),
      丙类: null,
      东街: expect.closeTo(200 / 3, 10),
      西街: 50,
    });
    expect(cells(all, "rest")).toMatchObject({ 甲类: 0, 丙类: null });
    expect(total(await figures("2018"), "rate")).toBeNull();
    expect(total(await figures("2018"), "mean")).toBeNull();
  });

  test("more may end than begin: the numerator alone is still open to be looked at", async () => {
    const [rate] = (await figures("2020-04")).filter((one) => one.indicator === "ledger.rate");
    expect(rate).toMatchObject({ value: null, records: 0 });
    const [july] = (await figures("2019-06")).filter((one) => one.indicator === "ledger.rate");
    expect(july).toMatchObject({ value: null, records: 1 });
  });

  test("growth against the same days a year before", async () => {
    expect(total(await figures("2020"), "growth")).toBe(250);
    expect(total(await figures("2021"), "growth")).toBeCloseTo(-100 * (6 / 7), 10);
    expect(total(await figures("2019"), "growth")).toBeNull();
  });

  test("half years and quarters add up to the year", async () => {
    const of = async (period: string) => Number(total(await figures(period), "opened"));
    expect(await of("2020H1")).toBe(5);
    expect([await of("2020Q1"), await of("2020Q2"), await of("2020Q3"), await of("2020Q4")]).toEqual([4, 1, 1, 1]);
  });

  test("an empty period is zero everywhere that zero is known", async () => {
    const all = await figures("2015");
    expect(cells(all, "opened")).toEqual({ "": 0, 甲类: 0, 乙类: 0, 丙类: 0 });
    expect(cells(all, "money")).toEqual({ "": 0, 甲类: 0, 乙类: 0, 丙类: 0 });
    expect(total(all, "running")).toBe(0);
  });

  test("without splits there are totals only, never a zero that was not counted", async () => {
    const all = await figures("2020", here.director, false);
    expect(all.map((one) => one.dims)).toEqual(all.map(() => ({})));
    expect(cells(all, "opened")).toEqual({ "": 7 });
  });

  test("an office's chief has figures of what he sees; other bureaus have none of it", async () => {
    const chief = here.somebody("chief", here.west);
    const all = await figures("2020", chief);
    expect(cells(all, "opened")).toMatchObject({ "": 2, 乙类: 1, 甲类: 0, 东街: 1 });
    expect(total(all, "money")).toBe(0.3);
    expect(total(await figures("2020", here.foreigner), "opened")).toBe(0);
    expect(total(await figures("2020", here.citizen), "opened")).toBe(0);
  });
});

describe("figures entered with their source", () => {
  const enter = async (indicator: string, period: string, value: number, dims: Record<string, string> = {}, at = "2021-01-05") => {
    const { from, to } = parsePeriod(period) ?? expect.fail(period);
    await here.query(
      "insert into kernel.reported_figure (bureau_id, id, indicator, dims, from_on, to_on, value, source, entered_by, entered_at) values (999901, $1, $2, $3, $4, $5, $6, '年报', $7, $8)",
      [newId(), `ledger.${indicator}`, dims, from, to, value, newId(), at],
    );
  };
  beforeEach(async () => {
    await here.query("truncate kernel.reported_figure");
    await put(here, ten());
  });

  test("stand for exactly their period, with their own splits", async () => {
    await enter("visitors", "2020", 120);
    await enter("visitors", "2020", 20, { 来源: "来电" });
    await enter("visitors", "2020H1", 50);
    const found = (await figures("2020")).filter((one) => one.indicator === "ledger.visitors");
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ dims: {}, value: 120, status: "reported" }),
        expect.objectContaining({ dims: { 来源: "来电" }, value: 20 }),
      ]),
    );
    expect(cells(await figures("2020H2"), "visitors")).toEqual({});
  });

  test("entered again, the later value stands alone", async () => {
    await enter("visitors", "2020", 130, {}, "2021-02-01");
    await enter("visitors", "2020", 120, {}, "2021-01-05");
    expect((await figures("2020")).filter((one) => one.indicator === "ledger.visitors").map((one) => one.value)).toEqual([130]);
  });

  test("are the base of growth where there are no records of the year before, and only there", async () => {
    await enter("opened", "2018", 4);
    expect(total(await figures("2019"), "growth")).toBe(-50);
    await enter("opened", "2019", 999);
    expect(total(await figures("2020"), "growth")).toBe(250);
    expect(total(await figures("2018"), "growth")).toBeNull();
  });

  test("growth of an entered figure compares the two entered values, and is unknown without either", async () => {
    await enter("visitors", "2020", 150);
    expect(total(await figures("2020"), "visitors-growth")).toBeNull();
    await enter("visitors", "2019", 120);
    expect(total(await figures("2020"), "visitors-growth")).toBe(25);
    expect(total(await figures("2021"), "visitors-growth")).toBeNull();
  });

  test("belong to their bureau", async () => {
    await enter("visitors", "2020", 150);
    expect(cells(await figures("2020", here.foreigner), "visitors")).toEqual({});
  });
});

async function behind(figure: Figure, period: Period, who: Somebody): Promise<Record<string, number>> {
  const indicator = indicators.find((one) => one.id === figure.indicator) ?? expect.fail(figure.indicator);
  const counts: Record<string, number> = {};
  await inTransaction(here.app, who.settings, async (tx) => {
    for (const { part, table, where } of recordsBehind(indicator, { bureau: who.actor.bureau, period, dims: figure.dims })) {
      const [found] = await tx.query<{ n: number }>(sql`select count(*) as n from ${name(table)} where ${where}`);
      counts[part] = found?.n ?? 0;
    }
  });
  return counts;
}

describe("every number opens the records behind it", () => {
  beforeEach(() => put(here, ten()));

  test.each(["2020", "2020H1", "2020-03", "2019", "2020-06-30", "2015"])("each cell of each figure of %s", async (text) => {
    const period = parsePeriod(text) ?? expect.fail(text);
    for (const who of [here.director, here.somebody("chief", here.west)]) {
      for (const figure of (await figures(period, who)).filter((one) => one.status === "computed" && one.kind !== "growth")) {
        const { counted = 0, numerator = 0, denominator = 0 } = await behind(figure, period, who);
        const shown = figure.kind === "average" ? denominator : figure.kind === "ratio" ? numerator + denominator : counted;
        expect({ ...figure, records: shown }).toEqual(figure);
      }
    }
  });
});
