// Every statutory time limit against a second transcription of the table and a naive count made only from the definitions.
import chineseDays from "chinese-days";
import { describe, expect, test } from "vitest";
import { computeDeadline } from "../kernel/deadlines.ts";
import { loadLawBook, type Rule } from "../kernel/lawbook.ts";
import { isRefused } from "../kernel/lifecycle.ts";
import { at, DAYS, index, isRest, naive } from "./naive-count.ts";
import { ROWS, TABLE } from "./second-reading.ts";

const book = loadLawBook();
const rules = [...book.rules.values()];

// Fridays before holidays, days inside them, weekend workdays, ends of months, leap days, the years' ends.
const TRIGGERS = `2020-01-02 2020-01-20 2020-01-23 2020-02-29 2020-04-30 2020-06-24 2020-09-27 2020-12-31 2021-02-07 2021-02-10 2021-04-30
2021-07-14 2021-08-31 2021-09-17 2021-12-31 2022-01-28 2022-01-30 2022-04-29 2022-05-31 2022-09-30 2022-12-30 2023-01-20 2023-04-26 2023-09-28
2023-10-31 2023-12-29 2024-01-31 2024-02-08 2024-02-29 2024-04-28 2024-08-31 2024-09-13 2024-09-30 2024-12-31 2025-01-27 2025-04-30 2025-08-31
2025-09-30 2025-11-28 2026-01-30 2026-01-31 2026-02-13 2026-02-14 2026-03-31 2026-04-28 2026-04-30 2026-06-18 2026-09-05 2026-09-18 2026-09-24
2026-09-30 2026-10-10 2026-11-30 2026-12-31`.split(/\s+/);

const inside = (day: string, entry: { from: string | null; to: string | null }) => day >= (entry.from ?? day) && day <= (entry.to ?? day);
const dayAfter = (day: string, n: number) => at(index(day) + n).text;
const asked = (rule: string, from: string) => computeDeadline(book, { rule, from });

describe("the table", () => {
  test("has 176 rows, and every one of them is here", () => {
    expect(new Set(ROWS).size).toBe(176);
    expect([...new Set(rules.map((rule) => rule.row))].sort()).toEqual([...ROWS].sort());
  });

  test("has no two rules with one id", () => {
    expect(rules.length).toBe([...book.families.values()].flat().length);
    expect(new Set(rules.map((rule) => rule.id.toUpperCase())).size).toBe(rules.length);
  });

  test.each(ROWS)("%s names a day in the test table or says why nothing computes", (row) => {
    const own = rules.filter((rule) => rule.row === row);
    expect(own.length).toBeGreaterThan(0);
    for (const rule of own) {
      if (TABLE.some(({ id }) => id === rule.id)) continue;
      expect(rule.computes, rule.id).toBe(false);
      expect(rule.reason, rule.id).toMatch(/[一-龥]{4}/);
    }
  });

  test("names no rule that does not exist", () => {
    expect(TABLE.filter(({ id }) => !book.rules.has(id.toUpperCase()))).toEqual([]);
    expect(TABLE.filter(({ id }) => book.rules.get(id.toUpperCase())?.computes === false)).toEqual([]);
  });

  test("says the same as the data about when each rule is in force", () => {
    for (const { id, from, to } of TABLE) {
      const rule = book.rules.get(id.toUpperCase());
      expect([id, rule?.effectiveFrom, rule?.effectiveTo]).toEqual([id, from, to]);
    }
  });
});

describe("the data", () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))("%s says what it is in Chinese and cites its source", (_, rule) => {
    for (const text of [rule.title, rule.trigger, ...rule.basis]) expect(text).toMatch(/[一-龥]|SF\/T/);
    if (rule.status === "C") expect(rule.basis.join("")).toMatch(/《.+》|〔\d{4}〕|司法部/);
    if (rule.extension !== null) expect(rule.extension.approvedBy).toMatch(/[一-龥]{2}/);
  });

  test("a rule in doubt computes nothing", () => {
    expect(rules.filter((rule) => rule.status === "KD" && rule.computes)).toEqual([]);
  });

  test("versions of one limit never overlap, except where one old limit became several by kind of case", () => {
    const overlapping = [...book.families.values()].filter((versions) =>
      versions.some((a, i) => versions.some((b, j) => i < j && overlap(a, b))),
    );
    expect(overlapping.map((versions) => versions[0]?.family)).toEqual(["LA-03"]);
  });

  test("whatever a lapse starts is a rule", () => {
    const started = rules.flatMap((rule) => (rule.onLapse?.starts === undefined ? [] : [rule.onLapse.starts]));
    expect(started).toEqual(["FY-18"]);
    expect(started.every((id) => book.rules.has(id))).toBe(true);
  });
});

function overlap(a: Rule, b: Rule): boolean {
  return (a.effectiveFrom ?? "0000") <= (b.effectiveTo ?? "9999") && (b.effectiveFrom ?? "0000") <= (a.effectiveTo ?? "9999");
}

describe("the calendar", () => {
  test("agrees, day by day, with an independent calendar for 2020 to 2026", () => {
    const ours = DAYS.filter((day) => day.year >= 2020 && day.year <= 2026);
    const differing = ours.filter((day) => chineseDays.isWorkday(day.text) === isRest(day)).map((day) => day.text);
    expect(differing).toEqual([]);
    for (const day of ours) {
      const worked = book.calendar.work.has(day.text) || (day.weekday <= 5 && !book.calendar.off.has(day.text));
      expect(worked, day.text).toBe(!isRest(day));
    }
  });

  test("lists only weekdays as off and only weekends as worked, in the year of the file", () => {
    for (const year of book.years) {
      for (const day of year.daysOff) expect([day.slice(0, 4), at(index(day)).weekday <= 5]).toEqual([String(year.year), true]);
      for (const day of year.workdays) expect([day.slice(0, 4), at(index(day)).weekday >= 6]).toEqual([String(year.year), true]);
    }
  });
});

describe.each(TABLE)("$id $limit", ({ id, limit, from, to }) => {
  const days = TRIGGERS.filter((day) => inside(day, { from, to }));

  test("falls on the day that plain counting gives, before and after weekends, holidays and leap days", () => {
    const edges = [from, to].filter((day): day is string => day !== null && day >= "2020-01-01");
    for (const day of [...days, ...edges]) {
      const answer = asked(id, day);
      expect([id, day, isRefused(answer) ? answer.refused : answer.due]).toEqual([id, day, naive(limit, day)]);
      if (!isRefused(answer)) expect(answer.rule).toBe(id);
    }
  });

  test("gives way to the version in force outside its own time", () => {
    const before = from !== null && from > "2020-01-01" ? [dayAfter(from, -1)] : [];
    const after = to !== null && to > "2020-01-01" ? [dayAfter(to, 1)] : [];
    for (const day of [...before, ...after]) {
      const answer = asked(id, day);
      if (isRefused(answer)) expect(["no-version", "several-limits", "no-day"]).toContain(answer.code);
      else {
        expect(answer.substitutedFor).toBe(id);
        expect(answer.rule).not.toBe(id);
        expect(answer.arithmetic).toContain(`${day}适用${answer.rule}`);
      }
    }
  });
});
