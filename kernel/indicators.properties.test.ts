// Figures of random rows against a naive count; periods as people write them; values as they are printed.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Indicator, type Measure, printed } from "./indicators.ts";
import { parsePeriod, type Period, yearBefore } from "./period.ts";
import { cells, type Entry, figuresOf, indicators, put } from "./testing-figures.ts";
import { kinds, type Ledger, ledger } from "./testing-ledger.ts";

let here: Ledger;
beforeAll(async () => {
  here = await ledger();
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
    const dated =
      on !== null &&
      on <= to &&
      (measure.until !== undefined ? until === null || until > to : kind === "cumulative" || kind === "stock" || on >= from);
    return (
      dated &&
      Object.entries(measure.where ?? {}).every(([column, wanted]) => {
        const value = entry[column as keyof Entry];
        return typeof wanted === "object" && wanted !== null && "present" in wanted
          ? value !== null
          : Array.isArray(wanted)
            ? wanted.includes(value)
            : value === wanted;
      })
    );
  };
  const amountOf = (entries: Entry[], measure: Measure): number => {
    if (measure.count === undefined) return entries.length;
    if ("distinct" in measure.count) return new Set(entries.map((one) => one.place).filter((one) => one !== null)).size;
    return entries.reduce((sum, one) => sum + one.amount, 0) / (measure.count.per ?? 1);
  };
  const naive = (entries: Entry[], indicator: Indicator, dims: Record<string, string>, period: Period): number | null => {
    const coded = Object.entries(dims).map(
      ([key, word]) => [key, Object.entries(kinds).find(([, label]) => key === "kind" && label === word)?.[0] ?? word] as const,
    );
    const of = (measure: Measure) =>
      amountOf(
        entries.filter(
          (one) => holds(one, measure, indicator.kind, period) && coded.every(([key, code]) => one[key as keyof Entry] === code),
        ),
        measure,
      );
    if (indicator.ratio === undefined) return indicator.measure === undefined ? null : of(indicator.measure);
    const [part, whole] = [of(indicator.ratio.of), of(indicator.ratio.to)];
    if (whole === 0) return null;
    return indicator.kind === "average" ? part / whole : 100 * (indicator.ratio.complement === true ? 1 - part / whole : part / whole);
  };

  test("every cell agrees, and cells that are not stated are zero", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEntry, { maxLength: 25 }),
        fc.constantFrom("2020", "2020H1", "2020-12-31", "2020-01-01..2020-07-01"),
        async (drawn, text) => {
          const entries = drawn.map(({ west, ...one }) => ({ ...one, offices: [west ? here.west : here.east] }));
          await put(here, entries);
          const period = parsePeriod(text) ?? expect.fail(text);
          const found = await figuresOf(here, period);
          for (const figure of found.filter((one) => one.status === "computed" && one.kind !== "growth")) {
            const indicator = indicators.find((one) => one.id === figure.indicator) ?? expect.fail(figure.indicator);
            const wanted = naive(entries, indicator, figure.dims, period);
            if (wanted === null || figure.value === null) expect(figure.value).toBe(wanted);
            else expect(figure.value).toBeCloseTo(wanted, 8);
          }
          const stated = cells(found, "opened");
          for (const place of ["东街", "|", '"]'])
            expect(stated[place] ?? 0).toBe(naive(entries, indicators[0] ?? expect.fail(), { place }, period));
          for (const kind of ["甲类", "乙类", "丙类"])
            expect(stated[kind]).toBe(naive(entries, indicators[0] ?? expect.fail(), { kind }, period));
        },
      ),
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

  test.each([
    "",
    "20",
    "2020H3",
    "2020H0",
    "2020Q5",
    "2020-13",
    "2020-00",
    "2021-02-29",
    "2020-04-31",
    "2020-06-30..2020-01-01",
    "2020-01-01..",
    "2020-1",
    "2020H1-03",
    " 2020",
    "2020 ",
    "二〇二〇",
    "2020-01-01..2020-02-30",
  ])("“%s” is none", (text) => {
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
    [0.5, 0, "1"],
    [1.5, 0, "2"],
    [2.5, 0, "3"],
    [2.4999, 0, "2"],
    [-0.5, 0, "-1"],
    [-2.5, 0, "-3"],
    [-2.4, 0, "-2"],
    [-0.4, 0, "0"],
    [98.65, 1, "98.7"],
    [1.005, 2, "1.01"],
    [8.345, 2, "8.35"],
    [0.285 * 100, 0, "29"],
    [-1.005, 2, "-1.01"],
    [100, 1, "100"],
    [99.95, 1, "100"],
    [99.949, 1, "99.9"],
    [-100, 1, "-100.0"],
    [0, 1, "0"],
    [10, 1, "10.0"],
    [1234567.8, 0, "1234568"],
    [2 / 3, 3, "0.667"],
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
