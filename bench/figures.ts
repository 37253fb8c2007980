// All mediation figures of a bureau-year beside the best SQL we can write by hand for the same numbers.
import { inTransaction, openPool, sql } from "#kernel/db";
import { computeFigures } from "#kernel/indicators";
import { settingsOf } from "#kernel/permissions";
import { mediation } from "#modules/mediation";
import { benchDatabase, bureaus, codeOf } from "./parts/database.ts";
import { median, print } from "./parts/load.ts";

const database = await benchDatabase();
const app = openPool(database.appUrl, 4);
const owner = openPool(database.ownerUrl, 4);
const period = { from: "2024-01-01", to: "2024-12-31" };

/** The totals of the same indicators by hand: one scan of the cases of the year, one each of the registers. */
async function byHand(bureau: number): Promise<void> {
  await inTransaction(owner, "set local zs.low = ''", (tx) =>
    Promise.all([
      tx.query(sql`select count(*) filter (where accepted_on between ${period.from} and ${period.to}) handled,
        count(*) filter (where ended_on between ${period.from} and ${period.to} and state in ('agreed', 'closed')) succeeded,
        count(*) filter (where escalated_on between ${period.from} and ${period.to}) escalated,
        sum(amount) filter (where accepted_on between ${period.from} and ${period.to}) amount,
        sum(people_count) filter (where accepted_on between ${period.from} and ${period.to}) people
      from mediation.case where bureau_id = ${bureau} and (accepted_on between ${period.from} and ${period.to} or ended_on between ${period.from} and ${period.to} or escalated_on between ${period.from} and ${period.to})`),
      tx.query(sql`select count(*) filter (where found_on between ${period.from} and ${period.to}) screened, count(*) filter (where settled_on between ${period.from} and ${period.to} and outcome = 'prevented') prevented
      from mediation.dispute where bureau_id = ${bureau} and (found_on between ${period.from} and ${period.to} or settled_on between ${period.from} and ${period.to})`),
      tx.query(
        sql`select count(*) from mediation.committee where bureau_id = ${bureau} and established_on <= ${period.to} and (ended_on is null or ended_on > ${period.to})`,
      ),
      tx.query(
        sql`select count(*) total, count(distinct township) filter (where employment = 'full-time') townships from mediation.mediator where bureau_id = ${bureau} and engaged_on <= ${period.to} and (left_on is null or left_on > ${period.to})`,
      ),
      tx.query(
        sql`select count(distinct group_key) from mediation.informant where bureau_id = ${bureau} and since_on <= ${period.to} and (until_on is null or until_on > ${period.to})`,
      ),
      tx.query(
        sql`select sum(terminals), count(distinct level), count(distinct level) filter (where equipped) from mediation.site where bureau_id = ${bureau} and opened_on <= ${period.to} and (closed_on is null or closed_on > ${period.to})`,
      ),
    ]),
  );
}

/** With every declared split: one grouping query a table, by hand. */
async function splitsByHand(bureau: number): Promise<void> {
  const dims = "kind, local_kind, source, complexity, topic, venue, committee_level, mediator_background";
  const sets = dims
    .split(", ")
    .map((dim) => `(${dim})`)
    .join(", ");
  await byHand(bureau);
  await inTransaction(owner, "set local zs.low = ''", (tx) =>
    tx.query({
      text: `select ${dims}, count(*) filter (where accepted_on between $2 and $3), count(*) filter (where ended_on between $2 and $3 and state in ('agreed', 'closed')),
      sum(amount) filter (where accepted_on between $2 and $3), sum(people_count) filter (where accepted_on between $2 and $3), count(*) filter (where escalated_on between $2 and $3)
      from mediation.case where bureau_id = $1 and (accepted_on between $2 and $3 or ended_on between $2 and $3 or escalated_on between $2 and $3) group by grouping sets (${sets})`,
      values: [bureau, period.from, period.to],
    }),
  );
}

async function engine(bureau: number, splits: boolean): Promise<void> {
  const actor = {
    id: "00000000-0000-7000-8000-000000000001",
    name: "",
    kind: "staff" as const,
    bureau,
    bureauName: "",
    low: bureau,
    high: bureau,
    posts: [{ role: "director", office: "00000000-0000-7000-8000-000000000001" }],
  };
  await inTransaction(app, settingsOf(actor, { mediation: mediation.sees }), (tx) =>
    computeFigures(tx.query, mediation.indicators, { bureau, period, splits }),
  );
}

async function time(work: (bureau: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  for (let index = 0; index < 20; index += 1) await work(codeOf((index * 37) % bureaus));
  return (performance.now() - began) / 20;
}

for (const [name, ours, hand] of [
  ["figures.bureau-year", (bureau: number) => engine(bureau, false), byHand],
  ["figures.bureau-year-with-splits", (bureau: number) => engine(bureau, true), splitsByHand],
] as const) {
  const found: { ours: number[]; hand: number[] } = { ours: [], hand: [] };
  for (let round = 0; round < 8; round += 1) {
    const [a, b] = [await time(ours), await time(hand)];
    if (round > 0) {
      found.ours.push(a);
      found.hand.push(b);
    }
  }
  print(name, median(found.ours), "ms", { name: "SQL by hand", value: median(found.hand) });
}
await Promise.all([app.end(), owner.end()]);
await database.close();
