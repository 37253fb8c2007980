// Taking a step: the one way anything changes. Lock, judge, change, record, start clocks, queue effects: one transaction.
import type { Pool } from "pg";
import { z } from "zod";
import { newId } from "./clock.ts";
import { assignments, insert, inTransaction, name, type Sql, sql, type Transaction } from "./db.ts";
import { isDay } from "./calendar.ts";
import { type ClockRow, clocksAfter, openClocks } from "./clocks.ts";
import { historyInsert } from "./history.ts";
import type { LawBook } from "./lawbook.ts";
import { type Facts, isRefused, judge, lineOf, type RecordRow, type RecordType, type Refused, refuse, subjectOf } from "./lifecycle.ts";
import type { Changes, RecordModule } from "./module.ts";
import { type Actor, may } from "./permissions.ts";
import { mask } from "./records.ts";
import { searchUpsert } from "./search.ts";
import type { Secrets } from "./secrets.ts";

/** What every function that works for a person gets: who, when, and the open transaction. There is no other way to the database. */
export interface Ctx {
  actor: Actor;
  today: string;
  now: string;
  /** The day the step is said to have happened. */
  on: string;
  book: LawBook;
  /** The running clocks of the record as they stand; pausing, resuming and extending keep them so. */
  clocks: ClockRow[];
  /** Seals and digests what must not stand readable in the database. */
  secrets: Secrets;
  query: Transaction["query"];
  /** A statement to run once the record itself is written: rows that belong to it. */
  after(statement: Sql): void;
  /** Queues work for after commit: lost if the step fails, done at least once if it succeeds. */
  queue(kind: string, payload: Record<string, unknown>): void;
  /** The next number of a gapless series of the actor's bureau, such as "mediation.case/2026/<committee>". */
  nextNumber(series: string): Promise<number>;
}

/** A step somebody wants to take. `key` is made by the client: sending the same step twice does it once. */
export interface StepRequest {
  key: string;
  id: string;
  step: string;
  input: Record<string, unknown>;
  /** For a step deemed taken because a limit passed: it is taken only while that clock still runs and its last day lies before `before`. */
  lapsed?: { clock: string; before: string } | undefined;
  /** The version of the record the person was looking at; absent for a new record. */
  version?: number | undefined;
}

/** What came of it. */
export type StepAnswer = { record: RecordRow & Record<string, unknown>; repeated: boolean } | Refused;

/** Where steps are taken: the application role's pool, the actor with the settings made for him, and the law. */
export interface StepSite {
  pool: Pool;
  actor: Actor;
  settings: string;
  today: string;
  now: string;
  book: LawBook;
  secrets: Secrets;
}

type Row = RecordRow & Record<string, unknown>;
interface Past {
  subject_id: string;
  action: string;
  actor_id: string;
}

/** Takes a step. Answers with the record as it then is, or with a refusal; a refusal changes nothing and is itself recorded. */
export async function takeStep(site: StepSite, module: RecordModule, request: StepRequest): Promise<StepAnswer> {
  const once = () =>
    inTransaction(
      site.pool,
      site.settings,
      (tx) => attempt(site, tx, module, request),
      (result) => !isRefused(result),
    );
  // A key or id taken meanwhile is seen the second time: the same step sent twice at once is then answered as repeated.
  const answer = await once().catch((error: Error & { code?: string }) => (error.code === "23505" ? once() : Promise.reject(error)));
  if (isRefused(answer) && answer.code !== "not-found") await recordRefusal(site, module.type, request, answer);
  return answer;
}

async function attempt(site: StepSite, tx: Transaction, module: RecordModule, request: StepRequest): Promise<StepAnswer> {
  const { type } = module;
  const [rows, past, clocks] = await Promise.all([
    tx.query<Row>(lockRow(type, site.actor.bureau, request.id)),
    tx.query<Past>(
      sql`select subject_id, action, actor_id from kernel.history where bureau_id = ${site.actor.bureau} and id = ${request.key}`,
    ),
    type.clocks === undefined ? [] : tx.query<ClockRow>(openClocks(site.actor.bureau, request.id)),
  ]);
  const row = rows[0];
  if (past[0] !== undefined)
    return repeat(past[0], row ?? (await tx.query<Row>(lockRow(type, site.actor.bureau, request.id)))[0], request, site.actor);
  const { lapsed } = request;
  if (lapsed !== undefined && !clocks.some((one) => one.clock === lapsed.clock && one.paused !== true && one.due_on < lapsed.before))
    return refuse("no-clock", "这项期限已经办结、中止或者延长，不视为届满。");
  const parsed = prepare(site, type, row, request);
  if (isRefused(parsed)) return parsed;
  return carryOut(site, tx, module, request, { row, clocks, ...parsed });
}

function lockRow(type: RecordType, bureau: number, id: string): Sql {
  return sql`select * from ${name(type.table)} where bureau_id = ${bureau} and id = ${id} for update`;
}

function repeat(past: Past, row: Row | undefined, request: StepRequest, actor: Actor): StepAnswer {
  const same = past.subject_id === request.id && past.action === request.step && past.actor_id === actor.id && row !== undefined;
  return same
    ? { record: row, repeated: true }
    : refuse("key-reused", "这次提交的编号已用于另一项操作，请刷新页面后重试；已填写的内容会保留。");
}

/** Everything that is judged before anything is changed, in the order a person would want to hear it. */
function prepare(
  site: StepSite,
  type: RecordType,
  row: Row | undefined,
  request: StepRequest,
): { input: Record<string, unknown>; on: string } | Refused {
  const step = type.steps[request.step];
  const fresh = step?.from === "new";
  if (step === undefined || (row === undefined && !fresh))
    return judge(type, request.step, row, facts(site, site.today)) ?? refuse("not-found", "没有找到。");
  if (!may(site.actor, type.permissions, step.by, fresh ? undefined : row)) {
    return refuse("not-permitted", `您的岗位不能对这条${type.label}“${step.label}”，请由有此权限的人员办理。`);
  }
  if (!fresh && row !== undefined && request.version !== undefined && row.version !== request.version) {
    return refuse("stale", `在您查看期间，这条${type.label}已被他人更新。您填写的内容已保留，请刷新后核对再提交。`);
  }
  // Only staff may say that something happened earlier, and only where a day is asked for: a citizen's step happens when it is taken.
  const dated = (step.stamps !== undefined || step.dated !== undefined) && site.actor.kind !== "citizen";
  const asked = request.input.on;
  const on = asked === undefined || asked === null || asked === "" ? site.today : asked;
  if (typeof on !== "string" || !isDay(on) || on < "1900-01-01")
    return { ...refuse("invalid", "日期须是真实的日期，写作年-月-日，如2026-03-05，请核对。"), fields: { on: "请填写真实的日期" } };
  if (on > site.today)
    return { ...refuse("future-day", `日期${on}晚于今天（${site.today}），请填写已经发生的日期。`), fields: { on: "不能晚于今天" } };
  const day = dated ? on : site.today;
  return judge(type, request.step, row, facts(site, day)) ?? parseInput(step.asks, request.input, day);
}

function facts(site: StepSite, on: string): Facts {
  return { today: site.today, on, actor: { id: site.actor.id, offices: site.actor.posts.map((post) => post.office) } };
}

function parseInput(
  asks: z.ZodObject | undefined,
  input: Record<string, unknown>,
  on: string,
): { input: Record<string, unknown>; on: string } | Refused {
  if (asks === undefined) return { input: {}, on };
  const parsed = asks.safeParse(input);
  if (parsed.success) return { input: parsed.data, on };
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= sentence(asks, issue);
  return { refused: `有${Object.keys(fields).length}处需要修改：${Object.values(fields).join("；")}`, code: "invalid", fields };
}

/** One Chinese sentence for what is wrong with a field; zod's Chinese locale supplies what the schema does not say itself. */
function sentence(asks: z.ZodObject, issue: z.core.$ZodIssue): string {
  if (issue.path.length > 1) return issue.message;
  const top = asks.shape[String(issue.path[0])];
  const label = top instanceof z.ZodType ? (top.meta()?.title ?? String(issue.path[0] ?? "")) : "";
  return issue.message.includes(label) || label === "" ? issue.message : `${label}：${issue.message}`;
}

interface Prepared {
  row: Row | undefined;
  clocks: ClockRow[];
  input: Record<string, unknown>;
  on: string;
}

async function carryOut(
  site: StepSite,
  tx: Transaction,
  module: RecordModule,
  request: StepRequest,
  prepared: Prepared,
): Promise<StepAnswer> {
  const { type } = module;
  const step = type.steps[request.step];
  if (step === undefined) return refuse("no-such-step", "没有这一步。");
  const later: Sql[] = [];
  const ctx: Ctx = { ...context(site, tx, prepared.on, later), clocks: prepared.clocks };
  const before = prepared.row ?? blank(site, type, request.id);
  const changes: Changes = columnsOf(type, prepared.input);
  if (step.stamps !== undefined) changes[step.stamps] = prepared.on;
  const done = await module.actions[request.step]?.(ctx, { ...before, ...changes }, prepared.input, before);
  if (isRefused(done)) return done;
  Object.assign(changes, done);
  const state = step.to ?? before.state;
  const after: Row = { ...before, ...changes, state, version: before.version + 1 };
  if (prepared.row === undefined && !may(site.actor, type.permissions, step.by, after)) {
    return refuse("not-permitted", `您的岗位只能为本机构“${step.label}”，所填的地方不在您的机构范围内，请改选，或由当地机构办理。`);
  }
  const clocks = clocksAfter(ctx.book, type, request.step, { before, after, open: prepared.clocks, on: prepared.on });
  if (type.clocks !== undefined) after.due_on = clocks.dueOn;
  if (step.tells !== undefined)
    ctx.queue("tell", {
      ...step.tells,
      by: site.actor.id,
      type: subjectOf(type),
      title: type.title(after),
      record: plain(after, type.masked),
    });
  await Promise.all([
    tx.query(prepared.row === undefined ? insert(type.table, [withoutUndefined(after)]) : update(type, before, after)),
    tx.query(
      historyInsert(
        entryOf(site, type, request, { before: prepared.row, after, on: prepared.on, clocks: clocks.notes, input: prepared.input }),
      ),
    ),
    ...clocks.statements.map((statement) => tx.query(statement)),
    ...(sameWords(type, prepared.row, after) ? [] : [tx.query(searchUpsert(type, after))]),
    ...later.map((statement) => tx.query(statement)),
  ]);
  return { record: after, repeated: false };
}

/** A context for work inside an open transaction; what is to run after the record is written is collected into `later`. */
export function context(site: StepSite, tx: Transaction, on: string, later: Sql[]): Ctx {
  const bureau = site.actor.bureau;
  return {
    actor: site.actor,
    today: site.today,
    now: site.now,
    on,
    book: site.book,
    query: tx.query,
    clocks: [],
    secrets: site.secrets,
    after: (statement) => later.push(statement),
    queue: (kind, payload) =>
      later.push(insert("kernel.effect", [{ bureau_id: bureau, id: newId(), kind, payload: JSON.stringify(payload) }])),
    nextNumber: async (series) => {
      const rows = await tx.query<{ last: number }>(sql`insert into kernel.number (bureau_id, series, last) values (${bureau}, ${series}, 1)
        on conflict (bureau_id, series) do update set last = kernel.number.last + 1 returning last`);
      return rows[0]?.last ?? 1;
    },
  };
}

function blank(site: StepSite, type: RecordType, id: string): Row {
  return {
    bureau_id: site.actor.bureau,
    id,
    state: Object.keys(type.states)[0] ?? "",
    version: 0,
    offices: [],
    owners: [site.actor.id],
    created_at: site.now,
  };
}

function columnsOf(type: RecordType, input: Record<string, unknown>): Changes {
  const columns = Object.keys(type.fields.shape);
  return Object.fromEntries(Object.entries(input).filter(([key, value]) => columns.includes(key) && value !== undefined));
}

function withoutUndefined(row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

function update(type: RecordType, before: Row, after: Row): Sql {
  const changed = Object.fromEntries(Object.entries(after).filter(([column, value]) => value !== undefined && before[column] !== value));
  return sql`update ${name(type.table)} set ${assignments(changed)} where bureau_id = ${after.bureau_id} and id = ${after.id}`;
}

function sameWords(type: RecordType, before: Row | undefined, after: Row): boolean {
  if (type.words === undefined) return true;
  if (before === undefined) return false;
  const unmoved = before.offices.join() === after.offices.join() && before.owners.join() === after.owners.join();
  return unmoved && type.title(before) === type.title(after) && type.words(before).join() === type.words(after).join();
}

function entryOf(
  site: StepSite,
  type: RecordType,
  request: StepRequest,
  what: { before: Row | undefined; after: Row; on: string; clocks: string[]; input: Record<string, unknown> },
) {
  const { after, before } = what;
  const changed = Object.keys(after).filter((key) => key !== "version" && before?.[key] !== after[key] && after[key] !== undefined);
  const changes = Object.fromEntries(changed.map((key) => [key, [before?.[key] ?? null, after[key] ?? null]]));
  return {
    bureau_id: after.bureau_id,
    id: request.key,
    at: site.now,
    on_day: what.on,
    actor_id: site.actor.id,
    actor_name: site.actor.name,
    actor_role: site.actor.posts.map((post) => post.role).join(","),
    subject: subjectOf(type),
    line: lineOf(type),
    subject_id: after.id,
    action: request.step,
    version: after.version,
    summary: `${type.steps[request.step]?.label ?? request.step}${what.clocks.length > 0 ? `；${what.clocks.join("；")}` : ""}`,
    detail: { changes: plain(changes, type.masked), input: plain(what.input, type.masked) },
    offices: after.offices,
    owners: after.owners,
  };
}

const sensitive = new Set(["id_number", "idNumber", "phone", "address"]);

/** A value as JSON for history and effects: what is sensitive stands there with its middle hidden, whoever may read the history. */
function plain(value: unknown, hidden: readonly string[] = []): Record<string, unknown> {
  const hide = (inner: unknown) => (Array.isArray(inner) ? inner.map(mask) : mask(inner));
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (sensitive.has(key) || hidden.includes(key) ? hide(inner) : inner)));
}

/** A refused attempt on a record that the actor may see goes into its history; a refused registration leaves none, for nothing was there. */
async function recordRefusal(site: StepSite, type: RecordType, request: StepRequest, refusal: Refused): Promise<void> {
  await inTransaction(site.pool, site.settings, async (tx) => {
    const [row] = await tx.query<Row>(sql`select * from ${name(type.table)} where bureau_id = ${site.actor.bureau} and id = ${request.id}`);
    if (row === undefined) return;
    const label = type.steps[request.step]?.label ?? request.step;
    const entry = entryOf(site, type, { ...request, key: newId() }, { before: row, after: row, on: site.today, clocks: [], input: {} });
    await tx.query(
      historyInsert({
        ...entry,
        action: "refused",
        summary: `未能${label}：${refusal.refused}`,
        detail: { step: request.step, code: refusal.code },
      }),
    );
  });
}
