// Properties that hold for every statutory limit whatever its trigger day.
import fc from "fast-check";
import { describe, test } from "vitest";
import { isWorkday } from "./calendar.ts";
import { plusDays } from "./clock.ts";
import { computeDeadline, type Deadline, type Question, workdaysBetween } from "./deadlines.ts";
import { loadLawBook } from "./lawbook.ts";
import { isRefused } from "./lifecycle.ts";

const book = loadLawBook();

describe("whatever the day", () => {
  const day = fc.integer({ min: 0, max: 365 * 6 }).map((n) => plusDays("2020-01-01", n));
  const computing = [...book.rules.values()].filter((rule) => rule.computes);
  const idOf = (unit: string, rolls: boolean) =>
    fc.constantFrom(...computing.filter((rule) => rule.unit === unit && rule.roll === rolls).map((rule) => rule.id));
  const answered = (rule: string, from: string) => {
    const answer = computeDeadline(book, { rule, from });
    fc.pre(!isRefused(answer));
    return answer;
  };

  test("a limit in working days never ends on a rest day", () => {
    fc.assert(fc.property(idOf("WD", false), day, (id, from) => isWorkday(book.calendar, answered(id, from).due)));
  });

  test("a limit that rolls never ends on a rest day", () => {
    for (const unit of ["ND", "M", "Y"])
      fc.assert(fc.property(idOf(unit, true), day, (id, from) => isWorkday(book.calendar, answered(id, from).due)));
  });

  test("a later trigger never ends earlier under the same version", () => {
    fc.assert(
      fc.property(fc.constantFrom(...computing.map((rule) => rule.id)), day, fc.integer({ min: 0, max: 60 }), (id, from, later) => {
        const [first, second] = [answered(id, from), answered(id, plusDays(from, later))];
        fc.pre(first.rule === second.rule);
        return first.due <= second.due;
      }),
    );
  });

  test("no limit ends before its trigger, and none counted backwards after it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...computing.map((rule) => rule.id)), day, (id, from) => {
        const answer = answered(id, from);
        return answer.law.direction === "after" ? answer.due >= from : answer.due < from;
      }),
    );
  });

  function due(rule: string, from: string, more: Partial<Question>): Deadline {
    const answer = computeDeadline(book, { rule, from, ...more });
    if (isRefused(answer)) throw new Error(answer.refused);
    return answer;
  }

  test("a pause of no days changes nothing, and a longer one never ends earlier", () => {
    const length = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.constantFrom("FY-18", "XX-03", "GZ-01", "XS-01", "CC-23"), day, length, length, (rule, from, start, days) => {
        const given = { amount: 12, unit: "M" as const };
        const why = { "FY-18": "中止", "XX-03": "征求第三方意见", "GZ-01": "核实", "XS-01": "不可抗力", "CC-23": "脱逃" }[rule];
        const paused = (length_: number) => ({
          pauses: [{ from: plusDays(from, start), to: plusDays(from, start + length_), why }],
          given,
        });
        const plain = due(rule, from, { given });
        return due(rule, from, paused(0)).arithmetic === plain.arithmetic && due(rule, from, paused(days)).due >= plain.due;
      }),
    );
  });

  test("working days add up", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 80 }), (from, a, b) => {
        const count = (start: string, end: string) => {
          const answer = workdaysBetween(book, start, end);
          return isRefused(answer) ? Number.NaN : answer.count;
        };
        const [middle, end] = [plusDays(from, a), plusDays(from, a + b)];
        return count(from, middle) + count(middle, end) === count(from, end);
      }),
    );
  });
});
