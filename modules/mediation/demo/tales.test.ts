// What is told of disputes fits the forms of the product, and the plans add up to what was printed.
import { describe, expect, test } from "vitest";
import { loadLawBook } from "#kernel/lawbook";
import { isWorkday } from "#kernel/calendar";
import { kinds } from "../words.ts";
import { chanceFrom } from "./chance.ts";
import { workingDays } from "./days.ts";
import { daysOf, type Outline, outlinesOf } from "./outlines.ts";
import { livingPlan, pastPlans, type Plan } from "./plans.ts";
import { printed } from "./printed.ts";
import { plainName } from "./registers.ts";
import type { Ground } from "./story.ts";
import { disputeTells, epidemicTells, type Kind, tales, talesWith } from "./tales.ts";

const { calendar } = loadLawBook();
const actor = { id: "", name: "", kind: "staff" as const, bureau: 0, bureauName: "", low: 0, high: 0, posts: [] };
const groundOf = (plan: Plan): Ground => ({
  bureau: plan.bureau,
  county: "",
  townships: [],
  section: actor,
  citizen: actor,
  start: "2019-12-31",
  today: plan.standsOn ?? plan.to,
  calendar,
  chance: chanceFrom(String(plan.bureau)),
  nextPerson: () => 1,
});
const outlines = (plan: Plan) => outlinesOf(plan, groundOf(plan), daysOf(plan, groundOf(plan)));
const accepted = (list: Outline[], plan: Plan) =>
  list.filter((one) => ["agreed", "failed", "withdrawn", "open"].includes(one.ending) && one.day >= plan.from && one.day <= plan.to);

describe("tales", () => {
  test.each(Object.keys(kinds) as Kind[])("%s is told and settled in known words", (kind) => {
    const { tells, settles } = tales[kind];
    expect(tells.length).toBeGreaterThanOrEqual(2);
    expect(settles.length).toBeGreaterThanOrEqual(tells.length);
    for (const text of [...tells, ...settles]) {
      const holes = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
      expect(holes.filter((hole) => !hole.includes("|") && !["甲", "乙", "元", "数", "月"].includes(hole))).toEqual([]);
      expect(text.length).toBeGreaterThan(10);
      expect(text.length).toBeLessThan(200);
    }
    for (const text of tells) expect(text).toMatch(/\{甲\}.*\{乙\}|\{乙\}.*\{甲\}/s);
    expect([...talesWith(kind, "money"), ...talesWith(kind, "no money")].sort((a, b) => a - b)).toEqual(tells.map((_, place) => place));
  });

  test("disputes found by screening name nobody", () => {
    for (const text of [...disputeTells, ...epidemicTells]) expect(text).not.toMatch(/\{[甲乙]\}/);
  });
});

describe.each([...pastPlans, livingPlan("2026-11-22")])("the plan of $name", (plan) => {
  const list = outlines(plan);
  test("has as many cases accepted, carried in and ended as it says", () => {
    const { cases } = plan;
    expect(accepted(list, plan)).toHaveLength(cases.handled);
    expect(list.filter((one) => one.carriedIn && one.day < plan.from)).toHaveLength(cases.carriedIn);
    for (const ending of ["failed", "withdrawn", "declined"] as const)
      expect(list.filter((one) => one.ending === ending)).toHaveLength(cases[ending]);
    expect(list.filter((one) => one.ending === "open")).toHaveLength(cases.open.length);
  });

  test("lies on working days, in their order", () => {
    expect(list.filter((one) => !isWorkday(calendar, one.day))).toEqual([]);
    expect(list.map((one) => one.day)).toEqual(list.map((one) => one.day).sort());
  });

  test("says no money where none is recorded, and records some where it is said", () => {
    for (const one of list) {
      const text = `${tales[one.kind].tells[one.tale]}${tales[one.kind].settles[one.tale]}`;
      expect(text.includes("{元}"), text).toBe(one.amount > 0);
      expect(one.amount % 100).toBe(0);
    }
  });

  test("adds up to the printed numbers of cases", () => {
    const handled = printed.find(
      (one) => one.bureau === plan.bureau && one.indicator === "mediation.handled" && Object.keys(one.dims).length === 0,
    );
    const succeeded = printed.find(
      (one) => one.bureau === plan.bureau && one.indicator === "mediation.succeeded" && Object.keys(one.dims).length === 0,
    );
    if (handled !== undefined) expect(plan.cases.handled).toBe(handled.value);
    if (succeeded !== undefined) expect(list.filter((one) => one.ending === "agreed")).toHaveLength(succeeded.value);
    if (plan.amount !== undefined) expect(accepted(list, plan).reduce((sum, one) => sum + one.amount, 0)).toBe(plan.amount);
  });
});

describe("days and names of places", () => {
  test("working days go forward over the National Day of 2020", () => {
    const days = workingDays(calendar, "2020-09-25", "2020-10-15");
    expect(days.days.slice(0, 8)).toEqual([
      "2020-09-25",
      "2020-09-27",
      "2020-09-28",
      "2020-09-29",
      "2020-09-30",
      "2020-10-09",
      "2020-10-10",
      "2020-10-12",
    ]);
    expect(days.at(days.from("2020-10-01"))).toBe("2020-10-09");
    expect(days.at(days.until("2020-10-05"))).toBe("2020-09-30");
    expect(days.at(-5)).toBe("2020-09-25");
    expect(days.at(500)).toBe("2020-10-15");
  });

  test.each([
    ["城东社区居委会", "城东社区"],
    ["新烟村委会", "新烟村"],
    ["一村村委会", "一村"],
    ["达濠居委会", "达濠社区"],
    ["湖光农场生活区", "湖光农场生活区"],
  ])("%s is called %s", (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });
});
