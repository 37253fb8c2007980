// Writing many rows by COPY: they are gathered as text, and sent table by table while the next stories are told.
import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Row } from "./memory.ts";
import type { Shapes } from "./shapes.ts";

/** Gathers rows and copies them. */
export interface Copying {
  add(table: string, rows: readonly Row[]): void;
  /** Sends what has gathered when it is much; at most one sending is under way. */
  turn(): Promise<void>;
  /** Sends the rest and waits for it. */
  finish(): Promise<void>;
}

const enough = 6_000_000;

/** Starts copying over a client that is in a transaction and used for nothing else meanwhile. `depth` orders the tables for their foreign keys. */
export function startCopying(client: pg.Client, shapes: Shapes, depth: (table: string) => number): Copying {
  let gathered = new Map<string, string[]>();
  let letters = 0;
  let sending: Promise<void> = Promise.resolve();
  const send = () => {
    const batch = gathered;
    gathered = new Map();
    letters = 0;
    sending = sending.then(() =>
      sendAll(
        client,
        shapes,
        [...batch].sort(([a], [b]) => depth(a) - depth(b)),
      ),
    );
    sending.catch(() => undefined); // whoever waits for it next hears of it
  };
  return {
    add: (table, rows) => {
      const columns = shapes.get(table)?.columns ?? [];
      const lines = gathered.get(table) ?? [];
      gathered.set(table, lines);
      for (const row of rows) letters += lines.push(lineOf(row, columns)) && (lines.at(-1)?.length ?? 0);
    },
    turn: async () => {
      if (letters < enough) return;
      await sending;
      send();
    },
    finish: async () => {
      send();
      await sending;
    },
  };
}

async function sendAll(client: pg.Client, shapes: Shapes, batch: [string, string[]][]): Promise<void> {
  for (const [table, lines] of batch) {
    const stream = client.query(copyFrom(`copy ${table} (${(shapes.get(table)?.columns ?? []).join(", ")}) from stdin`));
    const done = once(stream, "finish");
    stream.end(Buffer.from(lines.join("")));
    await done;
  }
}

function lineOf(row: Row, columns: readonly string[]): string {
  return `${columns.map((column) => fieldOf(row[column])).join("\t")}\n`;
}

/** A value in COPY's text format. */
export function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value)) return escaped(`{${value.map(elementOf).join(",")}}`);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  return typeof value === "object" ? escaped(JSON.stringify(value)) : String(value);
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(text: string): string {
  return special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (letter) => escapes[letter] ?? letter) : text;
}

function elementOf(value: unknown): string {
  if (value === null) return "NULL";
  return `"${String(value).replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`;
}
