// Disputes found by screening in a demonstration bureau: found, followed, settled.
import { at, instantAt } from "./chance.ts";
import { daysOf } from "./outlines.ts";
import type { Plan } from "./plans.ts";
import type { Ground, Move, Story } from "./story.ts";
import { disputeTells, epidemicTells, type Kind } from "./tales.ts";

/** Tells the disputes of the plan's period, earliest first. */
export function* disputeStories(plan: Plan, ground: Ground): Generator<Story> {
  const { chance } = ground;
  const days = daysOf(plan, ground);
  const [first, last] = [days.from(plan.from), days.until(plan.to)];
  const { found, epidemic, prevented, open } = plan.disputes;
  const places = Array.from({ length: found }, () => chance.int(first, last)).sort((a, b) => a - b);
  const settled = found - open;
  // What the epidemic brought up was found after it began; what was prevented may be any that was settled.
  const begun = places.findIndex((place) => days.at(place) > "2020-01-25");
  const ofEpidemic = new Set(epidemic === 0 ? [] : chance.sample(epidemic, settled - begun).map((index) => index + begun));
  const ofPrevented = new Set(chance.sample(prevented, settled));
  const kinds = Object.keys(plan.kinds) as Kind[]; // the plan's own keys
  const weights = kinds.map((kind) => plan.kinds[kind] ?? 0);
  for (const [index, place] of places.entries()) {
    const story = report(ground, { day: days.at(place), epidemic: ofEpidemic.has(index), kind: at(kinds, chance.weighed(weights)) });
    const ended = Math.min(last, place + at([0, 1, 3, 6], chance.int(0, 3)));
    if (index < settled)
      story.moves.push(
        settle(story, days.at(ended), ofPrevented.has(index) ? "prevented" : chance.odds(0.7) ? "resolved" : "case", chance.int(8, 45)),
      );
    yield story;
  }
}

function report(ground: Ground, what: { day: string; epidemic: boolean; kind: Kind }): Story {
  const { chance, townships } = ground;
  const township = at(townships, chance.weighed(townships.map((one) => one.villages.length + 1)));
  const village = township.villages.length === 0 ? {} : { village: chance.pick(township.villages).code };
  const when = instantAt(what.day, chance.int(515, 900), chance.int(0, 59));
  const text = chance
    .pick(what.epidemic ? epidemicTells : disputeTells)
    .replaceAll(/\{([^{}]+\|[^{}]+)\}/g, (_, words: string) => chance.pick(words.split("|")));
  const input = {
    kind: what.kind,
    topic: what.epidemic ? "epidemic" : "general",
    township: township.code,
    ...village,
    summary: text.replaceAll("{数}", () => String(chance.int(2, 9))),
  };
  const actor = township.mediator !== undefined && chance.odds(0.6) ? township.mediator : township.chief;
  return { record: "dispute", id: chance.id(when), moves: [{ step: "report", at: when, today: what.day, actor, input }] };
}

function settle(story: Story, day: string, outcome: string, minutes: number): Move {
  const before = at(story.moves, 0);
  const sameDay = day <= before.today;
  const when = sameDay ? new Date(Date.parse(before.at) + minutes * 60_000).toISOString() : instantAt(day, 540 + minutes * 7);
  return { step: "settle", at: when, today: sameDay ? before.today : day, actor: before.actor, input: { outcome } };
}
