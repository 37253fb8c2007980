// A list as csv: page by page, flat in memory however long it is, safe to open in a spreadsheet.
import { z } from "zod";
import { readAll } from "./db.ts";
import type { Server, Session } from "./http.ts";
import { isRefused, type RecordRow, type RecordType } from "./lifecycle.ts";
import { type ListAsk, listStatement, masked, page } from "./records.ts";

type Row = RecordRow & Record<string, unknown>;

/** Writes the list that `ask` describes, with the words people see; `written` hears how many rows went out, also when the reader goes away. */
export async function* csv(
  server: Server,
  session: Session,
  type: RecordType,
  { ask, written }: { ask: ListAsk; written: (total: number) => void },
): AsyncGenerator<string> {
  const columns = type.list.columns.includes("state") ? type.list.columns : [...type.list.columns, "state"];
  let total = 0;
  try {
    yield `\uFEFF${columns.map((column) => cell(labelOf(type, column))).join(",")}\r\n`;
    let cursor = ask.cursor;
    do {
      const now: ListAsk = { ...ask, cursor };
      const statement = listStatement(type, session.actor, now);
      if (isRefused(statement)) return;
      const [rows] = await readAll(server.app, session.settings, [statement]);
      const found = page(type, now, (rows ?? []) as Row[]);
      total += found.items.length;
      yield found.items.map((row) => `${lineOfCells(type, columns, masked(row, type.masked))}\r\n`).join("");
      cursor = found.next ?? undefined;
    } while (cursor !== undefined);
  } finally {
    written(total);
  }
}

function lineOfCells(type: RecordType, columns: readonly string[], row: Row): string {
  return columns.map((column) => cell(shown(type, column, row[column]))).join(",");
}

/** What is known of a column, under whatever it is wrapped in. */
function metaOf(type: RecordType, column: string): { title?: string; words?: Record<string, string>; widget?: string; unit?: string } {
  let field: unknown = type.fields.shape[column];
  while (field instanceof z.ZodNullable || field instanceof z.ZodOptional || field instanceof z.ZodDefault) {
    const own = field.meta();
    if (own?.title !== undefined) return own;
    field = field.unwrap();
  }
  return field instanceof z.ZodType ? (field.meta() ?? {}) : {};
}

function labelOf(type: RecordType, column: string): string {
  if (column === "state") return "状态";
  const { title, widget } = metaOf(type, column);
  return `${title ?? column}${widget === "money" ? "（元）" : ""}`;
}

function shown(type: RecordType, column: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (column === "state") return type.states[String(value)] ?? String(value);
  const { words, widget } = metaOf(type, column);
  if (widget === "money" && typeof value === "number") return (value / 100).toFixed(2);
  return words?.[String(value)] ?? (typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** Quotes what csv needs quoted, and keeps a spreadsheet from running what looks like a formula. */
function cell(text: string): string {
  const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
