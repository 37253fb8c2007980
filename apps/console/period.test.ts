// Periods: what is written is read back; what is not a period becomes the year.
import { expect, test } from "vitest";
import { periodWords, readPeriod, spans, writePeriod } from "./period.ts";

test("every part of a year is written and read back", () => {
  for (const span of Object.keys(spans)) expect(readPeriod(writePeriod({ year: "2020", span }), "2026")).toEqual({ year: "2020", span });
});

test("one's own days stay as they are", () => {
  const own = { year: "2020", span: "own", from: "2020-01-05", to: "2020-06-30" };
  expect(readPeriod(writePeriod(own), "2026")).toEqual(own);
  expect(periodWords("2020-01-05..2020-06-30")).toBe("2020-01-05至2020-06-30");
});

test("nonsense becomes the current year", () => {
  expect(readPeriod("2020H3", "2026")).toEqual({ year: "2026", span: "" });
  expect(readPeriod(undefined, "2026")).toEqual({ year: "2026", span: "" });
});

test("periods in words", () => {
  expect(periodWords("2020")).toBe("2020年全年");
  expect(periodWords("2020H1")).toBe("2020年上半年");
  expect(periodWords("2020-03")).toBe("2020年3月");
});
