// Shows one value of a record as people read it: words for codes, 元 for 分, names for division codes.
import type { ReactNode } from "react";
import type { RecordType } from "../lifecycle.ts";
import { type Light, standing, wallMinute } from "./days.ts";
import { DivisionName } from "./desk.tsx";
import { type Field, fieldOf, fieldsOf } from "./fields.ts";
import { showYuan } from "./money.ts";

/** The field of a column; filters and references borrow what a step's form knows about it (which register, which words). */
export function columnOf(type: RecordType, column: string): Field {
  if (column === "state")
    return { name: column, title: "状态", widget: "choice", words: type.states, required: true, nullable: false, hidden: false };
  const schema = type.fields.shape[column];
  const own = schema === undefined ? undefined : fieldOf(column, schema as Parameters<typeof fieldOf>[1]);
  if (own !== undefined && (own.widget !== "text" || own.words !== undefined)) return own;
  const asked = Object.values(type.steps)
    .flatMap((step) => fieldsOf(step.asks))
    .find((field) => field.name === column);
  if (asked !== undefined && asked.widget !== "text") return { ...asked, title: own?.title ?? asked.title };
  return own ?? { name: column, title: column, widget: "text", required: false, nullable: true, hidden: false };
}

/** A value as plain text, where a text is enough (tooltips, history). */
export function textOf(field: Pick<Field, "widget" | "words" | "unit">, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (field.words !== undefined) return field.words[String(value)] ?? String(value);
  if (field.widget === "money") return showYuan(Number(value));
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.map((one) => textOf(field, one)).join("、");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return wallMinute(text);
  return field.unit === undefined ? text : `${text}${field.unit}`;
}

/** A value on the page; nothing is shown as a dash. */
export function Shown({ field, value }: { field: Field; value: unknown }) {
  if (value === null || value === undefined || value === "") return <span className="zs-none">—</span>;
  if (field.widget === "township" || field.widget === "village" || field.name === "division") return <DivisionName code={String(value)} />;
  return <>{textOf(field, value)}</>;
}

/** A small mark with words; the colour only repeats what the words say. */
export function Mark({
  tone,
  title,
  children,
}: {
  tone: "red" | "amber" | "green" | "blue" | "grey";
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={`zs-mark zs-mark-${tone}`} title={title}>
      {children}
    </span>
  );
}

/** The due day with its light (the server's where it gave one); the words say what the colour says. */
export function DueBadge({ due, today, light: given }: { due: unknown; today: string; light?: Light }) {
  if (typeof due !== "string") return null;
  const { light, words } = standing(due, today);
  return (
    <Mark tone={given ?? light} title={`到期日 ${due}`}>
      {words}
    </Mark>
  );
}

/** The state of a record as a tag: blue while there is work, grey once it has ended. */
export function StateTag({ type, state }: { type: RecordType; state: string }) {
  return <Mark tone={type.ended.includes(state) ? "grey" : "blue"}>{type.states[state] ?? state}</Mark>;
}
