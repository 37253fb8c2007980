// A small town for tests: one bureau with two township offices, their people, a committee and mediators; and a second bureau.
import pg from "pg";
import { expect } from "vitest";
import { newId } from "#kernel/clock";
import { inTransaction, openPool, readAll } from "#kernel/db";
import { computeFigures } from "#kernel/indicators";
import { parsePeriod } from "#kernel/period";
import { loadLawBook } from "#kernel/lawbook";
import { isRefused, type RecordRow, type Refused } from "#kernel/lifecycle";
import type { RecordModule } from "#kernel/module";
import { type Actor, type Post, settingsOf } from "#kernel/permissions";
import { recordStatements } from "#kernel/records";
import { searchFind } from "#kernel/search";
import { loadSecrets } from "#kernel/secrets";
import { type StepAnswer, type StepSite, takeStep } from "#kernel/step";
import { testDatabase } from "#kernel/testing-database";
import { lines as officeLines, offices } from "#modules/offices";
import { people } from "#modules/people";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mediation } from "./module.ts";

const lines = { mediation: mediation.sees, people: people.sees, offices: offices.sees, ...officeLines };
type Row = RecordRow & Record<string, unknown>;

/** Somebody in the town: takes steps and looks. */
export interface Somebody {
  site(): StepSite;
  take(
    record: string,
    step: string,
    id: string,
    input: Record<string, unknown>,
    more?: { key?: string; version?: number },
  ): Promise<StepAnswer>;
  sees(record: string, id: string): Promise<boolean>;
  finds(words: string): Promise<string[]>;
}

/** The record a step answered with; fails the test with the refusal otherwise. */
export function opened(answer: StepAnswer | Refused): Row {
  if (isRefused(answer)) expect.fail(`refused: ${answer.refused}`);
  return answer.record;
}

export type Town = Awaited<ReturnType<typeof town>>;

/** Builds the town on a database of its own; its clock stands on 2026-03-02 until `on` moves it. */
export async function town() {
  const database = await testDatabase();
  const app = openPool(database.appUrl, 8);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const book = loadLawBook();
  const secrets = loadSecrets(mkdtempSync(join(tmpdir(), "zs-")));
  const clock = { today: "2026-03-02" };
  const [east, west, far] = [newId(), newId(), newId()];
  for (const [bureau, name] of [
    [999901, "示范区司法局"],
    [440811, "麻章区司法局"],
  ] as const) {
    await owner.query("insert into offices.bureau (bureau_id, name, short_name, division) values ($1, $2, $3, $4)", [
      bureau,
      name,
      name.slice(0, 2),
      String(bureau),
    ]);
  }
  for (const [bureau, id, division] of [
    [999901, east, "999901100"],
    [999901, west, "999901101"],
    [440811, far, "440811100"],
  ] as const) {
    await owner.query(
      "insert into offices.office (bureau_id, id, state, version, offices, owners, created_at, name, kind, division) values ($1, $2, 'open', 1, '{}', '{}', now(), '司法所', 'township-office', $3)",
      [bureau, id, division],
    );
  }

  function somebody(role: string, office: string, bureau = 999901, kind: Actor["kind"] = "staff"): Somebody & { actor: Actor } {
    const posts: Post[] = [{ role, office }];
    const actor: Actor = {
      id: newId(),
      name: `${role}${bureau}`,
      kind,
      bureau,
      bureauName: "示范区司法局",
      low: bureau,
      high: bureau,
      posts,
    };
    const settings = settingsOf(actor, lines);
    const site = (): StepSite => ({ pool: app, actor, settings, today: clock.today, now: `${clock.today}T01:00:00.000Z`, book, secrets });
    const typeOf = (record: string): RecordModule => {
      const found = mediation.records.find((one) => one.type.name === record);
      if (found === undefined) throw new Error(record);
      return found;
    };
    return {
      actor,
      site,
      take: (record, step, id, input, more) =>
        takeStep(site(), typeOf(record), { key: more?.key ?? newId(), id, step, input, version: more?.version }),
      sees: async (record, id) => {
        const answers = await readAll(app, settings, recordStatements(typeOf(record).type, actor, id));
        return answers.some((rows) => rows.length > 0);
      },
      finds: async (words) => {
        const [rows] = await readAll(app, settings, [searchFind(bureau, words, 20)]);
        return (rows as { title: string }[]).map((row) => row.title);
      },
    };
  }

  const director = somebody("director", newId());
  const chief = somebody("chief", east);
  const mediator = somebody("mediator", east);
  const stranger = somebody("mediator", west);
  const citizen = somebody("citizen", newId(), 999901, "citizen");
  const foreigner = somebody("director", far, 440811);
  const township = "999901100";
  await owner.query(
    `insert into offices.post (bureau_id, id, state, version, offices, owners, created_at, account_id, account_name, role, office_id, office_name, from_on)
      values (999901, $1, 'held', 1, '{}', '{}', now(), $2, '周调解', 'mediator', $3, '司法所', '2026-01-01')`,
    [newId(), mediator.actor.id, east],
  );
  const [committee, mediatorEntry, otherEntry] = [newId(), newId(), newId()];
  opened(
    await chief.take("committee", "establish", committee, { name: "一村人民调解委员会", level: "village", host: "village", township }),
  );
  opened(
    await chief.take("mediator", "engage", mediatorEntry, {
      name: "周调解",
      committee_id: committee,
      employment: "full-time",
      background: "retired-judge",
      account_id: mediator.actor.id,
    }),
  );
  opened(await chief.take("mediator", "engage", otherEntry, { name: "吴调解", committee_id: committee, employment: "part-time" }));

  const application = {
    kind: "neighbour",
    summary: "楼上漏水，多次协商没有结果，请求调解。",
    township,
    parties: [
      { role: "applicant", name: "欧阳小𠮷" },
      { role: "respondent", name: "马力" },
    ],
  };
  const applied = async () => {
    const id = newId();
    opened(await citizen.take("case", "apply", id, application));
    return id;
  };
  const query = async <T>(text: string, values: unknown[]): Promise<T[]> => (await owner.query(text, values)).rows as T[];
  return {
    app,
    owner,
    database,
    director,
    chief,
    mediator,
    stranger,
    citizen,
    foreigner,
    township,
    committee,
    mediatorEntry,
    otherEntry,
    applied,
    offices: { east, west },
    accepted: async () => {
      const id = await applied();
      opened(await mediator.take("case", "accept", id, { committee_id: committee, mediator_id: mediatorEntry }));
      return id;
    },
    on: async (day: string) => {
      clock.today = day;
    },
    read: async (record: string, id: string) =>
      (await query<Row>(`select * from mediation.${record} where id = $1`, [id]))[0] ?? expect.fail("no such record"),
    count: async (table: string, id: string, column = "id") => (await query(`select 1 from ${table} where ${column} = $1`, [id])).length,
    history: (id: string) =>
      query<{ action: string; summary: string; detail: Record<string, unknown> }>(
        "select action, summary, detail from kernel.history where subject_id = $1 order by at, id",
        [id],
      ),
    parties: (id: string) =>
      query<{ name: string; id_number: string | null; person_id: string | null; phone: string | null; replaced_on: string | null }>(
        "select name, id_number, person_id, phone, replaced_on from mediation.party where case_id = $1 order by seq",
        [id],
      ),
    roles: (id: string) =>
      query<{ role: string; until_on: string | null }>(
        "select role, until_on from people.role where subject_id = $1 order by from_on, id",
        [id],
      ),
    rows: (table: "session" | "visit", id: string) =>
      query<Record<string, unknown>>(`select * from mediation.${table} where case_id = $1 order by seq`, [id]),
    clocks: (id: string) =>
      query<{ clock: string; due_on: string; met_on: string | null }>(
        "select clock, due_on, met_on from kernel.deadline where subject_id = $1 order by clock",
        [id],
      ),
    overdue: async () =>
      (await query<{ id: string }>("select id from mediation.case where due_on < $1", [clock.today])).map((row) => row.id),
    figure: async (id: string, period: string, who: Somebody = director) => {
      const site = who.site();
      const asked = parsePeriod(period) ?? expect.fail("period");
      const found = await inTransaction(app, site.settings, (tx) =>
        computeFigures(tx.query, mediation.indicators, { bureau: site.actor.bureau, period: asked, ids: [id], splits: false }),
      );
      return found[0]?.value;
    },
  };
}
