// A record type without any noun of a bureau's, with its own table, for the kernel's tests: entries in a ledger, two offices, a few people.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { z } from "zod";
import { newId } from "./clock.ts";
import { extendClock, overrideClock, pauseClock, resumeClock } from "./clocks.ts";
import { insert, openPool, sql } from "./db.ts";
import { loadLawBook } from "./lawbook.ts";
import { isRefused, type RecordClock, type RecordRow, type RecordType, recordType, type Refused, refuse } from "./lifecycle.ts";
import { type Action, type Module, type RecordModule, record } from "./module.ts";
import { type Actor, settingsOf } from "./permissions.ts";
import { loadSecrets } from "./secrets.ts";
import { type StepAnswer, type StepSite, takeStep } from "./step.ts";
import { testDatabase } from "./testing-database.ts";

export type Row = RecordRow & Record<string, unknown>;
const day = (title: string) => z.iso.date().nullable().meta({ title });
export const kinds = { a: "甲类", b: "乙类", c: "丙类" } as const;

const Entry = z.object({
  name: z.string({ error: "请填写名称" }).min(1, "请填写名称").max(200, "名称不超过200字").meta({ title: "名称" }),
  kind: z.enum(["a", "b", "c"], { error: "请选择类别" }).nullable().meta({ title: "类别", words: kinds }),
  place: z.string().nullable().meta({ title: "地点" }),
  amount: z.number().int("金额请填写整数").meta({ title: "金额", widget: "money" }),
  phone: z.string().nullable().meta({ title: "电话" }),
  number: z.string().nullable().meta({ title: "编号" }),
  opened_on: day("登记日期"),
  accepted_on: day("受理日期"),
  ended_on: day("办结日期"),
});
const Opening = Entry.pick({ name: true }).extend({
  kind: Entry.shape.kind.optional(),
  place: Entry.shape.place.optional(),
  amount: Entry.shape.amount.default(0),
  phone: Entry.shape.phone.optional(),
  office: z.uuid().optional(),
  persons: z.array(z.object({ name: z.string(), id_number: z.string(), phone: z.string() })).optional(),
});
const Line = z.object({ note: z.string().meta({ title: "说明" }) });

export const permissions = {
  open: { chief: "own office", clerk: "own office", citizen: "own record" },
  work: { chief: "own office", clerk: "own record" },
  approve: { director: "bureau", chief: "own office" },
} as const;
export const sees = { director: "bureau", chief: "own office", clerk: "own office" } as const;

/** The kind of record, with the clocks a test is about. */
export function entryType(clocks?: Record<string, RecordClock>): RecordType {
  const declared = recordType<Row>()({
    module: "ledger",
    name: "entry",
    path: "entries",
    label: "台账",
    table: "ledger.entry",
    fields: Entry,
    masked: ["phone"],
    title: (row) => `${row.number ?? "未编号"} ${row.name}`,
    words: (row) => [String(row.name), String(row.place ?? "")],
    states: { open: "待受理", active: "办理中", done: "已办结", void: "已作废" },
    ended: ["done", "void"],
    steps: {
      open: { label: "登记", from: "new", to: "open", by: "open", asks: Opening, stamps: "opened_on" },
      accept: {
        label: "受理",
        from: ["open"],
        to: "active",
        by: "work",
        stamps: "accepted_on",
        next: true,
        tells: { whom: "owners", words: "{name}已受理" },
        refuses: (row) => (Number(row.amount) < 0 ? refuse("negative", "金额为负，请先更正。", "《某法》第一条") : undefined),
      },
      amend: {
        label: "更正",
        from: ["open", "active"],
        by: "work",
        asks: Entry.pick({ name: true, place: true, amount: true, kind: true, phone: true }).partial(),
      },
      write: {
        label: "记录",
        from: ["open", "active"],
        by: "work",
        asks: z.object({ note: z.string().min(1, "请填写说明").meta({ title: "说明" }) }),
      },
      send: { label: "移送", from: ["open", "active"], by: "approve", asks: z.object({ office: z.uuid() }) },
      crash: { label: "出错", from: ["open", "active"], by: "work", asks: z.object({ how: z.enum(["throw", "after", "refuse", "hang"]) }) },
      hold: { label: "中止", dated: "中止日期", from: ["active"], by: "work", asks: z.object({ clock: z.string(), why: z.string() }) },
      resume: { label: "恢复", dated: "恢复日期", from: ["active"], by: "work", asks: z.object({ clock: z.string() }) },
      extend: {
        label: "延长",
        dated: "延长日期",
        from: ["active"],
        by: "approve",
        asks: z.object({ clock: z.string(), amount: z.number(), approvedBy: z.string() }),
      },
      choose: {
        label: "指定版本",
        from: ["active"],
        by: "approve",
        asks: z.object({ clock: z.string(), id: z.string(), reason: z.string() }),
      },
      deem: { label: "视为受理", from: ["open"], to: "active", by: "approve", stamps: "accepted_on" },
      finish: { label: "办结", from: ["active"], to: "done", by: "work", stamps: "ended_on", next: true, final: true },
      cancel: { label: "作废", from: ["open", "active"], to: "void", by: "approve", final: true },
    },
    ...(clocks === undefined ? {} : { clocks: clocks as Record<string, RecordClock<"open">> }), // clocks of a test name any step
    parts: { lines: { label: "说明", table: "ledger.line", row: Line } },
    list: {
      columns: ["name", "kind", "place", "amount", "phone", "number", "opened_on", "ended_on"],
      filters: ["state", "kind", "amount", "opened_on"],
      orders: [
        { by: "opened_on", label: "登记日期从新到旧", direction: "desc" },
        { by: "due_on", label: "到期日从近到远", direction: "asc" },
        { by: "amount", label: "金额从小到大", direction: "asc" },
      ],
    },
    permissions,
  });
  return record(declared).type;
}

const line = (row: Row, note: unknown) => ({
  bureau_id: row.bureau_id,
  id: newId(),
  entry_id: row.id,
  seq: row.version + 1,
  note,
  offices: row.offices,
  owners: row.owners,
});

const open: Action = async (ctx, _row, input) => ({
  offices: typeof input.office === "string" ? [input.office] : ctx.actor.posts.map((post) => post.office),
});
const accept: Action = async (ctx, row) => {
  ctx.after(insert("ledger.line", [line(row, "受理")]));
  return { number: String(await ctx.nextNumber("ledger.entry/2026")), owners: [...new Set([...row.owners, ctx.actor.id])] };
};
const write: Action = async (ctx, row, input) => {
  ctx.after(insert("ledger.line", [line(row, input.note)]));
  return undefined;
};
const crash: Action = async (ctx, row, input) => {
  ctx.queue("ring", { id: row.id });
  await ctx.nextNumber("ledger.crash");
  await ctx.query(insert("ledger.line", [line(row, "写了一半")]));
  if (input.how === "throw") throw new Error("the action broke");
  if (input.how === "after") ctx.after(sql`insert into ledger.line (bureau_id, id) values (${row.bureau_id}, ${newId()})`);
  if (input.how === "hang") await ctx.query(sql`select pg_sleep(20)`);
  return input.how === "refuse" ? refuse("thought-better", "想了想还是不行。") : undefined;
};
const actions: Record<string, Action> = {
  open,
  accept,
  write,
  crash,
  send: async (_ctx, _row, input) => ({ offices: [input.office] }),
  hold: (ctx, row, input) => pauseClock(ctx, row, String(input.clock), String(input.why)),
  resume: (ctx, row, input) => resumeClock(ctx, row, String(input.clock)),
  extend: (ctx, row, input) =>
    extendClock(ctx, row, String(input.clock), { amount: Number(input.amount), approvedBy: String(input.approvedBy) }),
  choose: (ctx, row, input) => overrideClock(ctx, row, String(input.clock), { id: String(input.id), reason: String(input.reason) }),
};

/** The kind of record with its actions. */
export function entryRecord(clocks?: Record<string, RecordClock>): RecordModule {
  return { type: entryType(clocks), actions, documents: {} };
}

/** A module with the ledger in it. */
export function ledgerModule(more: Partial<Module> = {}): Module {
  return { name: "ledger", label: "台账", needs: [], sees, records: [entryRecord()], indicators: [], ...more };
}

const tables = `
create schema ledger; grant usage on schema ledger to zs_app;
create table ledger.entry (
  bureau_id int not null, id uuid not null, state text not null, version int not null, offices uuid[] not null, owners uuid[] not null,
  created_at timestamptz not null, name text not null, kind text, place text, amount bigint not null default 0, phone text, number text,
  opened_on date not null, accepted_on date, ended_on date, due_on date, primary key (bureau_id, id), unique (bureau_id, number));
create index on ledger.entry (bureau_id, opened_on, id);
create index on ledger.entry (bureau_id, due_on, id);
create index on ledger.entry (bureau_id, amount, id);
call zs.protect('ledger.entry', 'ledger');
create table ledger.line (
  bureau_id int not null, id uuid not null, entry_id uuid not null, seq int not null, note text not null, offices uuid[] not null, owners uuid[] not null,
  id_number text, phone text, primary key (bureau_id, id));
call zs.protect('ledger.line', 'ledger');`;

/** Somebody with a post in one office. */
export interface Somebody {
  actor: Actor;
  settings: string;
  site(): StepSite;
  take(
    step: string,
    id: string,
    input?: Record<string, unknown>,
    more?: { key?: string; version?: number; record?: RecordModule },
  ): Promise<StepAnswer>;
}

/** The record a step answered with; fails the test with the refusal otherwise. */
export function done(answer: StepAnswer | Refused): Row {
  if (isRefused(answer)) expect.fail(`refused: ${answer.code} ${answer.refused}`);
  return answer.record;
}

export type Ledger = Awaited<ReturnType<typeof ledger>>;

/** A ledger on a database of its own; its clock stands on Monday 2026-03-02 until `on` moves it. */
export async function ledger(clocks?: Record<string, RecordClock>) {
  const database = await testDatabase();
  const app = openPool(database.appUrl, 12);
  const owner = openPool(database.ownerUrl, 4);
  await owner.query(tables);
  afterAll(() => Promise.all([app.end(), owner.end()]));
  const book = loadLawBook();
  const dataDir = mkdtempSync(join(tmpdir(), "zs-ledger-"));
  const secrets = loadSecrets(dataDir);
  const clock = { today: "2026-03-02" };
  const [east, west] = [newId(), newId()];
  const usual = entryRecord(clocks);

  function somebody(role: string, office: string, more: Partial<Actor> = {}): Somebody {
    const bureau = more.bureau ?? 999901;
    const actor: Actor = {
      id: newId(),
      name: `${role}甲`,
      kind: "staff",
      bureau,
      bureauName: "示范区司法局",
      low: bureau,
      high: bureau,
      posts: [{ role, office }],
      ...more,
    };
    const settings = settingsOf(actor, { ledger: sees, figures: { director: "bureau" } });
    const site = (): StepSite => ({ pool: app, actor, settings, today: clock.today, now: `${clock.today}T01:00:00.000Z`, book, secrets });
    return {
      actor,
      settings,
      site,
      take: (step, id, input = {}, more = {}) =>
        takeStep(site(), more.record ?? usual, { key: more.key ?? newId(), id, step, input, version: more.version }),
    };
  }
  const chief = somebody("chief", east);
  const query = async <T = Row>(text: string, values: unknown[] = []): Promise<T[]> => (await owner.query(text, values)).rows as T[];
  /** An entry registered by the chief of the east office (or `by`). */
  const opened = async (input: Record<string, unknown> = {}, by: Somebody = chief) => {
    const id = newId();
    done(await by.take("open", id, { name: "一件事", ...input }));
    return id;
  };
  return {
    app,
    owner,
    database,
    book,
    secrets,
    dataDir,
    east,
    west,
    somebody,
    chief,
    query,
    opened,
    clock,
    record: usual,
    clerk: somebody("clerk", east),
    director: somebody("director", newId()),
    stranger: somebody("chief", west),
    citizen: somebody("citizen", newId(), { kind: "citizen" }),
    foreigner: somebody("director", newId(), { bureau: 440811 }),
    on: (today: string) => {
      clock.today = today;
    },
    active: async (input: Record<string, unknown> = {}) => {
      const id = await opened(input);
      done(await chief.take("accept", id));
      return id;
    },
    read: async (id: string) => (await query("select * from ledger.entry where id = $1", [id]))[0] ?? expect.fail("no such entry"),
    lines: async (id: string) =>
      (await query<{ note: string }>("select note from ledger.line where entry_id = $1 order by seq, id", [id])).map((row) => row.note),
    history: (id: string) =>
      query<{
        action: string;
        summary: string;
        detail: Record<string, Record<string, unknown>>;
        on_day: string;
        actor_name: string;
        version: number;
      }>("select * from kernel.history where subject_id = $1 order by version, id", [id]),
    clocks: (id: string) =>
      query<{
        clock: string;
        from_on: string;
        due_on: string;
        met_on: string | null;
        rule: string;
        kind: string;
        paused: boolean;
        arithmetic: string;
        provisional: boolean;
      }>("select * from kernel.deadline where subject_id = $1 order by clock, from_on", [id]),
  };
}
