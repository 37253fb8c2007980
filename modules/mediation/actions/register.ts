// Putting a dispute down: by the citizen on a phone, or at the desk.
import { newId } from "#kernel/clock";
import { insert } from "#kernel/db";
import { refuse, type Refused } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import type { Ctx } from "#kernel/step";
import { officeServing } from "#modules/offices";
import { checkParty, enterPersons, personRoles } from "#modules/people";
import { type Party, partyRoles } from "../words.ts";

/** 登记纠纷: the case goes to the office that serves the township; it belongs to whoever wrote it down. */
export const register: Action = (ctx, row, input) => open(ctx, row, input, {});

/** 申请调解 by a citizen: what an application leaves out takes its usual value. */
export const apply: Action = (ctx, row, input) =>
  open(ctx, row, input, {
    source: "application",
    topic: "general",
    complexity: "ordinary",
    amount: 0,
    people_count: Math.max(2, parties(input).length),
  });

function parties(input: Record<string, unknown>): Party[] {
  return Array.isArray(input.parties) ? (input.parties as Party[]) : [];
}

async function open(
  ctx: Ctx,
  row: Parameters<Action>[1],
  input: Record<string, unknown>,
  defaults: Record<string, unknown>,
): Promise<Record<string, unknown> | Refused> {
  const listed = parties(input);
  for (const [index, party] of listed.entries()) {
    const wrong = checkParty(party, ctx.today);
    if (wrong !== undefined) return { ...wrong, fields: { [`parties.${index}.${wrong.field}`]: wrong.refused } };
  }
  const [serving] = await ctx.query<{ id: string }>(officeServing(ctx.actor.bureau, String(input.township)));
  const office = serving?.id;
  if (office === undefined)
    return {
      ...refuse("no-office", "所选乡镇（街道）还没有登记司法所，请先在“机构”中登记，或改选乡镇（街道）。"),
      fields: { township: "没有对应的司法所" },
    };
  const offices = [office];
  const persons = await enterPersons(ctx, listed, offices);
  const rows = listed.map((party, index) => ({
    bureau_id: row.bureau_id,
    id: newId(),
    case_id: row.id,
    seq: index + 1,
    role: party.role,
    name: persons[index]?.name ?? party.name,
    person_id: persons[index]?.personId ?? null,
    id_number: persons[index]?.idMasked ?? null,
    phone: persons[index]?.phone ?? null,
    address: party.address ?? null,
    offices,
    owners: row.owners,
  }));
  ctx.after(insert("mediation.party", rows));
  const matter = { subject: "mediation.case", id: row.id, offices, owners: row.owners };
  personRoles(
    ctx,
    matter,
    persons.map((who, index) => ({ who, role: `调解${partyRoles[listed[index]?.role ?? "third"]}` })),
  );
  return {
    ...defaults,
    offices,
    party_names: namesOf(listed),
    party_count: listed.length,
    people_count: input.people_count ?? defaults.people_count ?? listed.length,
  };
}

/** 张三、李四等5人 */
function namesOf(listed: Party[]): string {
  const names = listed.slice(0, 3).map((party) => party.name);
  return listed.length > 3 ? `${names.join("、")}等${listed.length}人` : names.join("、");
}
