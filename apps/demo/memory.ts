// A database that is only memory: it answers the few statements steps consist of, so that takeStep itself lays demonstration records.
import type { Pool } from "pg";
import type { Shape, Shapes } from "./shapes.ts";

export type Row = Record<string, unknown>;
type Plan = (values: readonly unknown[]) => Row[];

/** What steps write and read while stories are told. */
export interface Memory {
  /** To be handed to takeStep in place of a pool. */
  pool: Pool;
  /** Makes rows known to all stories to come: registers that steps look up. */
  keep(table: string, rows: readonly Row[]): void;
  /** Takes what was written since last time, by table; kept tables go on knowing it. `rename` gives each row made meanwhile its lasting id. */
  drain(rename: (id: string) => string): Map<string, Row[]>;
  /** The last numbers of the gapless series. */
  numbers: ReadonlyMap<string, number>;
}

/** Opens an empty memory of one bureau. A statement it does not understand throws and says which. */
export function openMemory(shapes: Shapes, kept: readonly string[]): Memory {
  const store: Store = {
    shapes,
    kept: new Map(kept.map((table) => [table, new Map()])),
    pending: new Map(),
    numbers: new Map(),
    holders: new Map(),
  };
  const plans = new Map<string, Plan>();
  const query = (asked: string | { text: string; values?: unknown[] }) => {
    const { text, values = [] } = typeof asked === "string" ? { text: asked } : asked;
    let plan = plans.get(text);
    if (plan === undefined) plans.set(text, (plan = planOf(store, text)));
    return Promise.resolve({ rows: plan(values) });
  };
  const client = { query, release: () => undefined };
  return {
    pool: { connect: () => Promise.resolve(client) } as unknown as Pool, // of a pool, takeStep uses only connect, query and release
    keep: (table, rows) => {
      for (const row of rows) store.kept.get(table)?.set(String(row.id ?? row.bureau_id), row);
    },
    drain: (rename) => drain(store, rename),
    numbers: store.numbers,
  };
}

interface Store {
  shapes: Shapes;
  kept: Map<string, Map<string, Row>>;
  pending: Map<string, Row[]>;
  numbers: Map<string, number>;
  /** Who holds an identity number, by its digest. */
  holders: Map<string, unknown>;
}

/** Tables whose ids were made by whoever told the story; the others' were made by chance on the way. */
const given = new Set(["kernel.history", "kernel.history_unsealed"]);

function drain(store: Store, rename: (id: string) => string): Map<string, Row[]> {
  const taken = store.pending;
  store.pending = new Map();
  const made = new Map<unknown, string>();
  for (const [table, rows] of taken) {
    if (!given.has(table)) for (const { id } of rows) if (typeof id === "string") made.set(id, rename(id));
  }
  for (const [table, rows] of taken) {
    for (const row of rows) renameIn(row, made);
    if (table === "people.identity") for (const row of rows) store.holders.set(hex(row.id_digest), row.holder_id);
    const kept = store.kept.get(table);
    if (kept !== undefined) for (const row of rows) kept.set(String(row.id), row);
  }
  return taken;
}

/** Ids that rows refer to one another by. */
const references = ["id", "entry_id", "subject_id", "person_id", "organisation_id", "holder_id"];

function renameIn(row: Row, made: ReadonlyMap<unknown, string>): void {
  for (const column of references) {
    const id = row[column];
    const name = id === undefined || id === null ? undefined : made.get(id);
    if (name !== undefined) row[column] = name;
  }
}

function planOf(store: Store, text: string): Plan {
  const plain = text.trim();
  if (/^(begin|commit|rollback)\b/i.test(plain)) return () => [];
  const plan = /^(with|insert)\b/.test(plain)
    ? insertPlan(store, plain)
    : plain.startsWith("select")
      ? selectPlan(store, plain)
      : updatePlan(store, plain);
  return plan ?? unknown(plain);
}

function unknown(text: string): never {
  throw new Error(`the demonstration's memory does not understand: ${text.slice(0, 300)}`);
}

const inserting = /insert into ([a-z_.]+) \(([^)]*)\)\s+values\s+((?:\((?:[^()]|\([^()]*\))*\)(?:,\s*)?)+)/g;
type Reading = (values: readonly unknown[]) => unknown;

function insertPlan(store: Store, text: string): Plan | undefined {
  const parts = [...text.matchAll(inserting)].map((match) => {
    const [, table = "", columns = "", tuples = ""] = match;
    const names = columns.split(",").map((column) => column.trim());
    const rows = [...tuples.matchAll(/\(((?:[^()]|\([^()]*\))*)\)/g)].map((tuple) =>
      (tuple[1] ?? "").split(/,\s*(?![^{]*\})/).map(reading),
    );
    return { table, names, rows, shape: store.shapes.get(table) ?? unknown(text), conflict: conflictOf(text) };
  });
  if (parts.length === 0) return undefined;
  return (values) => parts.flatMap((part) => part.rows.flatMap((readings) => put(store, part, rowOf(part, readings, values))));
}

function rowOf(part: { names: string[]; shape: Shape }, readings: Reading[], values: readonly unknown[]): Row {
  const row: Row = { ...part.shape.blank };
  part.names.forEach((name, index) => (row[name] = readings[index]?.(values)));
  return row;
}

function reading(written: string): Reading {
  const parameter = /^\$(\d+)(::[a-z[\]]+)?$/.exec(written.trim());
  if (parameter !== null) return (values) => values[Number(parameter[1]) - 1] ?? null;
  const constant = literal(written.trim());
  return () => constant;
}

/** 'text', '{}'::uuid[], 1, null … */
function literal(written: string): unknown {
  const quoted = /^'([^']*)'(?:::([a-z]+)(\[\])?)?$/.exec(written);
  if (quoted !== null) return quoted[3] === undefined ? quoted[1] : [];
  if (/^-?\d+$/.test(written)) return Number(written);
  return written === "null" ? null : unknown(written);
}

interface Conflict {
  on: string[];
  set: string[];
}

function conflictOf(text: string): Conflict | undefined {
  const match = /on conflict \(([^)]*)\) do update set\s+([\s\S]*?)(?: returning |$)/.exec(text);
  if (match === null) return undefined;
  const set = [...(match[2] ?? "").matchAll(/([a-z_]+) = excluded\./g)].map((one) => one[1] ?? "");
  return { on: (match[1] ?? "").split(",").map((column) => column.trim()), set };
}

function put(store: Store, part: { table: string; conflict: Conflict | undefined }, row: Row): Row[] {
  const { table, conflict } = part;
  if (table === "kernel.number") return [{ last: count(store, String(row.series)) }];
  if (table === "people.identity" && !claim(store, row)) return [];
  const rows = store.pending.get(table) ?? [];
  const present = conflict && rows.find((one) => conflict.on.every((column) => one[column] === row[column]));
  if (present !== undefined && conflict !== undefined) for (const column of conflict.set) present[column] = row[column];
  else if (rows.push(row) === 1) store.pending.set(table, rows);
  return [];
}

function count(store: Store, series: string): number {
  const next = (store.numbers.get(series) ?? 0) + 1;
  store.numbers.set(series, next);
  return next;
}

/** A number has one holder; a second claim leaves it as it is. */
function claim(store: Store, row: Row): boolean {
  const digest = hex(row.id_digest);
  if (store.holders.has(digest)) return false;
  store.holders.set(digest, row.holder_id);
  return true;
}

const hex = (bytes: unknown) => (Buffer.isBuffer(bytes) ? bytes.toString("hex") : unknown(String(bytes)));

function selectPlan(store: Store, text: string): Plan | undefined {
  if (/ from people\.claim\(/.test(text)) return (values) => holders(store, values[1]);
  const match =
    /^select\s+([\s\S]+?)\s+from\s+([a-z_.]+)\s+where\s+([\s\S]+?)(?:\s+order by [a-z_, ]+)?(?:\s+limit \d+)?(?:\s+for update)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, columns = "", table = "", where = ""] = match;
  const matches = conditionOf(where);
  const shown = columns.trim() === "*" ? undefined : columns.split(",").map((column) => column.trim());
  const total = shown?.length === 1 ? /^count\(\*\) as ([a-z_]+)$/.exec(shown[0] ?? "")?.[1] : undefined;
  return (values) => {
    const rows = known(store, table, idAsked(where, values)).filter((row) => matches(row, values));
    if (total !== undefined) return [{ [total]: rows.length }];
    return rows.map((row) => (shown === undefined ? { ...row } : Object.fromEntries(shown.map((column) => [column, row[column]]))));
  };
}

function holders(store: Store, digests: unknown): Row[] {
  if (!Array.isArray(digests)) return [];
  return digests.flatMap((digest) =>
    store.holders.has(hex(digest)) ? [{ id_digest: digest, holder_id: store.holders.get(hex(digest)) }] : [],
  );
}

/** The one row an id names, where the statement names it: kept tables may be large. */
function idAsked(where: string, values: readonly unknown[]): string | undefined {
  const parameter = /(?:^|\s)id = \$(\d+)/.exec(where)?.[1];
  return parameter === undefined ? undefined : String(values[Number(parameter) - 1]);
}

function known(store: Store, table: string, id: string | undefined): Row[] {
  const kept = store.kept.get(table);
  const pending = store.pending.get(table) ?? [];
  if (kept === undefined) return pending;
  const one = id === undefined ? undefined : kept.get(id);
  return id === undefined ? [...kept.values(), ...pending] : one === undefined ? pending : [one];
}

/** A conjunction of `column = value` and `column is [not] null`; anything else is not understood. */
function conditionOf(where: string): (row: Row, values: readonly unknown[]) => boolean {
  const tests = where.split(/\s+and\s+/).map((part) => {
    const equal = /^\(?([a-z_]+) = ([^()]+?)\)?$/.exec(part.trim());
    if (equal !== null) {
      const [column, read] = [equal[1] ?? "", reading(equal[2] ?? "")];
      return (row: Row, values: readonly unknown[]) => row[column] === read(values);
    }
    const empty = /^([a-z_]+) is (not )?null$/.exec(part.trim());
    if (empty === null) return unknown(where);
    return (row: Row) => ((row[empty[1] ?? ""] ?? null) === null) === (empty[2] === undefined);
  });
  return (row, values) => tests.every((test) => test(row, values));
}

function updatePlan(store: Store, text: string): Plan | undefined {
  const match = /^update\s+([a-z_.]+)\s+set\s+([\s\S]+?)\s+where\s+([\s\S]+)$/.exec(text);
  if (match === null) return undefined;
  const [, table = "", set = "", where = ""] = match;
  const pairs = set.split(/,\s*/).map((pair) => /^([a-z_]+) = (\$\d+(?:::[a-z[\]]+)?)$/.exec(pair.trim()) ?? unknown(text));
  const changes = pairs.map((pair) => ({ column: pair[1] ?? "", read: reading(pair[2] ?? "") }));
  const matches = conditionOf(where);
  return (values) => {
    for (const row of known(store, table, idAsked(where, values))) {
      if (matches(row, values)) for (const { column, read } of changes) row[column] = read(values);
    }
    return [];
  };
}
