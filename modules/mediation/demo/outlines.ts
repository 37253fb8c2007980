// Which cases a bureau has: for each the day of acceptance, how it ends, what it is about and what it is worth; no words yet.
import type { Day } from "#kernel/clock";
import { plusDays } from "#kernel/clock";
import { at, type Chance } from "./chance.ts";
import { type WorkingDays, workingDays } from "./days.ts";
import type { Plan } from "./plans.ts";
import type { Ground } from "./story.ts";
import { type Kind, tales, talesWith } from "./tales.ts";

export type Ending = "agreed" | "failed" | "withdrawn" | "open" | "applied" | "declined" | "withdrawn-early";

/** A case before it is told. */
export interface Outline {
  /** The day of acceptance, or of registration for one that is not accepted. */
  day: Day;
  ending: Ending;
  carriedIn: boolean;
  kind: Kind;
  /** Which of the kind's tales is told. */
  tale: number;
  /** In 分. */
  amount: number;
  complexity: "ordinary" | "complex";
  epidemic: boolean;
  mark?: "centre" | "retired-judge" | "crowd" | "citizen" | undefined;
}

const accepted: readonly Ending[] = ["agreed", "failed", "withdrawn", "open"];

/** The working days of a bureau's stories: from before the period to the latest day by which something is promised. */
export function daysOf(plan: Plan, ground: Ground): WorkingDays {
  return workingDays(ground.calendar, plusDays(plan.from, -45), plusDays(ground.today, 100));
}

/** Outlines of all cases in the order of their days. */
export function outlinesOf(plan: Plan, ground: Ground, days: WorkingDays): Outline[] {
  const { cases } = plan;
  const { chance } = ground;
  const [first, last] = [days.from(plan.from), days.until(plan.to)];
  const agreed = cases.handled - cases.failed - cases.withdrawn - cases.open.length;
  const drawn = drawDays(chance, days, first, last);
  const many = (count: number, ending: Ending, day: () => Day) => Array.from({ length: count }, () => blank(ending, day()));
  const outlines = [
    ...many(cases.carriedIn, "agreed", () => days.at(first - chance.int(1, 14))).map((outline) => ({ ...outline, carriedIn: true })),
    ...many(agreed, "agreed", drawn(last)),
    ...many(cases.failed, "failed", drawn(Math.max(first, last - 30))),
    ...many(cases.withdrawn, "withdrawn", drawn(Math.max(first, last - 30))),
    ...cases.open.map((back) => blank("open", days.at(last - back))),
    ...cases.applied.map((back) => blank("applied", days.at(last - back))),
    ...many(cases.declined, "declined", drawn(last - 8)),
    ...many(cases.withdrawnEarly, "withdrawn-early", drawn(last - 8)),
  ].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  fill(outlines, plan, chance);
  mark(outlines, plan, chance);
  price(outlines, plan, chance);
  return outlines;
}

function blank(ending: Ending, day: Day): Outline {
  return { day, ending, carriedIn: false, kind: "other", tale: 0, amount: 0, complexity: "ordinary", epidemic: false };
}

/** Draws days between two places; in February and March 2020 offices saw few people. */
function drawDays(chance: Chance, days: WorkingDays, first: number, last: number): (until: number) => () => Day {
  const weight = (day: Day) => (day.startsWith("2020-02") ? 0.35 : day.startsWith("2020-03") ? 0.75 : 1);
  return (until) => () => {
    for (;;) {
      const day = days.at(chance.int(first, Math.min(until, last)));
      if (chance.odds(weight(day))) return day;
    }
  };
}

function fill(outlines: Outline[], plan: Plan, chance: Chance): void {
  const names = Object.keys(plan.kinds) as Kind[]; // the plan's own keys
  const weights = names.map((kind) => plan.kinds[kind] ?? 0);
  for (const outline of outlines) {
    outline.kind = at(names, chance.weighed(weights));
    outline.epidemic = outline.day > "2020-01-25" && chance.odds(plan.epidemic);
    if (plan.complexSucceeded === undefined || outline.ending !== "agreed") outline.complexity = chance.odds(0.03) ? "complex" : "ordinary";
  }
}

/** Gives the marks that printed figures count, each to exactly as many cases as were printed. */
function mark(outlines: Outline[], plan: Plan, chance: Chance): void {
  const choose = (count: number, fits: (outline: Outline) => boolean) => {
    const fitting = outlines.filter((outline) => outline.mark === undefined && fits(outline));
    return chance.sample(count, fitting.length).map((index) => at(fitting, index));
  };
  const inside = (outline: Outline) =>
    outline.ending === "agreed" && !outline.carriedIn && outline.day >= plusDays(plan.from, 90) && outline.day <= plusDays(plan.to, -40);
  const quiet = (outline: Outline) => talesWith(outline.kind, "no money").length > 0; // an application asks for no amount
  for (const outline of choose(1, (one) => inside(one) && quiet(one))) outline.mark = "citizen";
  if (plan.standsOn === null)
    for (const outline of choose(1, (one) => one.ending === "open" && one.day >= plusDays(plan.to, -12) && quiet(one)))
      outline.mark = "citizen";
  if (plan.crowd !== undefined)
    for (const outline of choose(1, inside)) Object.assign(outline, { mark: "crowd", kind: plan.crowd.kind, epidemic: false });
  for (const outline of choose(plan.byRetiredJudges ?? 0, inside)) outline.mark = "retired-judge";
  for (const outline of choose(plan.centre ?? 0, inside)) outline.mark = "centre";
  for (const outline of choose(plan.complexSucceeded ?? 0, (one) => one.ending === "agreed" && !one.carriedIn))
    outline.complexity = "complex";
}

/** What each case is worth: in whole yuan, most cases little; the sum of those accepted in the period is what was printed. */
function price(outlines: Outline[], plan: Plan, chance: Chance): void {
  for (const outline of outlines) {
    const span = tales[outline.kind].money;
    const [free, dear] = [talesWith(outline.kind, "no money"), talesWith(outline.kind, "money")];
    const isFree = span === undefined || dear.length === 0 || (free.length > 0 && (outline.mark === "citizen" || chance.odds(0.4)));
    outline.tale = chance.pick(isFree ? free : dear);
    if (isFree) continue;
    const yuan = span[0] + (span[1] - span[0]) * chance.real() ** 3 * (outline.complexity === "complex" ? 3 : 1);
    outline.amount = rounded(yuan) * 100;
  }
  if (plan.amount === undefined) return;
  const counted = outlines.filter((outline) => accepted.includes(outline.ending) && !outline.carriedIn && outline.amount > 0);
  const sum = counted.reduce((total, outline) => total + outline.amount, 0);
  for (const outline of counted) outline.amount = rounded((outline.amount / 100) * (plan.amount / sum)) * 100;
  const rest = plan.amount - counted.reduce((total, outline) => total + outline.amount, 0);
  const largest = counted.toSorted((a, b) => b.amount - a.amount).slice(0, 100);
  largest.forEach(
    (outline, index) => (outline.amount += index === 0 ? rest - Math.trunc(rest / 10_000) * 100 * 99 : Math.trunc(rest / 10_000) * 100),
  );
}

/** Whole yuan, in tens from a hundred on and in hundreds from five thousand on. */
function rounded(yuan: number): number {
  const step = yuan < 100 ? 1 : yuan < 5000 ? 10 : 100;
  return Math.max(step, Math.round(yuan / step) * step);
}
