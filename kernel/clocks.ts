// The clocks of a record: which start, which are met, and when the record is next due.
import { assignments, insert, type Sql, sql } from "./db.ts";
import { computeDeadline } from "./deadlines.ts";
import { newId } from "./clock.ts";
import type { LawBook } from "./lawbook.ts";
import { isRefused, type RecordRow, type RecordType, subjectOf } from "./lifecycle.ts";

/** A running clock as stored. */
export interface ClockRow {
  id: string;
  clock: string;
  due_on: string;
  kind: string;
}

/** The running clocks of a record. */
export function openClocks(bureau: number, subjectId: string): Sql {
  return sql`select id, clock, due_on, kind from kernel.deadline where bureau_id = ${bureau} and subject_id = ${subjectId} and met_on is null`;
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
export function clocksAfter(book: LawBook, type: RecordType, step: string, moment: Moment): { statements: Sql[]; notes: string[]; dueOn: string | null } {
  const statements: Sql[] = [];
  const notes: string[] = [];
  const metNames = Object.entries(type.clocks ?? {}).filter(([, clock]) => clock.metBy.includes(step));
  const met = moment.open.filter((row) => metNames.some(([key]) => key === row.clock));
  const running = moment.open.filter((row) => !met.includes(row));
  for (const row of met) {
    statements.push(sql`update kernel.deadline set ${assignments({ met_on: moment.on })} where bureau_id = ${moment.after.bureau_id} and id = ${row.id}`);
  }
  for (const [key, clock] of Object.entries(type.clocks ?? {})) {
    if (clock.starts !== step || clock.when?.(moment.after) === false) continue;
    const started = start(book, type, key, moment);
    notes.push(started.note);
    if (started.row === undefined) continue;
    statements.push(insert("kernel.deadline", [started.row]));
    running.push(started.row);
  }
  return { statements, notes, dueOn: nextDue(running) };
}

/** Rights that lapse are shown but never make a record overdue: only duties do. */
function nextDue(running: ClockRow[]): string | null {
  const days = running.filter((row) => row.kind !== "right").map((row) => row.due_on);
  return days.sort()[0] ?? null;
}

function start(book: LawBook, type: RecordType, key: string, moment: Moment): { note: string; row?: ClockRow & Record<string, unknown> } {
  const clock = type.clocks?.[key];
  if (clock === undefined) return { note: "" };
  const answer = computeDeadline(book, { rule: clock.rule, from: moment.on, place: String(moment.after.bureau_id) });
  if (isRefused(answer)) return { note: `${clock.label}未起算：${answer.refused}` };
  return { note: `${clock.label}至${answer.due}`, row: deadlineRow(type, key, clock.label, answer, moment) };
}

function deadlineRow(type: RecordType, key: string, label: string, answer: { rule: string; due: string; arithmetic: string; basis: string; status: string; provisional: boolean; kind: string }, moment: Moment) {
  const { after } = moment;
  return {
    bureau_id: after.bureau_id,
    id: newId(),
    line: type.module,
    subject: subjectOf(type),
    subject_id: after.id,
    clock: key,
    label,
    rule: answer.rule,
    from_on: moment.on,
    due_on: answer.due,
    arithmetic: answer.arithmetic,
    basis: answer.basis,
    status: answer.status,
    provisional: answer.provisional,
    kind: answer.kind,
    offices: after.offices,
    owners: after.owners,
  };
}
