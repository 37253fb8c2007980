// What a kind of record is: its states, the steps that may be taken on it, the clocks they start. Pure data; the browser loads it too.
import type { z } from "zod";

/** Why something was not done: a sentence to show, a stable code, and the article it rests on. Refusals are values, never exceptions. */
export interface Refused {
  refused: string;
  code: string;
  basis?: string | undefined;
  /** Sentences by field path, for a form. */
  fields?: Record<string, string> | undefined;
}

/** Makes a refusal. */
export function refuse(code: string, refused: string, basis?: string): Refused {
  return { refused, code, basis };
}

/** Tells a refusal from a result. */
export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && "refused" in answer;
}

/** The columns every business record has. */
export interface RecordRow {
  bureau_id: number;
  id: string;
  state: string;
  version: number;
  /** Offices that may see the record. */
  offices: string[];
  /** Accounts whose own record it is (the mediator in charge, the applicant). */
  owners: string[];
}

/** What a step is judged by, beside the row: all of it passed in, nothing read from outside. */
export interface Facts {
  today: string;
  /** The day the step is said to have happened on (today unless stated). */
  on: string;
  actor: { id: string; offices: string[] };
}

/** One named thing that can be done to a record. */
export interface Step<Row, State extends string, Permission extends string> {
  label: string;
  /** One line under the button: what happens when it is pressed. */
  hint?: string;
  /** The states it may be taken in; "new" creates the record. */
  from: readonly State[] | "new";
  /** The state it leads to; absent: the state stays. */
  to?: State;
  by: Permission;
  /** What the form asks for. Answers named like a column of the record are written to it. */
  asks?: z.ZodObject;
  /** The column that takes the day on which the step happened; the form then asks for that day. */
  stamps?: string;
  /** Title of the day the form asks for when no column takes it: what the action writes down happened on that day. */
  dated?: string;
  /** Why the step cannot be taken now, judged from the row alone. */
  refuses?(row: Row, facts: Facts): Refused | undefined;
  /** The obvious next action in these states: it makes the record appear in the worklist of whoever may take it. */
  next?: boolean;
  /** Ends something for good: the form asks once more. */
  final?: boolean;
  /** Who is told, after commit, and with which words ({number} and other columns are filled in). */
  tells?: { whom: "owners" | "office"; words: string };
}

/** A statutory clock of the record: started by a step, met by others; the limit itself is data in law/. */
export interface RecordClock<StepName extends string = string> {
  label: string;
  starts: StepName;
  metBy: readonly StepName[];
  /** Id of the rule family in law/time-limits. */
  rule: string;
  /** The step that is deemed taken when the limit passes unmet (视为受理 and the like); the law's event is in the rule. */
  lapses?: StepName;
  /** When given, the clock starts only if this holds after the step. */
  when?(row: Record<string, unknown>): boolean;
}

/** Rows that belong to a record and are shown with it. */
export interface Part {
  label: string;
  table: string;
  row: z.ZodObject;
  /** The column that is set when a row has been replaced by a correction; such rows are kept but no longer shown. */
  replaced?: string;
}

/** How records are listed: which columns, which filters, in which orders; every order and filter is served by an index. */
export interface Listing {
  columns: readonly string[];
  filters: readonly string[];
  /** Orderings by column, newest or soonest first; the first is the default. */
  orders: readonly { by: string; label: string; direction: "asc" | "desc" }[];
}

/** A kind of record, declared once and used by everything: endpoints, OpenAPI, buttons, forms, worklist, history, diagram, matrix test. */
export interface RecordType<
  Row extends RecordRow = RecordRow,
  State extends string = string,
  Permission extends string = string,
  StepName extends string = string,
> {
  module: string;
  name: string;
  /** The line of work by which its rows, history, clocks, files and search entries are seen, when it is not the module itself. */
  line?: string;
  /** The plural used in addresses. */
  path: string;
  label: string;
  table: string;
  /** Every column that people see, with its label. */
  fields: z.ZodObject;
  /** Columns shown only in part until somebody opens them with a recorded reason. */
  masked?: readonly string[];
  /** What a citizen sees of an own record: columns and parts. Without it only its state. */
  citizen?: { columns: readonly string[]; parts: readonly string[] };
  /** What the record is called in lists, search and messages. */
  title(row: Row): string;
  /** The words by which search finds it. */
  words?(row: Row): string[];
  states: Record<State, string>;
  /** States in which nothing more is to be done. */
  ended: readonly NoInfer<State>[];
  steps: Record<StepName, Step<Row, NoInfer<State>, NoInfer<Permission>>>;
  clocks?: Record<string, RecordClock<NoInfer<StepName>>>;
  parts?: Record<string, Part>;
  list: Listing;
  permissions: PermissionTable<Permission>;
}

/** How far a permission or a view reaches. */
export type Reach = "own record" | "own office" | "bureau";

/** Which role may do what, and how far it reaches. */
export type PermissionTable<Permission extends string = string> = Record<Permission, Partial<Record<string, Reach>>>;

/** Declares a kind of record; misspelt states, steps and permissions do not compile. */
export function recordType<Row extends RecordRow>() {
  return <const State extends string, const Permission extends string, const StepName extends string>(
    declaration: RecordType<Row, State, Permission, StepName>,
  ): RecordType<Row, State, Permission, StepName> => declaration;
}

/** The name by which tables of the kernel refer to a kind of record: "mediation.case". */
export function subjectOf(type: Pick<RecordType, "module" | "name">): string {
  return `${type.module}.${type.name}`;
}

/** The line of work by which a kind of record is seen. */
export function lineOf(type: Pick<RecordType, "module" | "line">): string {
  return type.line ?? type.module;
}

/** Judges state and refusal of a step; the same function serves buttons, worklist, golden table and the step itself. Permission is judged beside it. */
export function judge(type: RecordType, name: string, row: RecordRow | undefined, facts: Facts): Refused | undefined {
  const step = type.steps[name];
  if (step === undefined) return refuse("no-such-step", `${type.label}没有“${name}”这一步。`);
  if (step.from === "new")
    return row === undefined ? undefined : refuse("already-there", `这条${type.label}已经登记过了，请打开已有的记录。`);
  if (row === undefined) return refuse("not-found", `没有找到这条${type.label}，可能已移交或编号有误，请返回列表查找。`);
  if (!step.from.includes(row.state)) {
    const allowed = step.from.map((state) => `“${type.states[state] ?? state}”`).join("、");
    return refuse("wrong-state", `当前状态是“${type.states[row.state] ?? row.state}”，只有${allowed}状态才能${step.label}。`);
  }
  return step.refuses?.(row, facts);
}
