// Putting down the parties of a case, at registration and when they are corrected.
import { newId } from "#kernel/clock";
import { insert, sql } from "#kernel/db";
import { type RecordRow, refuse, type Refused } from "#kernel/lifecycle";
import { mask } from "#kernel/records";
import type { Action } from "#kernel/module";
import type { Ctx } from "#kernel/step";
import { officeServing } from "#modules/offices";
import { checkParty, endRoles, enterPersons, personRoles, rolesIn } from "#modules/people";
import { type Party, partyRoles } from "../words.ts";
import { share } from "./share.ts";

/** A party as it stands in the case; its identity number is kept in the register of persons, here only masked. */
interface Standing {
  seq: number;
  role: string;
  name: string;
  address: string | null;
  person_id: string | null;
  id_number: string | null;
  phone: string | null;
}

/** The parties in a step's input. */
export function partiesIn(input: Record<string, unknown>): Party[] {
  return Array.isArray(input.parties) ? (input.parties as Party[]) : [];
}

/** The columns that follow from the parties and the place; the rows themselves are written with the step. Refuses a wrong number, or a place without an office. */
export async function putDown(
  ctx: Ctx,
  row: RecordRow,
  input: Record<string, unknown>,
  { standing = [], kept = [] }: { standing?: Standing[]; kept?: string[] } = {},
): Promise<{ offices: string[]; party_names: string; party_count: number } | Refused> {
  const listed = partiesIn(input).map((party) => known(party, standing));
  for (const [index, { party }] of listed.entries()) {
    const wrong = checkParty(party, ctx.today);
    if (wrong !== undefined) return { ...wrong, fields: { [`parties.${index}.${wrong.field}`]: wrong.refused } };
  }
  const [serving] = await ctx.query<{ id: string }>(officeServing(ctx.actor.bureau, String(input.township)));
  if (serving === undefined) {
    const refusal = refuse("no-office", "所选乡镇（街道）还没有登记司法所，请先在“机构”中登记，或改选乡镇（街道）。");
    return { ...refusal, fields: { township: "没有对应的司法所" } };
  }
  const offices = [...new Set([serving.id, ...kept])];
  const fresh = listed.filter((one) => one.stays === undefined);
  const entered = await enterPersons(
    ctx,
    fresh.map((one) => one.party),
    offices,
  );
  const first = Math.max(0, ...standing.map((one) => one.seq)) + 1;
  const rows = listed.map(({ party, stays }, index) => {
    const who = entered[fresh.findIndex((one) => one.party === party)];
    return {
      bureau_id: row.bureau_id,
      id: newId(),
      case_id: row.id,
      seq: first + index,
      role: party.role,
      name: who?.name ?? party.name,
      person_id: who?.personId ?? stays?.person_id ?? null,
      id_number: who?.idMasked ?? stays?.id_number ?? null,
      phone: who?.phone ?? party.phone ?? null,
      address: party.address ?? null,
      offices,
      owners: row.owners,
    };
  });
  ctx.after(insert("mediation.party", rows));
  const roles = standing.length === 0 ? [] : await rolesIn(ctx, { subject: "mediation.case", id: row.id });
  const held = listed.flatMap(({ party, stays }) => {
    const who =
      stays === undefined ? entered[fresh.findIndex((one) => one.party === party)] : roles.find((one) => one.personId === stays.person_id);
    return who === undefined ? [] : [{ who, role: `调解${partyRoles[party.role]}` }];
  });
  personRoles(ctx, { subject: "mediation.case", id: row.id, offices, owners: row.owners }, held);
  return { offices, party_names: namesOf(listed.map((one) => one.party)), party_count: listed.length };
}

/**
 * A party that stays the person it was: its masked identity number came back unchanged, or it never had one and keeps role and name. Its number is
 * not asked for again; a masked telephone or address becomes what stood there.
 */
function known(party: Party, standing: Standing[]): { party: Party; stays: Standing | undefined } {
  const numbered = party.id_number !== undefined && party.id_number !== "";
  const stays = standing.find((one) =>
    numbered
      ? one.id_number !== null &&
        (party.id_number ?? "").includes("*") &&
        [one.id_number, mask(one.id_number)].includes(party.id_number ?? "")
      : one.id_number === null && one.role === party.role && one.name === party.name,
  );
  const { id_number, ...rest } = party;
  const full = (key: "phone" | "address") => {
    const sent = party[key];
    const before = standing.find((one) => sent !== undefined && sent.includes("*") && mask(one[key]) === sent);
    const value = before === undefined ? sent : (before[key] ?? undefined);
    return value === undefined ? {} : { [key]: value };
  };
  const number = stays === undefined && id_number !== undefined ? { id_number } : {};
  return { party: { ...rest, ...number, ...full("phone"), ...full("address") }, stays };
}

/** 更正当事人: the former rows stay, marked as replaced; names, place and office follow the new ones. */
export const amendParties: Action = async (ctx, row, input) => {
  const standing = await ctx.query<Standing>(
    sql`select seq, role, name, person_id, id_number, phone, address from mediation.party where bureau_id = ${row.bureau_id} and case_id = ${row.id} and replaced_on is null`,
  );
  const last = await ctx.query<{ seq: number }>(
    sql`select seq from mediation.party where bureau_id = ${row.bureau_id} and case_id = ${row.id} order by seq`,
  );
  ctx.after(
    sql`update mediation.party set replaced_on = ${ctx.on} where bureau_id = ${row.bureau_id} and case_id = ${row.id} and replaced_on is null`,
  );
  endRoles(ctx, { subject: "mediation.case", id: row.id });
  const highest = { seq: last.at(-1)?.seq ?? 0, role: "", name: "", person_id: null, id_number: null, phone: null, address: null };
  const placed = await putDown(ctx, row, input, { standing: [...standing, highest], kept: row.offices });
  if ("refused" in placed) return placed;
  share(ctx, row.id, placed.offices, row.owners);
  return { ...placed, people_count: Math.max(Number(row.people_count), placed.party_count) };
};

/** 张三、李四等5人 */
function namesOf(listed: Party[]): string {
  const names = listed.slice(0, 3).map((party) => party.name);
  return listed.length > 3 ? `${names.join("、")}等${listed.length}人` : names.join("、");
}
