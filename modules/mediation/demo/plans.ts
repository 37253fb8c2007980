// How many records of which shape each demonstration bureau has, so that they add up to its printed figures.
import { type Day, plusDays } from "#kernel/clock";
import type { Kind } from "./tales.ts";

/** Cases by how they begin and end. Handled = accepted in the period; succeeded = agreed in the period, with those carried in. */
export interface CaseCounts {
  handled: number;
  /** Accepted in the month before the period and agreed in it. */
  carriedIn: number;
  failed: number;
  withdrawn: number;
  /** Accepted in the period and still being mediated at its end: working days before its end on which they were accepted. */
  open: readonly number[];
  /** Not accepted yet: working days before the end on which they were registered. */
  applied: readonly number[];
  declined: number;
  withdrawnEarly: number;
}

export interface Plan {
  bureau: number;
  name: string;
  shortName: string;
  /** The day the clock stands on; null: the present. */
  standsOn: Day | null;
  /** The ordinal of the first person invented for it; bureaus are 40,000 apart. */
  firstPerson: number;
  /** The days of acceptance and agreement. */
  from: Day;
  to: Day;
  cases: CaseCounts;
  kinds: Partial<Record<Kind, number>>;
  /** Share of cases about the epidemic. */
  epidemic: number;
  /** Succeeded cases that were complex; absent: one in thirty. */
  complexSucceeded?: number;
  /** Cases accepted by the joint mediation room, all agreed. */
  centre?: number;
  /** Cases of mediators who are retired judges. */
  byRetiredJudges?: number;
  /** One case of many people with a local name for its kind. */
  crowd?: { people: number; localKind: string; kind: Kind };
  /** The sum of the amounts of the cases accepted in the period, in 分. */
  amount?: number;
  /** Share of cases that another mediator takes over; absent: one in eighty. */
  reassigned?: number;
  /** How many other parties of the township come between two quarrels of one person; absent: sixty. */
  meetAgain?: number;
  disputes: { found: number; epidemic: number; prevented: number; open: number };
  /** Mediators a committee has. */
  mediators: { village: number; township: number; industry: number };
  /** Full-time mediators of each township committee; "hired" ones began in the first quarter of the period. */
  fullTime: { each: number; townships: number; hired: boolean; retiredJudges: number };
  /** Community counsel who are part-time mediators, spread over the village committees. */
  counsel?: number;
  industries: readonly string[];
  /** Village groups with an informant. */
  informants: number;
  /** Terminals for confirmation online: at the county, at each township, at villages (the rest). */
  terminals?: { total: number; district: number; street: number };
}

const urban: Plan["kinds"] = {
  labour: 22,
  contract: 14,
  "property-management": 12,
  damages: 10,
  neighbour: 8,
  family: 8,
  "migrant-wages": 8,
  consumer: 6,
  traffic: 4,
  housing: 2,
  medical: 2,
  "e-commerce": 1,
  tourism: 1,
  other: 4,
};
const rural: Plan["kinds"] = {
  neighbour: 22,
  land: 16,
  family: 15,
  housing: 10,
  damages: 10,
  contract: 7,
  "migrant-wages": 5,
  production: 4,
  traffic: 4,
  expropriation: 3,
  consumer: 2,
  pollution: 2,
  labour: 2,
  medical: 1,
  other: 4,
};

/** `count` numbers spread evenly over the last `days` working days. */
const spread = (count: number, days: number) => Array.from({ length: count }, (_, index) => Math.floor((index * days) / count));

const mazhang: Plan = {
  bureau: 440811,
  firstPerson: 0,
  name: "湛江市麻章区司法局",
  shortName: "麻司",
  standsOn: "2020-12-31",
  from: "2020-01-01",
  to: "2020-12-31",
  cases: {
    handled: 680,
    carriedIn: 9,
    failed: 13,
    withdrawn: 3,
    open: spread(9, 19),
    applied: [0, 0, 1, 2],
    declined: 5,
    withdrawnEarly: 4,
  },
  kinds: rural,
  epidemic: 0.04,
  byRetiredJudges: 17,
  crowd: { people: 35, localKind: "食品安全纠纷", kind: "consumer" },
  disputes: { found: 212, epidemic: 45, prevented: 61, open: 5 },
  mediators: { village: 3, township: 3, industry: 3 },
  fullTime: { each: 3, townships: 3, hired: true, retiredJudges: 1 },
  industries: ["医疗"],
  informants: 120,
};
const haojiang: Plan = {
  bureau: 440512,
  firstPerson: 40_000,
  name: "汕头市濠江区司法局",
  shortName: "濠司",
  standsOn: "2023-12-31",
  from: "2023-01-01",
  to: "2023-12-31",
  cases: {
    handled: 1279,
    carriedIn: 14,
    failed: 0,
    withdrawn: 0,
    open: spread(14, 19),
    applied: [0, 1, 1],
    declined: 4,
    withdrawnEarly: 5,
  },
  kinds: { ...rural, "property-management": 6, labour: 8 },
  epidemic: 0,
  disputes: { found: 340, epidemic: 0, prevented: 88, open: 6 },
  mediators: { village: 3, township: 4, industry: 4 },
  fullTime: { each: 1, townships: 7, hired: false, retiredJudges: 0 },
  industries: ["道路交通", "劳动"],
  informants: 60,
};
const guangming: Plan = {
  bureau: 440311,
  firstPerson: 80_000,
  name: "深圳市光明区司法局",
  shortName: "光司",
  standsOn: "2020-12-31",
  from: "2020-01-01",
  to: "2020-12-31",
  cases: {
    handled: 7628,
    carriedIn: 60,
    failed: 150,
    withdrawn: 28,
    open: [...spread(67, 19), 26, 29, 31],
    applied: spread(12, 3),
    declined: 20,
    withdrawnEarly: 25,
  },
  kinds: urban,
  epidemic: 0.05,
  amount: 16_459_000_000,
  disputes: { found: 1963, epidemic: 210, prevented: 402, open: 18 },
  mediators: { village: 5, township: 6, industry: 4 },
  fullTime: { each: 4, townships: 6, hired: false, retiredJudges: 0 },
  counsel: 62,
  industries: ["医疗", "道路交通", "劳动", "物业"],
  informants: 0,
  terminals: { total: 46, district: 3, street: 2 },
};
const donglan: Plan = {
  bureau: 451224,
  firstPerson: 120_000,
  name: "东兰县司法局",
  shortName: "东司",
  standsOn: "2020-06-30",
  from: "2020-01-01",
  to: "2020-05-29",
  cases: { handled: 437, carriedIn: 4, failed: 6, withdrawn: 2, open: [], applied: [], declined: 3, withdrawnEarly: 2 },
  kinds: rural,
  epidemic: 0.03,
  disputes: { found: 951, epidemic: 120, prevented: 38, open: 0 },
  mediators: { village: 4, township: 4, industry: 4 },
  fullTime: { each: 1, townships: 14, hired: false, retiredJudges: 0 },
  industries: ["医疗", "道路交通", "劳动", "消费"],
  informants: 2908,
};
const longquan: Plan = {
  bureau: 331181,
  firstPerson: 160_000,
  name: "龙泉市司法局",
  shortName: "龙司",
  standsOn: "2020-12-31",
  from: "2020-01-01",
  to: "2020-12-31",
  cases: {
    handled: 2428,
    carriedIn: 21,
    failed: 0,
    withdrawn: 0,
    open: spread(21, 19),
    applied: [0, 0, 1, 2, 2],
    declined: 6,
    withdrawnEarly: 7,
  },
  kinds: rural,
  epidemic: 0.03,
  complexSucceeded: 46,
  centre: 44,
  disputes: { found: 620, epidemic: 54, prevented: 140, open: 9 },
  mediators: { village: 3, township: 4, industry: 4 },
  fullTime: { each: 1, townships: 19, hired: false, retiredJudges: 0 },
  industries: ["联合调解", "医疗", "道路交通", "劳动", "物业"],
  informants: 0,
};

/** The bureau that lives in the present: a year of records up to `today`, some clocks passed, some nearly, some far off. */
export function livingPlan(today: Day): Plan {
  const open = [31, 29, 27, 25, 24, 21, 21, 20, 20, 19, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0];
  return {
    bureau: 999901,
    firstPerson: 200_000,
    name: "示范区司法局",
    shortName: "示司",
    standsOn: null,
    from: plusDays(today, -360),
    to: today,
    cases: {
      handled: 460,
      carriedIn: 6,
      failed: 14,
      withdrawn: 5,
      open,
      applied: [0, 0, 0, 1, 1, 2, 3, 5],
      declined: 4,
      withdrawnEarly: 3,
    },
    kinds: { ...urban, land: 8, neighbour: 14, family: 12 },
    epidemic: 0,
    disputes: { found: 180, epidemic: 0, prevented: 44, open: 14 },
    mediators: { village: 3, township: 4, industry: 4 },
    fullTime: { each: 2, townships: 8, hired: false, retiredJudges: 1 },
    industries: ["医疗", "道路交通", "劳动", "物业"],
    informants: 160,
    terminals: { total: 20, district: 2, street: 1 },
  };
}

/** The five bureaus of the past: one year (or half a year) of records that agrees with what was printed. */
export const pastPlans: readonly Plan[] = [mazhang, haojiang, guangming, donglan, longquan];
