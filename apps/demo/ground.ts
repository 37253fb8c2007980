// The ground of a demonstration bureau: its offices with their townships and villages, and the people who write records down.
import type pg from "pg";
import { type Day, plusDays } from "#kernel/clock";
import type { LawBook } from "#kernel/lawbook";
import type { Actor } from "#kernel/permissions";
import { createPost } from "#modules/offices";
import { createAccount } from "../../modules/accounts/create.ts";
import { chanceFrom, instantAt } from "../../modules/mediation/demo/chance.ts";
import { inventName } from "../../modules/mediation/demo/invented.ts";
import type { Plan } from "../../modules/mediation/demo/plans.ts";
import type { Ground, Township, Village } from "../../modules/mediation/demo/story.ts";

interface Office {
  id: string;
  name: string;
  division: string;
  township: string;
}

interface Holder {
  id: string;
  name: string;
  kind: "staff" | "citizen";
  posts: { role: string; office: string }[];
}

const nowhere = "00000000-0000-0000-0000-000000000000";

/** Reads the ground of a bureau whose offices and demonstration accounts are made; a township office without a chief gets one who cannot sign in. */
export async function groundOf(client: pg.Client, plan: Plan, book: LawBook, today: Day): Promise<Ground> {
  const { bureau } = plan;
  const chance = chanceFrom(`准绳 ${bureau}`);
  const start = plusDays(plan.from, -1);
  const people = await holdersOf(client, bureau);
  const offices = await officesOf(client, bureau);
  const villages = await villagesOf(client, bureau, plan.to);
  const actor = (holder: Holder): Actor => ({ ...holder, bureau, bureauName: plan.name, low: bureau, high: bureau });
  const whoever = (role: string, office?: string) =>
    people.find((one) => one.posts.some((post) => post.role === role && (office === undefined || post.office === office)));
  const townships: Township[] = [];
  for (const [index, office] of offices.entries()) {
    const chief =
      whoever("chief", office.id) ?? (await chiefOf(client, { bureau, office, day: start, login: `${bureau}-chief${index + 1}` }));
    const mediator = whoever("mediator", office.id);
    townships.push({
      code: office.division,
      name: office.township,
      office: office.id,
      villages: villages.get(office.division) ?? [],
      chief: actor(chief),
      mediator: mediator && actor(mediator),
    });
  }
  const section = whoever("mediation-section");
  const citizen = people.find((one) => one.kind === "citizen");
  if (section === undefined || citizen === undefined) throw new Error(`bureau ${bureau} has no demonstration accounts`);
  let persons = plan.firstPerson;
  return {
    bureau,
    county: await countyOf(client, bureau),
    townships,
    section: actor(section),
    citizen: actor({ ...citizen, posts: [{ role: "citizen", office: nowhere }] }),
    start,
    today,
    calendar: book.calendar,
    chance,
    nextPerson: () => (persons += 1),
  };
}

async function holdersOf(client: pg.Client, bureau: number): Promise<Holder[]> {
  const { rows } = await client.query<Holder>(
    `select a.id, a.name, a.kind, coalesce(json_agg(json_build_object('role', p.role, 'office', p.office_id) order by p.from_on, p.id) filter (where p.id is not null), '[]') as posts
     from accounts.account a left join offices.post p on p.bureau_id = a.bureau_id and p.account_id = a.id and p.state = 'held'
     where a.bureau_id = $1 and a.state = 'active' group by a.id, a.name, a.kind, a.login order by a.login`,
    [bureau],
  );
  return rows;
}

async function officesOf(client: pg.Client, bureau: number): Promise<Office[]> {
  const { rows } = await client.query<Office>(
    `select o.id, o.name, o.division, d.name as township from offices.office o join offices.division d on d.code = o.division
     where o.bureau_id = $1 and o.kind = 'township-office' and o.state = 'open' order by o.sort, o.division`,
    [bureau],
  );
  return rows;
}

async function villagesOf(client: pg.Client, bureau: number, day: Day): Promise<Map<string, Village[]>> {
  const { rows } = await client.query<Village & { parent: string }>(
    `select code, name, parent from offices.division where level = 5 and code like $1 || '%'
     and coalesce(valid_from, $2::date) <= $2::date and coalesce(valid_to, $2::date) >= $2::date order by code`,
    [String(bureau), day],
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.parent)].map(([parent, found]) => [parent, found.map(({ code, name }) => ({ code, name }))]),
  );
}

async function countyOf(client: pg.Client, bureau: number): Promise<string> {
  const { rows } = await client.query<{ name: string }>("select name from offices.division where code = $1", [String(bureau)]);
  return rows[0]?.name ?? "";
}

interface Vacancy {
  bureau: number;
  office: Office;
  day: Day;
  login: string;
}

/** An account without a password that fits: an administrator may give it one. */
async function chiefOf(client: pg.Client, { bureau, office, day, login }: Vacancy): Promise<Holder> {
  const at = instantAt(day, 500);
  const name = inventName(chanceFrom(login));
  const { rows } = await client.query<{ account_id: string }>("select account_id from accounts.login where login = $1 and bureau_id = $2", [
    login,
    bureau,
  ]);
  const id = rows[0]?.account_id ?? chanceFrom(login).id(at);
  if (rows[0] === undefined) await createAccount(client, { bureau, id, login, name, kind: "staff", hash: "-", mustChange: "yes", day, at });
  await createPost(client, { bureau, account: id, name, role: "chief", office: office.id, officeName: office.name, day, at });
  return { id, name, kind: "staff", posts: [{ role: "chief", office: office.id }] };
}
