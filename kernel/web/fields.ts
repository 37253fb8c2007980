// Reads a zod object as a form: which fields, with which widget, words and limits; and turns what was typed into the step's input.
import { z } from "zod";

/** The kinds of widget a field may have. */
export type Widget =
  | "text"
  | "long"
  | "day"
  | "money"
  | "number"
  | "choice"
  | "township"
  | "village"
  | "record"
  | "account"
  | "parts"
  | "yes-no"
  | "identity"
  | "phone"
  | "list"
  | "rule";

/** One field of a form or one column of a record, as people see it. */
export interface Field {
  name: string;
  title: string;
  widget: Widget;
  required: boolean;
  nullable: boolean;
  hidden: boolean;
  hint?: string;
  unit?: string;
  words?: Record<string, string>;
  /** For records: which kind, as "module.name"; the record's own kind when it is not said. */
  of?: string;
  initial?: unknown;
  most?: number;
  /** For parts: the fields of one row, and how few rows there may be. */
  row?: Field[];
  least?: number;
}

interface Peeled {
  core: z.ZodType;
  meta: Record<string, unknown>;
  required: boolean;
  nullable: boolean;
  initial: unknown;
}

/** Takes the wrappers off a schema (optional, default, nullable, pipe) and gathers what they and their meta say. */
function peel(schema: z.ZodType): Peeled {
  const meta: Record<string, unknown> = { ...schema.meta() };
  if (schema instanceof z.ZodOptional) return { ...under(schema.unwrap(), meta), required: false };
  if (schema instanceof z.ZodNullable) return { ...under(schema.unwrap(), meta), nullable: true, required: false };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return { ...under(schema.unwrap(), meta), initial: schema.def.defaultValue };
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch) return under(schema.unwrap(), meta);
  if (schema instanceof z.ZodPipe) return under(schema.in, meta);
  return { core: schema, meta, required: true, nullable: false, initial: undefined };
}

function under(inner: z.core.$ZodType, meta: Record<string, unknown>): Peeled {
  const peeled = peel(inner as z.ZodType); // every schema of ours is a classic one
  return { ...peeled, meta: { ...peeled.meta, ...meta } };
}

function widgetOf(core: z.ZodType, meta: Record<string, unknown>): Widget {
  const said = typeof meta.widget === "string" ? meta.widget : "";
  if (said === "record" || said.startsWith("record:")) return "record";
  if (["long", "day", "money", "township", "village", "account", "parts", "identity", "phone", "rule"].includes(said))
    return said as Widget;
  if (core instanceof z.ZodEnum || (meta.words !== undefined && core instanceof z.ZodString)) return "choice";
  if (core instanceof z.ZodNumber) return "number";
  if (core instanceof z.ZodBoolean) return "yes-no";
  if (core instanceof z.ZodArray) return core.element instanceof z.ZodObject ? "parts" : "list";
  return core instanceof z.ZodISODate ? "day" : "text";
}

/** One field from its schema. */
export function fieldOf(name: string, schema: z.ZodType): Field {
  const { core, meta, required, nullable, initial } = peel(schema);
  const widget = widgetOf(core, meta);
  const listed = core instanceof z.ZodArray && core.element instanceof z.ZodEnum ? fieldOf(name, core.element).words : undefined;
  const words =
    meta.words ??
    listed ??
    (core instanceof z.ZodEnum ? Object.fromEntries(core.options.map((option) => [String(option), String(option)])) : undefined);
  const most = core instanceof z.ZodString ? core.maxLength : core instanceof z.ZodNumber ? core.maxValue : undefined;
  return {
    name,
    title: typeof meta.title === "string" ? meta.title : name,
    widget,
    required,
    nullable,
    hidden: meta.hidden === true,
    ...(typeof meta.hint === "string" ? { hint: meta.hint } : {}),
    ...(typeof meta.unit === "string" ? { unit: meta.unit } : {}),
    ...(words === undefined ? {} : { words: words as Record<string, string> }), // meta.words is always a code list
    ...(String(meta.widget).startsWith("record:") ? { of: String(meta.widget).slice("record:".length) } : {}),
    ...(initial === undefined ? {} : { initial }),
    ...(typeof most === "number" && Number.isFinite(most) ? { most } : {}),
    ...(widget === "parts" && core instanceof z.ZodArray ? rowsOf(core) : {}),
  };
}

function rowsOf(core: z.ZodArray): Pick<Field, "row" | "least"> {
  const least = z.toJSONSchema(core, { unrepresentable: "any", io: "input" }).minItems ?? 0;
  return core.element instanceof z.ZodObject ? { row: fieldsOf(core.element), least } : { least };
}

/** All fields of an object, in the order they are declared. */
export function fieldsOf(schema: z.ZodObject | undefined): Field[] {
  return Object.entries(schema?.shape ?? {}).map(([name, inner]) => fieldOf(name, inner as z.ZodType)); // classic schemas only
}

/** What a form starts with: stated defaults, the record's present values where they may be shown, present rows or as many blank ones as are needed. */
export function initialValues(fields: Field[], row: Record<string, unknown> = {}, masked: readonly string[] = []): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const present = masked.includes(field.name) ? undefined : row[field.name];
    if (field.widget === "parts" && Array.isArray(present))
      values[field.name] = present.map((one: Record<string, unknown>) => initialValues(field.row ?? [], one));
    else if (field.widget === "parts")
      values[field.name] = Array.from({ length: Math.max(field.least ?? 0, 1) }, (_, index) => blankRow(field.row ?? [], index));
    else if (present !== null && present !== undefined) values[field.name] = present;
    else if (field.initial !== undefined) values[field.name] = field.initial;
  }
  return values;
}

/** A new row of a repeatable group; who is who goes down the list of roles. */
export function blankRow(fields: Field[], index: number): Record<string, unknown> {
  const values = initialValues(fields);
  const role = fields.find((field) => field.name === "role" && field.words !== undefined);
  const codes = Object.keys(role?.words ?? {});
  return role === undefined ? values : { ...values, role: codes[Math.min(index, codes.length - 1)] };
}

/** What stands for an answer that was taken away, where null is not allowed; other kinds are left as they were. */
const emptied: Partial<Record<Widget, unknown>> = { text: "", long: "", phone: "", identity: "", list: [] };

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "string" && value.trim() === "")
  );
}

/** What was typed as the step's input: empty answers are left out, an emptied one of before is sent as emptied, empty rows are dropped. */
export function inputOf(fields: Field[], values: Record<string, unknown>, before: Record<string, unknown> = {}): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.widget === "parts" && Array.isArray(value)) input[field.name] = value.map((row) => inputOf(field.row ?? [], row ?? {}));
    else if (!isEmpty(value)) input[field.name] = value;
    else if (!isEmpty(before[field.name])) input[field.name] = field.nullable ? null : emptied[field.widget];
  }
  return input;
}

/** What is wrong with an input, one sentence by field path; empty when nothing is. A hidden value that the form started with is not judged. */
export function wrongs(
  schema: z.ZodObject | undefined,
  input: Record<string, unknown>,
  started: Record<string, unknown> = {},
): Record<string, string> {
  const parsed = schema?.safeParse(input);
  const found: Record<string, string> = {};
  for (const { path, message } of parsed?.error?.issues ?? []) {
    const value = valueAt(input, path);
    const untouched = typeof value === "string" && value.includes("*") && startedWith(started, path, value);
    if (!untouched) found[path.join(".")] ??= message;
  }
  return found;
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    values,
  );
}

/** Whether a field held this value when the form opened; of rows, any row may have held it, for rows come and go. */
function startedWith(started: Record<string, unknown>, path: readonly PropertyKey[], value: string): boolean {
  const [first, index, ...rest] = path;
  if (first === undefined || typeof index !== "number") return valueAt(started, path) === value;
  const rows = valueAt(started, [first]);
  return Array.isArray(rows) && rows.some((row) => valueAt(row, rest) === value);
}

/** A field path as a form names it: "parties.1.name" is ["parties", 1, "name"]. */
export function pathOf(dotted: string): (string | number)[] {
  return dotted.split(".").map((piece) => (/^\d+$/.test(piece) ? Number(piece) : piece));
}
