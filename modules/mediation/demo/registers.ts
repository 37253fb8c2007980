// The registers of a demonstration bureau: committees with their mediators, informants of village groups, places for confirmation online.
import { rollForward } from "#kernel/calendar";
import { type Day, plusDays } from "#kernel/clock";
import { at, instantAt } from "./chance.ts";
import { inventedPhone, inventName } from "./invented.ts";
import type { Plan } from "./plans.ts";
import type { Ground, Move, Story, Township, Village } from "./story.ts";

/** A mediator whom cases may be given to. */
export interface Engaged {
  id: string;
  name: string;
  background: string;
  fullTime: boolean;
  from: Day;
  /** The account it is linked to. */
  account?: string | undefined;
}

/** A committee with its mediators. */
export interface Body {
  id: string;
  level: "village" | "township" | "industry";
  industry?: string | undefined;
  township: Township;
  village?: Village | undefined;
  mediators: Engaged[];
}

/** What the stories of cases choose from. */
export interface Registers {
  bodies: Body[];
  /** How many entries were made on the first day. */
  entries: number;
}

const organisers: Record<string, string> = {
  医疗: "医疗纠纷",
  道路交通: "道路交通事故纠纷",
  劳动: "劳动争议",
  消费: "消费纠纷",
  物业: "物业纠纷",
  联合调解: "矛盾纠纷联合",
};

/** Tells how every register came about, and fills `into` with what cases need. */
export function* registerStories(plan: Plan, ground: Ground, into: Registers): Generator<Story> {
  for (const [index, township] of ground.townships.entries()) {
    yield* establish(plan, ground, into, {
      level: "township",
      township,
      name: `${township.name}人民调解委员会`,
      host: hostOf(township.name),
      index,
    });
    for (const village of township.villages) {
      const host = village.name.endsWith("居委会") ? "community" : "village";
      yield* establish(plan, ground, into, {
        level: "village",
        township,
        village,
        name: `${plainName(village.name)}人民调解委员会`,
        host,
        index,
      });
    }
  }
  for (const [index, industry] of plan.industries.entries()) {
    const name = `${ground.county}${organisers[industry] ?? industry}人民调解委员会`;
    yield* establish(plan, ground, into, {
      level: "industry",
      township: at(ground.townships, index % ground.townships.length),
      industry,
      name,
      host: "organisation",
      index,
    });
  }
  yield* informantStories(plan, ground, into);
  yield* siteStories(plan, ground, into);
}

/** 城东社区居委会 is the community 城东社区, 新烟村委会 the village 新烟村. */
export function plainName(name: string): string {
  if (/(社区|村)(居委会|村委会)$/.test(name)) return name.replace(/(居委会|村委会)$/, "");
  return name.replace(/居委会$/, "社区").replace(/村委会$/, "村");
}

function hostOf(township: string): string {
  if (township.endsWith("街道")) return "street";
  return /[镇乡]$/.test(township) ? "township" : "enterprise";
}

interface Founding {
  level: Body["level"];
  township: Township;
  village?: Village;
  industry?: string;
  name: string;
  host: string;
  /** The township's place among the others. */
  index: number;
}

function* establish(plan: Plan, ground: Ground, into: Registers, what: Founding): Generator<Story> {
  const { chance } = ground;
  const at = entryInstant(ground, into);
  const established = plusDays(ground.start, -chance.int(40, 720));
  const id = chance.id(at);
  const { level, township, village, industry, name, host } = what;
  const place = {
    township: township.code,
    ...(village === undefined ? {} : { village: village.code }),
    ...(industry === undefined ? {} : { industry }),
  };
  yield { record: "committee", id, moves: [entered(ground, "establish", at, { name, level, host, ...place, on: established })] };
  const body: Body = { id, level, township, village, industry, mediators: [] };
  into.bodies.push(body);
  for (const kind of mediatorKinds(plan, what, ground))
    yield engage(ground, into, body, { ...kind, from: kind.from ?? plusDays(established, chance.int(0, 30)) });
}

/** The registers were entered one after the other on the first day, eight seconds apart from half past eight on. */
function entryInstant(ground: Ground, into: Registers): string {
  into.entries += 1;
  const seconds = into.entries * 8;
  return instantAt(ground.start, 510 + Math.floor(seconds / 60), seconds % 60);
}

function entered(ground: Ground, step: string, at: string, input: Record<string, unknown>, today = ground.start): Move {
  return { step, at, today, actor: ground.section, input };
}

interface MediatorKind {
  employment: "full-time" | "part-time";
  background: string;
  from?: Day | undefined;
}

/** The mediators a committee has: its full-time ones, its community counsel, and the rest part-time. */
function mediatorKinds(plan: Plan, what: Founding, { chance, calendar }: Ground): MediatorKind[] {
  const { fullTime, counsel = 0 } = plan;
  const full = what.level === "township" && what.index < fullTime.townships ? fullTime.each : 0;
  const hired = (place: number) =>
    fullTime.hired ? rollForward(calendar, plusDays(plan.from, 5 + place * 9 + what.index * 7)) : undefined;
  const kinds: MediatorKind[] = Array.from({ length: full }, (_, place) => ({
    employment: "full-time",
    background: place >= full - fullTime.retiredJudges ? "retired-judge" : "none",
    from: hired(place),
  }));
  if (what.level === "village" && counsel > 0)
    kinds.push(...Array.from({ length: 2 }, (): MediatorKind => ({ employment: "part-time", background: "community-counsel" })));
  const total = plan.mediators[what.level] + (fullTime.hired ? full : 0);
  while (kinds.length < total)
    kinds.push({
      employment: "part-time",
      background: chance.pick(["none", "none", "none", "none", "elder", "veteran", "retired-legal", "lawyer"]),
    });
  return kinds;
}

function engage(ground: Ground, into: Registers, body: Body, kind: MediatorKind & { from: Day }): Story {
  const { chance } = ground;
  const isLater = kind.from > ground.start;
  const today = isLater ? kind.from : ground.start;
  const at = isLater ? instantAt(today, chance.int(510, 1040), chance.int(0, 59)) : entryInstant(ground, into);
  const account =
    kind.employment === "full-time" && body.level === "township" && body.mediators.length === 0 ? body.township.mediator : undefined;
  const engaged: Engaged = {
    id: chance.id(at),
    name: account?.name ?? inventName(chance),
    background: kind.background,
    fullTime: kind.employment === "full-time",
    from: kind.from,
    account: account?.id,
  };
  body.mediators.push(engaged);
  const { name, background } = engaged;
  const input = {
    name,
    committee_id: body.id,
    employment: kind.employment,
    background,
    phone: inventedPhone(ground.nextPerson()),
    on: kind.from,
  };
  return {
    record: "mediator",
    id: engaged.id,
    moves: [entered(ground, "engage", at, account === undefined ? input : { ...input, account_id: account.id }, today)],
  };
}

function* informantStories(plan: Plan, ground: Ground, into: Registers): Generator<Story> {
  const { chance } = ground;
  const villages = ground.townships.flatMap((township) => township.villages.map((village) => ({ township, village })));
  for (let index = 0; index < plan.informants; index += 1) {
    const { township, village } = at(villages, index % villages.length);
    const group = `第${Math.floor(index / villages.length) + 1}村民小组`;
    const when = entryInstant(ground, into);
    const input = {
      name: inventName(chance),
      township: township.code,
      village: village.code,
      village_group: group,
      phone: inventedPhone(ground.nextPerson()),
      on: plusDays(ground.start, -chance.int(30, 700)),
    };
    yield { record: "informant", id: chance.id(when), moves: [entered(ground, "appoint", when, input)] };
  }
}

function* siteStories(plan: Plan, ground: Ground, into: Registers): Generator<Story> {
  if (plan.terminals === undefined) return;
  const { total, district, street } = plan.terminals;
  const villages = ground.townships.flatMap((township) => township.villages.map((village) => ({ township, village })));
  let left = total - district - street * ground.townships.length;
  yield open(ground, into, { name: `${ground.county}公共法律服务中心`, level: "district", terminals: district });
  for (const township of ground.townships)
    yield open(ground, into, { name: `${township.name}公共法律服务工作站`, level: "street", township: township.code, terminals: street });
  for (const { township, village } of villages) {
    const terminals = Math.min(left, 1);
    left -= terminals;
    yield open(ground, into, {
      name: `${plainName(village.name)}公共法律服务工作室`,
      level: "community",
      township: township.code,
      terminals,
    });
  }
  if (left > 0) throw new Error(`${left} terminals of ${ground.bureau} have no place`);
}

function open(ground: Ground, into: Registers, input: Record<string, unknown>): Story {
  const when = entryInstant(ground, into);
  return {
    record: "site",
    id: ground.chance.id(when),
    moves: [entered(ground, "open", when, { ...input, on: plusDays(ground.start, -ground.chance.int(10, 300)) })],
  };
}
