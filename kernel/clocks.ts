// The clocks of a record: which start, which are met, stand still, are extended, and when the record is next due.
import { assignments, insert, type Sql, sql } from "./db.ts";
import { computeDeadline, type Deadline, type Pause } from "./deadlines.ts";
import { newId } from "./clock.ts";
import type { LawBook } from "./lawbook.ts";
import { isRefused, lineOf, type RecordRow, type RecordType, type Refused, refuse, subjectOf } from "./lifecycle.ts";
import type { Ctx } from "./step.ts";

/** A running clock as stored. */
export interface ClockRow {
  id: string;
  clock: string;
  due_on: string;
  kind: string;
  paused?: boolean;
}

/** The running clocks of a record. */
export function openClocks(bureau: number, subjectId: string): Sql {
  return sql`select id, clock, due_on, kind, paused from kernel.deadline where bureau_id = ${bureau} and subject_id = ${subjectId} and met_on is null`;
}

interface Moment {
  before: RecordRow & Record<string, unknown>;
  after: RecordRow & Record<string, unknown>;
  open: ClockRow[];
  on: string;
}

/**
 * What a step does to the clocks of its record: statements to run, sentences for the history, and the record's next due day.
 * A limit that cannot be computed (a rule in doubt, a year without calendar) starts no clock and says so in the history.
 */
export function clocksAfter(
  book: LawBook,
  type: RecordType,
  step: string,
  moment: Moment,
): { statements: Sql[]; notes: string[]; dueOn: string | null } {
  const statements: Sql[] = [];
  const notes: string[] = [];
  const metNames = Object.entries(type.clocks ?? {}).filter(([, clock]) => clock.metBy.includes(step));
  const met = moment.open.filter((row) => metNames.some(([key]) => key === row.clock));
  const running = moment.open.filter((row) => !met.includes(row));
  for (const row of met) {
    statements.push(
      sql`update kernel.deadline set ${assignments({ met_on: moment.on })} where bureau_id = ${moment.after.bureau_id} and id = ${row.id}`,
    );
  }
  for (const [key, clock] of Object.entries(type.clocks ?? {})) {
    if (clock.starts !== step || clock.when?.(moment.after) === false) continue;
    const started = start(book, type, key, moment);
    notes.push(started.note);
    if (started.row === undefined) continue;
    statements.push(insert("kernel.deadline", [started.row]));
    running.push(started.row);
  }
  if (moved(moment)) {
    const { bureau_id, id, offices, owners } = moment.after;
    statements.push(
      sql`update kernel.deadline set ${assignments({ offices, owners })} where bureau_id = ${bureau_id} and subject_id = ${id}`,
    );
  }
  return { statements, notes, dueOn: nextDue(running) };
}

/** Whether others see the record from now on: they must see its clocks too, or nobody could meet them. */
function moved({ before, after }: Moment): boolean {
  return before.version > 0 && (before.offices.join() !== after.offices.join() || before.owners.join() !== after.owners.join());
}

/** Rights that lapse, least times and expectations are shown but never make a record overdue: duties, caps and usual times (soft) do. */
function nextDue(running: ClockRow[]): string | null {
  const days = running
    .filter((row) => row.paused !== true)
    .filter((row) => row.kind === "duty" || row.kind === "soft" || row.kind === "cap")
    .map((row) => row.due_on);
  return days.sort()[0] ?? null;
}

function start(book: LawBook, type: RecordType, key: string, moment: Moment): { note: string; row?: ClockRow & Record<string, unknown> } {
  const clock = type.clocks?.[key];
  if (clock === undefined) return { note: "" };
  const answer = computeDeadline(book, { rule: clock.rule, from: moment.on, place: String(moment.after.bureau_id) });
  if (isRefused(answer)) return { note: `${clock.label}未起算：${answer.refused}` };
  return { note: `${clock.label}至${answer.due}`, row: deadlineRow(type, key, clock.label, answer, moment) };
}

function deadlineRow(type: RecordType, key: string, label: string, answer: Deadline, moment: Moment) {
  const { after } = moment;
  return {
    bureau_id: after.bureau_id,
    id: newId(),
    line: lineOf(type),
    subject: subjectOf(type),
    subject_id: after.id,
    clock: key,
    label,
    rule: answer.rule,
    from_on: moment.on,
    due_on: answer.due,
    arithmetic: answer.arithmetic,
    basis: answer.basis,
    status: answer.law.status,
    provisional: answer.provisional,
    kind: answer.kind,
    offices: after.offices,
    owners: after.owners,
  };
}

/** A running clock with what has been done to it. */
interface Running extends ClockRow {
  rule: string;
  from_on: string;
  pauses: (Omit<Pause, "to"> & { to: string | null })[];
  extended: { amount: number; approvedBy: string; times?: number } | null;
  override: { id: string; reason: string } | null;
}

async function runningClock(ctx: Ctx, subjectId: string, clock: string): Promise<Running | Refused> {
  const rows = await ctx.query<Running>(sql`select id, clock, due_on, kind, rule, from_on, pauses, extended, override from kernel.deadline
    where bureau_id = ${ctx.actor.bureau} and subject_id = ${subjectId} and clock = ${clock} and met_on is null`);
  return rows[0] ?? refuse("no-clock", "没有正在计算的这项期限，可能尚未起算或已经办结。");
}

/** Computes a clock anew with all that has been done to it, and writes it when the record is written. Answers the new deadline or why the law refuses. */
function rewrite(ctx: Ctx, running: Running, place: number): Deadline | Refused {
  const pauses = running.pauses.flatMap((pause) => (pause.to === null ? [] : [{ from: pause.from, to: pause.to, why: pause.why }]));
  const answer = computeDeadline(ctx.book, {
    rule: running.rule,
    from: running.from_on,
    place: String(place),
    pauses,
    extend: running.extended?.amount,
    version: running.override ?? undefined,
  });
  if (isRefused(answer)) return answer;
  const standing = running.pauses.some((pause) => pause.to === null);
  const { extended, override } = running;
  const at = ctx.clocks.findIndex((one) => one.id === running.id);
  if (at >= 0) ctx.clocks[at] = { id: running.id, clock: running.clock, due_on: answer.due, kind: answer.kind, paused: standing };
  ctx.after(sql`update kernel.deadline set ${assignments({ pauses: JSON.stringify(running.pauses), paused: standing, extended, override, rule: answer.rule, due_on: answer.due, arithmetic: answer.arithmetic, basis: answer.basis, status: answer.status, provisional: answer.provisional, kind: answer.kind })}
    where bureau_id = ${ctx.actor.bureau} and id = ${running.id}`);
  return answer;
}

/** 中止: the clock stands from the step's day; `why` must be among the rule's own grounds. Answers columns for the record, or a refusal. */
export async function pauseClock(ctx: Ctx, row: RecordRow, clock: string, why: string): Promise<Record<string, unknown> | Refused> {
  const running = await runningClock(ctx, row.id, clock);
  if (isRefused(running)) return running;
  if (running.pauses.some((pause) => pause.to === null)) return refuse("already-paused", "这项期限已经中止，恢复后才能再次中止。");
  if (ctx.on > running.due_on) return refuse("run-out", `这项期限已于${running.due_on}届满，届满后不能再中止。`);
  const allowed = ctx.book.rules.get(running.rule.toUpperCase())?.pauses ?? [];
  if (!allowed.includes(why))
    return refuse(
      "pause-not-allowed",
      `这项期限不因“${why}”中止${allowed.length > 0 ? `，可以中止的情形：${allowed.join("、")}` : "，法律没有规定中止情形"}。`,
    );
  const answer = rewrite(ctx, { ...running, pauses: [...running.pauses, { from: ctx.on, to: null, why }] }, row.bureau_id);
  return isRefused(answer) ? answer : {};
}

/** 恢复: the clock runs again from the step's day, later by the days it stood. */
export async function resumeClock(ctx: Ctx, row: RecordRow, clock: string): Promise<Record<string, unknown> | Refused> {
  const running = await runningClock(ctx, row.id, clock);
  if (isRefused(running)) return running;
  if (!running.pauses.some((pause) => pause.to === null)) return refuse("not-paused", "这项期限没有中止，无须恢复。");
  const answer = rewrite(
    ctx,
    { ...running, pauses: running.pauses.map((pause) => (pause.to === null ? { ...pause, to: ctx.on } : pause)) },
    row.bureau_id,
  );
  return isRefused(answer) ? answer : {};
}

/** 延长: by `amount` of the rule's own unit; the law says how much, how often, and who approves. */
export async function extendClock(
  ctx: Ctx,
  row: RecordRow,
  clock: string,
  extension: { amount: number; approvedBy: string },
): Promise<Record<string, unknown> | Refused> {
  const running = await runningClock(ctx, row.id, clock);
  if (isRefused(running)) return running;
  if (ctx.on > running.due_on) return refuse("run-out", `这项期限已于${running.due_on}届满，届满后不能再延长。`);
  const times = ctx.book.rules.get(running.rule.toUpperCase())?.extension?.times ?? null;
  const before = running.extended?.times ?? (running.extended === null ? 0 : 1);
  if (times !== null && before >= times) return refuse("already-extended", `这项期限只能延长${times}次，已经延长过，不能再次延长。`);
  if (extension.amount <= 0) return refuse("bad-extension", "延长的期限须为正整数，请核对。");
  const approver = ctx.book.rules.get(running.rule.toUpperCase())?.extension?.approvedBy ?? "";
  if (approver !== "" && extension.approvedBy.trim() === "") return refuse("no-approver", `延长须经${approver}批准，请填写批准人。`);
  const answer = rewrite(
    ctx,
    { ...running, extended: { ...extension, amount: extension.amount + (running.extended?.amount ?? 0), times: before + 1 } },
    row.bureau_id,
  );
  return isRefused(answer) ? answer : {};
}

/** A recorded choice of another version of the rule than the trigger day's (where the law changed mid-case), with the reason. */
export async function overrideClock(
  ctx: Ctx,
  row: RecordRow,
  clock: string,
  version: { id: string; reason: string },
): Promise<Record<string, unknown> | Refused> {
  const running = await runningClock(ctx, row.id, clock);
  if (isRefused(running)) return running;
  const answer = rewrite(ctx, { ...running, override: version }, row.bureau_id);
  return isRefused(answer) ? answer : {};
}
