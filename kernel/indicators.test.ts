// Figures against ten rows counted by hand, against a naive count of random rows, and against the records they open to.
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import { insert, inTransaction, sql } from "./db.ts";
import { computeFigures, type Figure, type Indicator, type Measure, parsePeriod, type Period, printed, recordsBehind, yearBefore } from "./indicators.ts";
import { kinds, type Ledger, ledger, type Somebody } from "./testing-ledger.ts";

const entry = "ledger.entry";
const by = { kind: { column: "kind", label: "类别", values: kinds }, place: { column: "place", label: "地点" } };
const opened: Measure = { from: entry, on: "opened_on" };
const ended: Measure = { from: entry, on: "ended_on", where: { state: "done" } };
const running: Measure = { from: entry, on: "opened_on", until: "ended_on" };
const base = { unit: "件", decimals: 0, counts: "" };
const indicators: Indicator[] = [
  { ...base, id: "ledger.opened", title: "登记", kind: "flow", measure: opened, by, cross: [["kind", "place"]] },
  { ...base, id: "ledger.ended", title: "办结", kind: "flow", measure: ended, by: { kind: by.kind } },
  { ...base, id: "ledger.running", title: "在办", kind: "stock", measure: running, by: { kind: by.kind } },
  { ...base, id: "ledger.ever", title: "累计", kind: "cumulative", measure: { ...opened, where: { kind: ["a", "b"] } }, by: { place: by.place } },
  { ...base, id: "ledger.money", title: "金额", unit: "元", decimals: 1, kind: "sum", measure: { ...opened, count: { sum: "amount", per: 100 } }, by },
  { ...base, id: "ledger.places", title: "地点数", kind: "flow", measure: { ...opened, count: { distinct: "place" } }, by: { kind: by.kind } },
  { ...base, id: "ledger.unplaced", title: "无地点", kind: "flow", measure: { ...opened, where: { place: null } } },
  { ...base, id: "ledger.placed", title: "有地点", kind: "flow", measure: { ...opened, where: { place: "present" } } },
  { ...base, id: "ledger.mean", title: "件均金额", decimals: 2, kind: "average", ratio: { of: { ...opened, count: { sum: "amount" } }, to: opened }, by: { kind: by.kind } },
  { ...base, id: "ledger.rate", title: "办结率", unit: "%", decimals: 1, kind: "ratio", ratio: { of: ended, to: opened }, by },
  { ...base, id: "ledger.rest", title: "未办结率", unit: "%", decimals: 1, kind: "ratio", ratio: { of: ended, to: opened, complement: true }, by: { kind: by.kind } },
  { ...base, id: "ledger.growth", title: "登记增长", unit: "%", decimals: 1, kind: "growth", growthOf: "ledger.opened" },
  { ...base, id: "ledger.visitors", title: "来访", kind: "reported" },
  { ...base, id: "ledger.visitors-growth", title: "来访增长", unit: "%", decimals: 1, kind: "growth", growthOf: "ledger.visitors" },
];

interface Entry {
  kind: string | null;
  place: string | null;
  amount: number;
  opened_on: string;
  ended_on: string | null;
  state: string;
  offices: string[];
}

let here: Ledger;
beforeAll(async () => {
  here = await ledger();
});

async function put(entries: Entry[]): Promise<void> {
  await here.query("truncate ledger.entry");
  if (entries.length === 0) return;
  const rows = entries.map((one) => ({ bureau_id: 999901, id: newId(), version: 1, owners: [], created_at: "2020-01-01T00:00:00Z", name: "行", ...one }));
  const statement = insert(entry, rows);
  await here.query(statement.text, statement.values);
}

async function figures(period: string | Period, who: Somebody = here.director, splits = true): Promise<Figure[]> {
  const asked = typeof period === "string" ? (parsePeriod(period) ?? expect.fail(period)) : period;
  return inTransaction(here.app, who.settings, (tx) => computeFigures(tx.query, indicators, { bureau: who.actor.bureau, period: asked, splits }));
}
const cells = (all: Figure[], id: string) => Object.fromEntries(all.filter((one) => one.indicator === `ledger.${id}`).map((one) => [Object.values(one.dims).join("·"), one.value]));
const total = (all: Figure[], id: string) => all.find((one) => one.indicator === `ledger.${id}` && Object.keys(one.dims).length === 0)?.value;

const row = (kind: string | null, place: string | null, amount: number, opened_on: string, ended_on: string | null = null, west = false): Entry => ({
  kind, place, amount, opened_on, ended_on, state: ended_on === null ? "active" : "done", offices: [west ? here.west : here.east],
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
  beforeEach(() => put(ten()));

  test("flow: both ends of the year count; known values are stated at zero, unknown ones appear, rows without a value count in the total only", async () => {
    expect(cells(await figures("2020"), "opened")).toEqual({
      "": 7, 甲类: 3, 乙类: 3, 丙类: 0, 东街: 3, 西街: 2, "x&y=z|1": 1, "甲类·东街": 1, "甲类·西街": 1, "乙类·西街": 1, "乙类·东街": 1, "甲类·x&y=z|1": 1,
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
    expect(cells(all, "rate")).toMatchObject({ "": 500 / 7, 甲类: 100, 乙类: expect.closeTo(200 / 3, 10), 丙类: null, 东街: expect.closeTo(200 / 3, 10), 西街: 50 });
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
    await here.query("insert into kernel.reported_figure (bureau_id, id, indicator, dims, from_on, to_on, value, source, entered_by, entered_at) values (999901, $1, $2, $3, $4, $5, $6, '年报', $7, $8)", [newId(), `ledger.${indicator}`, dims, from, to, value, newId(), at]);
  };
  beforeEach(async () => {
    await here.query("truncate kernel.reported_figure");
    await put(ten());
  });

  test("stand for exactly their period, with their own splits", async () => {
    await enter("visitors", "2020", 120);
    await enter("visitors", "2020", 20, { 来源: "来电" });
    await enter("visitors", "2020H1", 50);
    const found = (await figures("2020")).filter((one) => one.indicator === "ledger.visitors");
    expect(found.map((one) => [one.dims, one.value, one.status]).sort()).toEqual([[{ 来源: "来电" }, 20, "reported"], [{}, 120, "reported"]].sort());
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
      const [found] = await tx.query<{ n: number }>(sql`select count(*) as n from ${{ text: table, values: [] }} where ${where}`);
      counts[part] = found?.n ?? 0;
    }
  });
  return counts;
}

describe("every number opens the records behind it", () => {
  beforeEach(() => put(ten()));

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

describe("random rows against a naive count", () => {
  const days = ["2019-06-30", "2019-12-31", "2020-01-01", "2020-02-29", "2020-06-30", "2020-07-01", "2020-12-31", "2021-01-01"];
  const anyEntry = fc.record({
    kind: fc.constantFrom("a", "b", "c", null),
    place: fc.constantFrom("东街", "a", "|", '"]', null),
    amount: fc.integer({ min: -500, max: 5000 }),
    opened_on: fc.constantFrom(...days),
    ended_on: fc.option(fc.constantFrom(...days)),
    state: fc.constantFrom("active", "done"),
    west: fc.boolean(),
  });

  const holds = (entry: Entry, measure: Measure, kind: string, { from, to }: Period): boolean => {
    const on = entry[measure.on as keyof Entry] as string | null;
    const until = measure.until === undefined ? null : entry.ended_on;
    const dated = on !== null && on <= to && (measure.until !== undefined ? until === null || until > to : kind === "cumulative" || kind === "stock" || on >= from);
    return dated && Object.entries(measure.where ?? {}).every(([column, wanted]) => {
      const value = entry[column as keyof Entry];
      return wanted === "present" ? value !== null : Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
    });
  };
  const amountOf = (entries: Entry[], measure: Measure): number => {
    if (measure.count === undefined) return entries.length;
    if ("distinct" in measure.count) return new Set(entries.map((one) => one.place).filter((one) => one !== null)).size;
    return entries.reduce((sum, one) => sum + one.amount, 0) / (measure.count.per ?? 1);
  };
  const naive = (entries: Entry[], indicator: Indicator, dims: Record<string, string>, period: Period): number | null => {
    const coded = Object.entries(dims).map(([key, word]) => [key, Object.entries(kinds).find(([, label]) => key === "kind" && label === word)?.[0] ?? word] as const);
    const of = (measure: Measure) => amountOf(entries.filter((one) => holds(one, measure, indicator.kind, period) && coded.every(([key, code]) => one[key as keyof Entry] === code)), measure);
    if (indicator.ratio === undefined) return indicator.measure === undefined ? null : of(indicator.measure);
    const [part, whole] = [of(indicator.ratio.of), of(indicator.ratio.to)];
    if (whole === 0) return null;
    return indicator.kind === "average" ? part / whole : 100 * (indicator.ratio.complement === true ? 1 - part / whole : part / whole);
  };

  test("every cell agrees, and cells that are not stated are zero", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEntry, { maxLength: 25 }), fc.constantFrom("2020", "2020H1", "2020-12-31", "2020-01-01..2020-07-01"), async (drawn, text) => {
        const entries = drawn.map(({ west, ...one }) => ({ ...one, offices: [west ? here.west : here.east] }));
        await put(entries);
        const period = parsePeriod(text) ?? expect.fail(text);
        const found = await figures(period);
        for (const figure of found.filter((one) => one.status === "computed" && one.kind !== "growth")) {
          const indicator = indicators.find((one) => one.id === figure.indicator) ?? expect.fail(figure.indicator);
          const wanted = naive(entries, indicator, figure.dims, period);
          if (wanted === null || figure.value === null) expect(figure.value).toBe(wanted);
          else expect(figure.value).toBeCloseTo(wanted, 8);
        }
        const stated = cells(found, "opened");
        for (const place of ["东街", "|", '"]']) expect(stated[place] ?? 0).toBe(naive(entries, indicators[0] ?? expect.fail(), { place }, period));
        for (const kind of ["甲类", "乙类", "丙类"]) expect(stated[kind]).toBe(naive(entries, indicators[0] ?? expect.fail(), { kind }, period));
      }),
      { numRuns: 60 },
    );
  });
});

describe("periods", () => {
  test.each([
    ["2020", "2020-01-01", "2020-12-31"],
    ["2020H1", "2020-01-01", "2020-06-30"],
    ["2020H2", "2020-07-01", "2020-12-31"],
    ["2020Q1", "2020-01-01", "2020-03-31"],
    ["2020Q4", "2020-10-01", "2020-12-31"],
    ["2020-02", "2020-02-01", "2020-02-29"],
    ["2021-02", "2021-02-01", "2021-02-28"],
    ["2020-12", "2020-12-01", "2020-12-31"],
    ["2020-02-29", "2020-02-29", "2020-02-29"],
    ["2020-01-15..2020-01-15", "2020-01-15", "2020-01-15"],
    ["2019-12-31..2020-01-01", "2019-12-31", "2020-01-01"],
  ])("%s is %s to %s", (text, from, to) => {
    expect(parsePeriod(text)).toEqual({ from, to });
  });

  test.each(["", "20", "2020H3", "2020H0", "2020Q5", "2020-13", "2020-00", "2021-02-29", "2020-04-31", "2020-06-30..2020-01-01", "2020-01-01..", "2020-1", "2020H1-03", " 2020", "2020 ", "二〇二〇", "2020-01-01..2020-02-30"])("“%s” is none", (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });

  test("a year before: whole months stay whole, single days stay days", () => {
    const before = (text: string) => Object.values(yearBefore(parsePeriod(text) ?? expect.fail(text))).join("..");
    expect(before("2020")).toBe("2019-01-01..2019-12-31");
    expect(before("2020-02")).toBe("2019-02-01..2019-02-28");
    expect(before("2021-02")).toBe("2020-02-01..2020-02-29");
    expect(before("2021-01-01..2021-02-28")).toBe("2020-01-01..2020-02-29");
    expect(before("2020-02-29")).toBe("2019-02-28..2019-02-28");
    expect(before("2021-02-10..2021-02-27")).toBe("2020-02-10..2020-02-27");
  });
});

describe("how a value is printed", () => {
  test.each([
    [0.5, 0, "1"], [1.5, 0, "2"], [2.5, 0, "3"], [2.4999, 0, "2"], [-0.5, 0, "-1"], [-2.5, 0, "-3"], [-2.4, 0, "-2"], [-0.4, 0, "0"],
    [98.65, 1, "98.7"], [1.005, 2, "1.01"], [8.345, 2, "8.35"], [0.285 * 100, 0, "29"], [-1.005, 2, "-1.01"], [100, 1, "100"], [99.95, 1, "100"], [99.949, 1, "99.9"], [-100, 1, "-100.0"],
    [0, 1, "0"], [10, 1, "10.0"], [1234567.8, 0, "1234568"], [2 / 3, 3, "0.667"],
  ])("%d with %d decimals is %s", (value, decimals, text) => {
    expect(printed({ value, decimals })).toBe(text);
  });

  test("what cannot be known is a dash, never a zero", () => {
    expect(printed({ value: null, decimals: 1 })).toBe("—");
  });

  test("every tie of a ratio of whole numbers is rounded up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 20_000 }), (thousandths) => {
        const exact = Math.floor((thousandths + 5) / 10);
        expect(printed({ value: thousandths / 1000, decimals: 2 })).toBe((exact / 100).toFixed(2));
      }),
    );
  });
});
