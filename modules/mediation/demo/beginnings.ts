// How a case begins: who quarrels with whom, and what is put down at the desk or applied for on a phone.
import type { Actor } from "#kernel/permissions";
import { at } from "./chance.ts";
import { inventCompany, inventedNumber, inventedPhone, inventName } from "./invented.ts";
import type { Outline } from "./outlines.ts";
import { plainName } from "./registers.ts";
import type { Township } from "./story.ts";
import { tales } from "./tales.ts";
import { type Party, type Teller, worded } from "./teller.ts";

const sourceWeights: [string, number][] = [
  ["application", 70],
  ["initiative", 17],
  ["police", 5],
  ["court", 3],
  ["petition", 3],
  ["department", 2],
];

const crowdTale =
  "{甲}等多名顾客在{乙}承办的聚餐后出现腹痛、呕吐等不适，陆续到医院就诊，认为食品不洁，要求{乙}承担医疗费、误工费等共计{元}元，双方协商未果。";

/** The first step: at the desk, or by the citizen on a phone. */
export function beginning(
  teller: Teller,
  outline: Outline,
  township: Township,
  hand: Actor,
): { step: string; actor: Actor; input: Record<string, unknown> } {
  const { chance, ground, plan } = teller;
  const village = township.villages.length === 0 ? undefined : chance.pick(township.villages);
  const parties = partiesOf(teller, outline, township, village?.name);
  const names = parties.map((party) => party.name);
  const told = worded(outline.mark === "crowd" ? crowdTale : at(tales[outline.kind].tells, outline.tale), outline, teller, names);
  const summary = outline.epidemic ? `受新冠肺炎疫情影响，${told}` : told;
  const where = { township: township.code, ...(village === undefined ? {} : { village: village.code }) };
  if (outline.mark === "citizen")
    return { step: "apply", actor: ground.citizen, input: { kind: outline.kind, parties, summary, ...where } };
  const people = outline.mark === "crowd" ? (plan.crowd?.people ?? 2) : Math.max(parties.length, chance.odds(0.06) ? chance.int(3, 9) : 2);
  const local = outline.mark === "crowd" ? { local_kind: plan.crowd?.localKind } : {};
  const source = at(sourceWeights, chance.weighed(sourceWeights.map(([, weight]) => weight)))[0];
  const asked = {
    kind: outline.kind,
    source,
    parties,
    summary,
    ...where,
    people_count: people,
    amount: outline.amount,
    topic: outline.epidemic ? "epidemic" : "general",
    complexity: outline.complexity,
  };
  return { step: "register", actor: hand, input: { ...asked, ...local } };
}

function partiesOf(teller: Teller, outline: Outline, township: Township, village: string | undefined): Party[] {
  const { chance, ground } = teller;
  const tale = tales[outline.kind];
  const more = outline.mark === "crowd" ? 3 : at([0, 1, 2], chance.weighed([86, 11, 3]));
  const address = village === undefined ? township.name : `${township.name}${plainName(village)}`;
  const applicant =
    outline.mark === "citizen"
      ? { ...personOf(teller, township, address), name: ground.citizen.name }
      : personOf(teller, township, address);
  const respondent = tale.other === "company" ? companyOf(teller, tale.trade, address) : personOf(teller, township, address);
  const rest = Array.from({ length: more }, (_, index) => ({
    role: outline.mark === "crowd" || index === 0 ? ("applicant" as const) : ("third" as const),
    ...personOf(teller, township, address),
  }));
  const parties: Party[] = [{ role: "applicant", ...applicant }, { role: "respondent", ...respondent }, ...rest];
  const isTwice = (party: Party, place: number) =>
    party.id_number !== undefined && parties.findIndex((one) => one.id_number === party.id_number) < place;
  return parties.map((party, place) => (isTwice(party, place) ? { role: party.role, name: inventName(chance), address } : party));
}

type Who = Omit<Party, "role">;

/** Somebody new, or, one time in fourteen, somebody of the township who has been a party before. */
function personOf({ plan, chance, ground, met }: Teller, township: Township, address: string): Who {
  const known = met.get(township.code) ?? [];
  met.set(township.code, known);
  const long = known.length - (plan.meetAgain ?? 60);
  if (long > 0 && chance.odds(0.07)) {
    const { role: _, ...again } = at(known, chance.int(0, long - 1));
    return again;
  }
  const ordinal = ground.nextPerson();
  const who = {
    name: inventName(chance),
    phone: inventedPhone(ordinal),
    address,
    ...(chance.odds(0.75) ? { id_number: inventedNumber(ordinal) } : {}),
  };
  if ("id_number" in who) known.push({ role: "applicant", ...who });
  return who;
}

function companyOf({ chance, ground }: Teller, trade: string | undefined, address: string): Who {
  const phone = inventedPhone(ground.nextPerson());
  return {
    name: trade === "门诊部" ? `${chance.pick(["仁和", "康宁", "惠民", "同安"])}综合门诊部` : inventCompany(chance, trade),
    phone,
    address,
  };
}
