// A small bureau with stories of every shape, for the tests of the demonstration.
import type { Plan } from "../../modules/mediation/demo/plans.ts";

/** The invented bureau with a year of few records, its clock on the last day of 2020. */
export const smallPlan: Plan = {
  bureau: 999901,
  firstPerson: 0,
  name: "示范区司法局",
  shortName: "示司",
  standsOn: "2020-12-31",
  from: "2020-01-01",
  to: "2020-12-31",
  cases: { handled: 90, carriedIn: 4, failed: 4, withdrawn: 3, open: [1, 3, 30], applied: [0, 1], declined: 2, withdrawnEarly: 2 },
  kinds: { neighbour: 5, contract: 4, labour: 3, consumer: 2, medical: 1, family: 3, other: 2 },
  epidemic: 0.1,
  reassigned: 0.3,
  meetAgain: 10,
  complexSucceeded: 3,
  centre: 2,
  byRetiredJudges: 2,
  crowd: { people: 35, localKind: "食品安全纠纷", kind: "consumer" },
  amount: 300_000_000,
  disputes: { found: 20, epidemic: 4, prevented: 5, open: 2 },
  mediators: { village: 2, township: 2, industry: 2 },
  fullTime: { each: 2, townships: 8, hired: true, retiredJudges: 1 },
  industries: ["联合调解", "劳动"],
  informants: 12,
  terminals: { total: 12, district: 1, street: 1 },
};
