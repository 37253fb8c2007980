// The demonstration bureaus: laid at first start, one transaction a bureau, so that an interrupted start is finished by the next.
import type pg from "pg";
import { type Day, newId, plusDays, systemClock, ticks } from "#kernel/clock";
import { historyInsert } from "#kernel/history";
import { loadLawBook } from "#kernel/lawbook";
import { loadSecrets } from "#kernel/secrets";
import { demoAccounts } from "#modules/accounts";
import { mediation } from "#modules/mediation";
import { caseStories } from "../../modules/mediation/demo/cases.ts";
import { chanceFrom, instantAt } from "../../modules/mediation/demo/chance.ts";
import { disputeStories } from "../../modules/mediation/demo/disputes.ts";
import { livingPlan, pastPlans, type Plan } from "../../modules/mediation/demo/plans.ts";
import { type Registers, registerStories } from "../../modules/mediation/demo/registers.ts";
import type { Ground, Story } from "../../modules/mediation/demo/story.ts";
import { groundOf } from "./ground.ts";
import { beginTelling } from "./telling.ts";

/** The subject under which each bureau's history notes that it was laid. */
const LAID = "00000000-0000-7000-8000-00000000de00";
const living = 999_901;

/**
 * Lays the demonstration bureaus that are missing: the one that lives in the present first, then the five of the past. Runs as the owner, after
 * loadDivisions; may run at every start. An installation with real bureaus, one that began without the demonstration, is left alone.
 */
export async function loadDemo(
  client: pg.Client,
  dataDir: string,
  say: (words: string) => void,
  today: Day = systemClock(process.env.ZS_TODAY).today(),
): Promise<void> {
  await layBureaus(client, dataDir, [livingPlan(plusDays(today, -1)), ...pastPlans], say);
}

/** Lays these bureaus; `loadDemo` for the plans given. */
export async function layBureaus(client: pg.Client, dataDir: string, plans: readonly Plan[], say: (words: string) => void): Promise<void> {
  const { rows } = await client.query<{ bureau_id: number }>("select bureau_id from offices.bureau");
  if (rows.length > 0 && !rows.some((row) => plans.some((plan) => plan.bureau === row.bureau_id))) return;
  const bureaus = plans.map(({ bureau, name, shortName, standsOn }) => ({ bureau, name, shortName, standsOn }));
  await demoAccounts(client, bureaus, dataDir);
  for (const [index, plan] of plans.entries()) {
    if (await isLaid(client, plan.bureau)) continue;
    say(`载入演示数据（${index + 1}/${plans.length}）：${plan.name}`);
    const began = ticks();
    const told = await layBureau(client, dataDir, plan);
    say(`${plan.name}：${told}条演示记录，用时${((ticks() - began) / 1000).toFixed(1)}秒`);
  }
}

async function isLaid(client: pg.Client, bureau: number): Promise<boolean> {
  const { rows } = await client.query("select 1 from kernel.history where bureau_id = $1 and subject_id = $2 limit 1", [bureau, LAID]);
  return rows.length > 0;
}

async function layBureau(client: pg.Client, dataDir: string, plan: Plan): Promise<number> {
  await client.query("begin");
  try {
    const told = await layWithin(client, dataDir, plan);
    await client.query("commit");
    return told;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function layWithin(client: pg.Client, dataDir: string, plan: Plan): Promise<number> {
  const book = loadLawBook();
  const ground = await groundOf(client, plan, book, plan.standsOn ?? plan.to);
  const records = new Map(mediation.records.map((record) => [record.type.name, record]));
  const effectsFrom = plan.bureau === living ? instantAt(plusDays(plan.to, -2), 0) : null;
  const telling = await beginTelling({
    client,
    bureau: plan.bureau,
    records,
    book,
    secrets: loadSecrets(dataDir),
    chance: chanceFrom(`编号 ${plan.bureau}`),
    effectsFrom,
  });
  let told = 0;
  for (const story of storiesOf(plan, ground)) {
    await telling.tell(story);
    told += 1;
  }
  await telling.finish();
  await client.query(laid(plan, told));
  return told;
}

/** All stories of a bureau in the order in which they can be told. */
export function* storiesOf(plan: Plan, ground: Ground): Generator<Story> {
  const registers: Registers = { bodies: [], entries: 0 };
  yield* registerStories(plan, ground, registers);
  yield* disputeStories(plan, ground);
  yield* caseStories(plan, ground, registers);
}

function laid(plan: Plan, told: number) {
  const day = plusDays(plan.from, -1);
  const who = { actor_id: null, actor_name: "系统", actor_role: "system" };
  const what = { subject: "demo.bureau", subject_id: LAID, action: "lay", version: null, summary: `载入演示数据${told}条，人员均为虚构` };
  return historyInsert({
    bureau_id: plan.bureau,
    id: newId(),
    at: instantAt(day, 480),
    on_day: day,
    ...who,
    ...what,
    detail: {},
    offices: [],
    owners: [],
  });
}
