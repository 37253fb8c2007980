// The append-only history: what an entry is, its canonical text, and the one statement that writes it. Sealing and proofs: boot/sealing.ts.
import type { Sql } from "./db.ts";

/** What is recorded of a step, a look, a refusal, an export. `id` is made by the client: a repeated one is refused by the primary key. */
export interface HistoryEntry {
  bureau_id: number;
  id: string;
  at: string;
  on_day: string;
  actor_id: string | null;
  actor_name: string;
  actor_role: string;
  subject: string;
  /** The line of work by which the entry is seen; by itself the part of the subject before the dot. */
  line?: string;
  subject_id: string | null;
  action: string;
  version: number | null;
  summary: string;
  detail: Record<string, unknown>;
  offices: string[];
  owners: string[];
}
// The canonical text of an entry is JSON without spaces between its members, in the order of this table (keys sorted), in UTF-8. Texts are escaped as
// JSON.stringify does; `at` is UTC with microseconds; raw members stand as PostgreSQL prints jsonb, uuid[] as JSON, and int, so no number is ever reparsed.
const COLUMNS: [key: string, column: string, raw?: "raw"][] = [
  ["action", "h.action"],
  ["actor_id", "h.actor_id::text"],
  ["actor_name", "h.actor_name"],
  ["actor_role", "h.actor_role"],
  ["at", `to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`],
  ["bureau_id", "h.bureau_id::text", "raw"],
  ["detail", "h.detail::text", "raw"],
  ["id", "h.id::text"],
  ["line", "h.line"],
  ["offices", "to_json(h.offices)::text", "raw"],
  ["on_day", "to_char(h.on_day, 'YYYY-MM-DD')"],
  ["owners", "to_json(h.owners)::text", "raw"],
  ["subject", "h.subject"],
  ["subject_id", "h.subject_id::text"],
  ["summary", "h.summary"],
  ["v", "'1'", "raw"],
  ["version", "h.version::text", "raw"],
];
/** The columns of an entry, kernel.history as h, from which its canonical text is made. */
export const STORED = COLUMNS.map(([key, column]) => `${column} as ${key}`).join(", ");
export type Stored = Record<string, string | null>;

/** The canonical text of an entry as it is stored; its UTF-8 bytes are the leaf. */
export function canonical(row: Stored): string {
  const members = COLUMNS.map(([key, , raw]) => `"${key}":${raw === undefined || row[key] === null ? JSON.stringify(row[key]) : row[key]}`);
  return `{${members.join(",")}}`;
}

const words = "bureau_id at id on_day actor_id actor_name actor_role subject subject_id action version summary detail offices owners line";
const WRITTEN = words.split(" ") as (keyof HistoryEntry)[]; // split() cannot know that these are the entry's members
// The statement outside the WITH runs first, so a repeated step meets the key of kernel.history.
const INSERT = `with waiting as (insert into kernel.history_unsealed (bureau_id, at, entry_id) values ($1, $2, $3))
  insert into kernel.history (${WRITTEN.join(", ")}) values (${WRITTEN.map((_, i) => `$${i + 1}`).join(", ")})`;

function lineOfEntry(entry: HistoryEntry): string {
  return entry.line ?? entry.subject.slice(0, entry.subject.indexOf("."));
}

/** One statement that writes an entry and puts it up for sealing; runs in the step's own transaction and waits for nobody. */
export function historyInsert(entry: HistoryEntry): Sql {
  return {
    text: INSERT,
    values: WRITTEN.map((key) => (key === "detail" ? JSON.stringify(entry.detail) : key === "line" ? lineOfEntry(entry) : entry[key])),
  };
}
