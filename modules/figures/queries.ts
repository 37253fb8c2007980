// Figures of a bureau and the records behind them, asked through the rights of whoever looks.
import { inTransaction, join, name, readAll, sql, type Sql } from "#kernel/db";
import type { Server, Session } from "#kernel/http";
import { computeFigures, type Figure, type Indicator, printed, recordsBehind } from "#kernel/indicators";
import { type Period } from "#kernel/period";
import type { RecordRow, RecordType } from "#kernel/lifecycle";

const gathered = new WeakMap<Server["modules"], Indicator[]>();

/** All indicators of all modules: the same array at every call, so that what is compiled for it is found again. */
export function allIndicators(server: Server): Indicator[] {
  const all = gathered.get(server.modules) ?? server.modules.flatMap((module) => module.indicators);
  gathered.set(server.modules, all);
  return all;
}

/** Computes figures in one read transaction of the session's. */
export async function figuresFor(
  server: Server,
  session: Session,
  ask: { bureau: number; period: Period; ids?: string[]; splits: boolean },
): Promise<Figure[]> {
  const indicators = allIndicators(server);
  return inTransaction(server.app, session.settings, (tx) => computeFigures(tx.query, indicators, ask));
}

/** A figure as people and other systems read it. */
export function shown(server: Server, figure: Figure): Figure & { printed: string; counts: string } {
  const definition = allIndicators(server).find((indicator) => indicator.id === figure.indicator);
  return { ...figure, printed: printed(figure), counts: definition?.counts ?? "" };
}

/** One part of the records behind a figure: those counted, or numerator and denominator. */
export interface Behind {
  part: "counted" | "numerator" | "denominator";
  module: string;
  path: string;
  label: string;
  total: number;
  items: { id: string; title: string; row: RecordRow & Record<string, unknown> }[];
  next: string | null;
}

/** The records behind a figure, newest first; `cursor` goes on in the part named, or in the only one. */
export async function recordsOf(
  server: Server,
  session: Session,
  indicator: Indicator,
  ask: {
    bureau: number;
    period: Period;
    dims: Record<string, string>;
    cursor?: string | undefined;
    limit: number;
    part?: string | undefined;
  },
): Promise<Behind[]> {
  const wanted = recordsBehind(indicator, ask).filter((one) => ask.part === undefined || one.part === ask.part);
  const parts = wanted.flatMap((part) => {
    const type = typeOf(server, part.table);
    return type === undefined ? [] : [{ ...part, type }];
  });
  const statements = parts.flatMap(({ type, where }) => [
    sql`select * from ${name(type.table)} where ${where}${after(ask.cursor)} order by id desc limit ${ask.limit + 1}`,
    sql`select count(*) as total from ${name(type.table)} where ${where}`,
  ]);
  const answers = await readAll(server.app, session.settings, statements);
  return parts.map(({ part, type }, index) => {
    const rows = (answers[2 * index] ?? []) as (RecordRow & Record<string, unknown>)[];
    const [count] = (answers[2 * index + 1] ?? []) as { total: number }[];
    const items = rows.slice(0, ask.limit).map((row) => ({ id: row.id, title: type.title(row), row: listed(type, row) }));
    return {
      part,
      module: type.module,
      path: type.path,
      label: type.label,
      total: count?.total ?? 0,
      items,
      next: rows.length > ask.limit ? (items.at(-1)?.id ?? null) : null,
    };
  });
}

function after(cursor: string | undefined): Sql {
  return cursor === undefined ? join([], "") : sql` and id < ${cursor}::uuid`;
}

function listed(type: RecordType, row: RecordRow & Record<string, unknown>): RecordRow & Record<string, unknown> {
  const kept = Object.entries(row).filter(
    ([column]) => ["bureau_id", "id", "state", "version", ...type.list.columns].includes(column) && type.masked?.includes(column) !== true,
  );
  return {
    ...Object.fromEntries(kept),
    bureau_id: row.bureau_id,
    id: row.id,
    state: row.state,
    version: row.version,
    offices: [],
    owners: [],
  };
}

function typeOf(server: Server, table: string): RecordType | undefined {
  return server.modules.flatMap((module) => module.records).find((record) => record.type.table === table)?.type;
}
