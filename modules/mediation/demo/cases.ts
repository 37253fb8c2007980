// Telling a case: from its outline to the steps that were taken, with invented people and ordinary words.
import type { Day } from "#kernel/clock";
import type { Actor } from "#kernel/permissions";
import { beginning } from "./beginnings.ts";
import { at, type Chance, instantAt } from "./chance.ts";
import { daysOf, type Outline, outlinesOf } from "./outlines.ts";
import type { Plan } from "./plans.ts";
import type { Body, Engaged, Registers } from "./registers.ts";
import type { Ground, Move, Story, Township } from "./story.ts";
import { declineReasons, failReasons, type Kind, sessionNotes, sessionPlaces, tales, visitNotes, withdrawReasons } from "./tales.ts";
import { type Teller, worded } from "./teller.ts";

/** Tells all cases in the order of their days; within a day acceptances are spread over the office hours. */
export function* caseStories(plan: Plan, ground: Ground, registers: Registers): Generator<Story> {
  const days = daysOf(plan, ground);
  const teller: Teller = { plan, ground, days, registers, chance: ground.chance, met: new Map() };
  const outlines = outlinesOf(plan, ground, days);
  const perDay = new Map<Day, number>();
  for (const outline of outlines) {
    const day = recordedOn(outline.day, ground);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  const told = new Map<Day, number>();
  for (const outline of outlines) {
    const day = recordedOn(outline.day, ground);
    const place = told.get(day) ?? 0;
    told.set(day, place + 1);
    // On the first day, cases under way were entered when the registers were done.
    const [from, span] = day === ground.start ? [1030, 150] : [545, 420];
    yield tell(teller, outline, from + Math.floor((place / (perDay.get(day) ?? 1)) * span));
  }
}

/** What happened before the system was there was entered on its first day. */
function recordedOn(day: Day, { start }: Ground): Day {
  return day < start ? start : day;
}

/** The moves of a story as they are put down: each later than the one before. */
interface Line {
  moves: Move[];
  push(step: string, day: Day, actor: Actor, input: Record<string, unknown>, minute?: number): void;
}

function lineOf(ground: Ground): Line {
  const { chance } = ground;
  const moves: Move[] = [];
  return {
    moves,
    push: (step, day, actor, input, minute = chance.int(510, 720)) => {
      const today = recordedOn(day, ground);
      const before = moves.at(-1);
      const wished = instantAt(today, minute, chance.int(0, 59));
      const at = before !== undefined && before.at >= wished ? later(before.at, chance.int(6, 25)) : wished;
      moves.push({ step, at, today, actor, input: day < today ? { ...input, on: day } : input });
    },
  };
}

function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** Who takes the case in hand: the office's mediator, where he has an account, or its chief. */
function handOf(township: Township, mediator: Engaged | undefined, chance: Chance): Actor {
  if (township.mediator === undefined) return township.chief;
  return mediator?.account === township.mediator.id || chance.odds(0.4) ? township.mediator : township.chief;
}

function tell(teller: Teller, outline: Outline, minute: number): Story {
  const { ground, chance, days } = teller;
  const line = lineOf(ground);
  const { township, body, mediator } = placeOf(teller, outline);
  const hand = handOf(township, mediator, chance);
  const isApplied = outline.ending === "applied";
  const registered = isApplied ? days.from(outline.day) : days.from(outline.day) - at([0, 0, 0, 1, 1, 2, 3], chance.int(0, 6));
  const registeredOn = days.at(registered);
  const { step, input, actor } = beginning(teller, outline, township, hand);
  const isSameDay = recordedOn(registeredOn, ground) === recordedOn(outline.day, ground);
  const id = chance.id(instantAt(recordedOn(registeredOn, ground), minute));
  line.push(step, registeredOn, actor, input, isSameDay ? minute - chance.int(8, 30) : undefined);
  if (isApplied) return { record: "case", id, moves: line.moves };
  if (outline.ending === "declined") line.push("decline", outline.day, hand, { end_reason: chance.pick(declineReasons) }, minute);
  else if (outline.ending === "withdrawn-early") line.push("withdraw", outline.day, hand, { end_reason: at(withdrawReasons, 0) }, minute);
  else mediate(teller, outline, line, { hand, body, mediator, township, minute, actor });
  return { record: "case", id, moves: line.moves };
}

interface Cast {
  hand: Actor;
  /** Whoever put the case down: the office or the citizen himself. */
  actor: Actor;
  body: Body;
  mediator: Engaged;
  township: Township;
  minute: number;
}

function mediate(teller: Teller, outline: Outline, line: Line, cast: Cast): void {
  const { chance, days, ground } = teller;
  const { hand, body, mediator, minute } = cast;
  const venue = outline.mark === "centre" ? "centre" : at(["committee", "on-site", "online"] as const, chance.weighed([70, 26, 4]));
  line.push("accept", outline.day, hand, { committee_id: body.id, mediator_id: mediator.id, venue }, minute);
  const accepted = days.from(outline.day);
  const ended = endOf(teller, outline, accepted);
  if (outline.ending !== "withdrawn" && outline.mark === undefined) reassignMaybe(teller, line, cast, accepted);
  hold(teller, outline, line, { hand, accepted, until: outline.ending === "open" ? days.until(ground.today) : ended });
  if (outline.ending === "failed")
    line.push("fail", days.at(ended), hand, {
      end_reason: chance.pick(failReasons),
      advised: "可以依法通过仲裁、行政、司法等途径维护权利",
    });
  if (outline.ending === "withdrawn") line.push("withdraw", days.at(ended), hand, { end_reason: chance.pick(withdrawReasons) });
  if (outline.ending === "agreed") agree(teller, outline, line, { hand, ended });
}

/** The place, among the working days, of the day on which a case ends: most within two weeks, few beyond the month. */
function endOf({ plan, chance, days }: Teller, outline: Outline, accepted: number): number {
  const most = days.until(plan.to);
  const least = outline.carriedIn ? days.from(plan.from) : accepted;
  const length = [chance.int(0, 2), chance.int(3, 10), chance.int(11, 19), chance.int(23, 34)][chance.weighed([38, 42, 18, 2])] ?? 0;
  if (outline.carriedIn) return Math.min(Math.max(accepted + length, least + chance.int(0, 5)), accepted + 19);
  return Math.min(accepted + Math.max(length, outline.ending === "agreed" ? 0 : 5), Math.max(most, accepted));
}

/** Now and then another mediator of the committee takes over. */
function reassignMaybe({ plan, chance, days }: Teller, line: Line, cast: Cast, accepted: number): void {
  const others = cast.body.mediators.filter(
    (one) => one.id !== cast.mediator.id && one.background !== "retired-judge" && one.from < days.at(accepted) && one.account === undefined,
  );
  if (
    cast.mediator.account !== undefined ||
    others.length === 0 ||
    cast.hand !== cast.township.chief ||
    !chance.odds(plan.reassigned ?? 0.012)
  )
    return;
  line.push("reassign", days.at(accepted), cast.township.chief, {
    mediator_id: chance.pick(others).id,
    reason: chance.pick(["原调解员出差培训", "当事人申请更换", "原调解员与一方当事人有亲属关系，主动回避"]),
  });
}

function hold({ chance, days }: Teller, outline: Outline, line: Line, when: { hand: Actor; accepted: number; until: number }): void {
  const wish = outline.mark === "crowd" || outline.complexity === "complex" ? 2 : (at([0, 1, 1, 2], chance.weighed([30, 40, 20, 10])) ?? 1);
  const span = Math.min(when.until - when.accepted, 15);
  if (span < 0) return;
  const places = Array.from({ length: wish }, () => when.accepted + chance.int(outline.ending === "open" && span > 0 ? 1 : 0, span)).sort(
    (a, b) => a - b,
  );
  for (const place of places)
    line.push("hold", days.at(place), when.hand, { place: chance.pick(sessionPlaces), note: chance.pick(sessionNotes) });
}

function agree(teller: Teller, outline: Outline, line: Line, when: { hand: Actor; ended: number }): void {
  const { chance, days, ground } = teller;
  const isWritten = outline.mark !== undefined || outline.amount > 300_000 || chance.odds(0.5);
  const atOnce = !isWritten || chance.odds(0.25);
  const due = atOnce ? undefined : days.at(when.ended + chance.int(3, 45));
  const input = {
    agreement_form: isWritten ? "written" : "oral",
    terms: termsOf(teller, outline),
    ...(due === undefined ? {} : { perform_by: due }),
  };
  line.push("agree", days.at(when.ended), when.hand, input);
  const last = days.until(ground.today);
  let place = (due === undefined ? when.ended : days.from(due)) + chance.int(1, 9);
  for (let round = 0; round < 3 && place <= last; round += 1, place += chance.int(12, 22)) {
    const performance = at(
      ["performed", "performing", "partly", "unperformed"] as const,
      chance.weighed(round === 0 ? [92, 4, 3, 1] : [85, 5, 8, 2]),
    );
    line.push("visit", days.at(place), when.hand, { performance, note: chance.pick(visitNotes[performance]) });
    if (performance !== "performed") continue;
    if (place + 3 <= last) line.push("close", days.at(place + chance.int(0, 3)), when.hand, {});
    return;
  }
}

const crowdTerms = "{乙}承担就餐人员的医疗费、误工费等共计人民币{元}元，按实际支出分别支付。\n{乙}整改后厨管理，接受监督。";

/** What was agreed: mostly somewhat less than was asked. */
function termsOf(teller: Teller, outline: Outline): string {
  const share = at([1, 1, 0.9, 0.8, 0.7, 0.6], teller.chance.int(0, 5));
  const settled = { ...outline, amount: outline.amount === 0 ? 0 : Math.max(100, Math.round((outline.amount * share) / 1000) * 1000) };
  return worded(outline.mark === "crowd" ? crowdTerms : at(tales[outline.kind].settles, outline.tale), settled, teller);
}

/** Where the quarrel is, and which committee and mediator take it. */
function placeOf(teller: Teller, outline: Outline): { township: Township; body: Body; mediator: Engaged } {
  const { chance, ground, registers, plan } = teller;
  const { townships } = ground;
  const fullTime = townships.slice(0, plan.fullTime.townships);
  const judged = outline.mark === "retired-judge";
  const industry = industryFor(registers.bodies, outline, chance);
  const chosen =
    outline.mark === "citizen"
      ? at(townships, 0)
      : at(judged ? fullTime : townships, chance.weighed((judged ? fullTime : townships).map((one) => one.villages.length + 1)));
  const township = industry?.township ?? chosen;
  const body = industry ?? bodyFor(registers.bodies, outline, township, chance);
  const free = body.mediators.filter(
    (one) =>
      one.from < outline.day &&
      (one.background === "retired-judge") === (judged || (plan.byRetiredJudges === undefined && one.background === "retired-judge")),
  );
  return { township, body, mediator: chance.pick(free) };
}

const industryOf: Partial<Record<Kind, string>> = {
  medical: "医疗",
  traffic: "道路交通",
  labour: "劳动",
  "migrant-wages": "劳动",
  consumer: "消费",
  "e-commerce": "消费",
  "property-management": "物业",
};

/** The committee of an industry, for some of its disputes: those of the township whose office it belongs to, for others' offices do not see it. */
function industryFor(bodies: Body[], outline: Outline, chance: Chance): Body | undefined {
  if (outline.mark !== undefined && outline.mark !== "centre") return undefined;
  const wanted = outline.mark === "centre" ? "联合调解" : industryOf[outline.kind];
  return outline.mark === "centre" || chance.odds(0.35)
    ? bodies.find((body) => body.industry !== undefined && body.industry === wanted)
    : undefined;
}

function bodyFor(bodies: Body[], outline: Outline, township: Township, chance: Chance): Body {
  const here = bodies.filter((body) => body.township === township && body.level !== "industry");
  const own = here.filter((body) => body.level === "township");
  return outline.mark !== undefined || here.length === own.length || chance.odds(0.28)
    ? at(own, 0)
    : chance.pick(here.filter((body) => body.level === "village"));
}
