// One sweep for the clocks of all lines: where the law deems something to have happened when a limit passes, the step is taken by the system itself.
import type { Pool } from "pg";
import { onDay } from "./clock.ts";
import { type Sql, sql } from "./db.ts";
import type { Server } from "./http.ts";
import { isRefused, type RecordType, subjectOf } from "./lifecycle.ts";
import type { RecordModule } from "./module.ts";
import { type Actor, settingsOf } from "./permissions.ts";
import { takeStep } from "./step.ts";

interface Lapsed {
  bureau_id: number;
  id: string;
  subject: string;
  subject_id: string;
  clock: string;
  due_on: string;
}

/** A bureau with its own today. */
interface Bureau {
  bureau_id: number;
  name: string;
  today: string;
}

const batch = 200;
const nobody = "00000000-0000-7000-8000-000000000000";

/**
 * Takes the deemed steps of all limits that passed before the bureau's today. `bureaus` gives each bureau's name and day. Answers how many were taken.
 * A lapse is marked after its step, whose key is the limit's own id: a sweep broken off is made good by the next, and two at once take each step once.
 * Cost: one index range of lapsed, unswept deadlines of the kinds that declare a deemed step, in batches.
 */
export async function sweep(server: Server, bureaus: Bureau[]): Promise<number> {
  const records = server.modules.flatMap((module) => module.records);
  const deeming = records.filter((record) => Object.values(record.type.clocks ?? {}).some((clock) => clock.lapses !== undefined));
  if (deeming.length === 0) return 0;
  const faults: unknown[] = [];
  let taken = 0;
  for (const bureau of bureaus) taken += await sweepBureau(server, deeming, bureau, faults);
  if (faults.length > 0) throw faults[0];
  return taken;
}

/** One bureau's lapsed limits, oldest first. A step that breaks is left for the next sweep and does not hold up the others. */
async function sweepBureau(server: Server, deeming: RecordModule[], bureau: Bureau, faults: unknown[]): Promise<number> {
  const subjects = deeming.map((record) => subjectOf(record.type));
  let taken = 0;
  for (let after: [string, string] | undefined = ["-infinity", nobody]; after !== undefined; ) {
    const rows: Lapsed[] = await ask<Lapsed>(
      server.owner,
      sql`select bureau_id, id, subject, subject_id, clock, due_on from kernel.deadline
      where bureau_id = ${bureau.bureau_id} and met_on is null and lapsed_at is null and not paused and due_on < ${bureau.today}
        and subject = any(${subjects}) and (due_on, id) > (${after[0]}, ${after[1]}) order by due_on, id limit ${batch}`,
    );
    const swept: string[] = [];
    for (const row of rows) {
      try {
        taken += await deem(server, deeming, row, bureau);
        swept.push(row.id);
      } catch (fault) {
        faults.push(fault);
      }
    }
    await ask(
      server.owner,
      sql`update kernel.deadline set lapsed_at = now() where bureau_id = ${bureau.bureau_id} and id = any(${swept}::uuid[])`,
    );
    const last = rows.at(-1);
    after = last === undefined || rows.length < batch ? undefined : [last.due_on, last.id];
  }
  return taken;
}

async function ask<Row>(pool: Pool, statement: Sql): Promise<Row[]> {
  return (await pool.query(statement.text, statement.values)).rows as Row[];
}

async function deem(server: Server, records: RecordModule[], lapsed: Lapsed, bureau: Bureau): Promise<number> {
  const record = records.find((one) => subjectOf(one.type) === lapsed.subject);
  const step = record?.type.clocks?.[lapsed.clock]?.lapses;
  if (record === undefined || step === undefined) return 0;
  const actor: Actor = {
    id: nobody,
    name: "系统（期限届满）",
    kind: "system",
    bureau: lapsed.bureau_id,
    bureauName: bureau.name,
    low: lapsed.bureau_id,
    high: lapsed.bureau_id,
    posts: [{ role: "system", office: nobody }],
  };
  const site = {
    pool: server.app,
    actor,
    settings: settingsOf(actor, { [record.type.module]: { system: "bureau" } }),
    today: bureau.today,
    now: onDay(bureau.today),
    book: server.book(lapsed.bureau_id),
    secrets: server.secrets,
  };
  const answer = await takeStep(
    site,
    { ...record, type: bySystem(record.type, step) },
    { key: lapsed.id, id: lapsed.subject_id, step, input: { on: lapsed.due_on }, lapsed: { clock: lapsed.clock, before: bureau.today } },
  );
  return isRefused(answer) || answer.repeated ? 0 : 1;
}

/** The law itself takes the step: its permission is the system's for this once; state and refusals are judged as ever. */
function bySystem(type: RecordType, step: string): RecordType {
  const permission = type.steps[step]?.by ?? "";
  return { ...type, permissions: { ...type.permissions, [permission]: { ...type.permissions[permission], system: "bureau" } } };
}
