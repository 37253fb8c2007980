// Figures are definitions, not columns: what is counted, dated by what, split by what. One scan of a table serves all figures over it.
import { createHash } from "node:crypto";
import { join, name, raw, type Sql, sql } from "./db.ts";
import type { Day } from "./clock.ts";
import { type Period, yearBefore } from "./period.ts";

/** A condition on one column: equal, one of, absent (null) or present. */
export type Condition = string | number | boolean | null | readonly string[] | { present: true };

/** What is counted or summed. Flow: `on` lies in the period. Stock: `on` has come and `until` has not, on the period's last day. */
export interface Measure {
  from: string;
  on: string;
  until?: string;
  where?: Record<string, Condition>;
  count?: { distinct: string } | { sum: string /** divides the sum: 分 to 万元 is 1,000,000 */; per?: number };
}

/** One way to split a figure; `values` are the known values and their words, so that a zero is stated too. */
export interface Dimension {
  column: string;
  label: string;
  values?: Record<string, string>;
}

/** An indicator in words and in structure; the words are the definition, the structure must match them. */
export interface Indicator {
  id: string;
  title: string;
  unit: string;
  decimals: number;
  /** What is counted, in words, as printed in the appendix of a report. */
  counts: string;
  kind: "flow" | "stock" | "cumulative" | "sum" | "average" | "ratio" | "growth" | "reported";
  measure?: Measure;
  /** For ratio and average: two measures; the ratio is a percentage, `complement` takes it from 100 %. */
  ratio?: { of: Measure; to: Measure; complement?: boolean };
  /** For growth: the indicator compared with the same days a year before. */
  growthOf?: string;
  by?: Record<string, Dimension>;
  /** Splits by several dimensions at once, beside one split for each. */
  cross?: readonly (readonly string[])[];
}

/** A computed cell: unrounded value (null: cannot be known), and how many records are behind it. */
export interface Figure {
  indicator: string;
  title: string;
  dims: Record<string, string>;
  value: number | null;
  unit: string;
  decimals: number;
  kind: Indicator["kind"];
  status: "computed" | "reported";
  from: Day;
  to: Day;
  records: number;
}

type Query = <Row>(statement: Sql) => Promise<Row[]>;

function test(column: string, condition: Condition): Sql {
  if (condition === null) return sql`${name(column)} is null`;
  if (typeof condition === "object" && "present" in condition) return sql`${name(column)} is not null`;
  if (Array.isArray(condition)) return sql`${name(column)} = any(${condition})`;
  return sql`${name(column)} = ${condition}`;
}

/** When a row belongs to the measure in the period. */
function within(kind: Indicator["kind"], measure: Measure, period: Period): Sql {
  const conditions = Object.entries(measure.where ?? {}).map(([column, condition]) => test(column, condition));
  return join([...dated(kind, measure, period), ...conditions], " and ");
}

function dated(kind: Indicator["kind"], measure: Measure, period: Period): Sql[] {
  const on = name(measure.on);
  if (measure.until !== undefined)
    return [sql`${on} <= ${period.to}`, sql`(${name(measure.until)} is null or ${name(measure.until)} > ${period.to})`];
  if (kind === "stock" || kind === "cumulative") return [sql`${on} <= ${period.to}`];
  return [sql`${on} between ${period.from} and ${period.to}`];
}

interface Piece {
  key: string;
  kind: Indicator["kind"];
  measure: Measure;
  by: Record<string, Dimension>;
  groups: readonly (readonly string[])[];
}

function pieces(indicator: Indicator): Piece[] {
  const by = indicator.by ?? {};
  const groups = [[], ...Object.keys(by).map((key) => [key]), ...(indicator.cross ?? [])];
  const made = (suffix: string, measure: Measure): Piece => ({
    key: `${indicator.id}${suffix}`,
    kind: indicator.kind,
    measure,
    by,
    groups,
  });
  if (indicator.ratio !== undefined) return [made("#of", indicator.ratio.of), made("#to", indicator.ratio.to)];
  return indicator.measure === undefined ? [] : [made("", indicator.measure)];
}

interface Cell {
  value: number;
  records: number;
}
type Cells = Map<string, Cell>;

function cellKey(piece: string, dims: Record<string, string>): string {
  return `${piece}|${JSON.stringify(Object.entries(dims).sort(([left], [right]) => (left < right ? -1 : 1)))}`;
}

/** A statement made once for a set of indicators; its marks stand for the period and bureau of each asking. */
interface Scan {
  statement: Sql;
  parts: Piece[];
  wanted: [value: Aggregate, records: Aggregate][];
}

const marks = { from: "\u0000from", to: "\u0000to", bureau: "\u0000bureau" };

/** One scan over one table: every measure as a filtered aggregate, every split as a grouping set. */
function scan(table: string, parts: Piece[]): Scan {
  const columns = [...new Set(parts.flatMap((part) => Object.values(part.by).map((dimension) => dimension.column)))];
  const wanted = parts.map((part) => aggregates(part, marks));
  const select = new Map(wanted.flat().map((one) => [one.column, sql`${one.statement} as ${raw(one.column)}`]));
  const reach = new Map(parts.map((part) => join(dated(part.kind, part.measure, marks), " and ")).map((one) => [one.text, sql`(${one})`]));
  const grouped =
    columns.length === 0
      ? raw("")
      : sql`grouping(${join(columns.map(name), ", ")}) as g, ${join(
          columns.map((column) => sql`${name(column)}::text`),
          ", ",
        )},`;
  const sets = distinctGroups(parts).map((group) => sql`(${join(group.map(name), ", ")})`);
  const by = columns.length === 0 ? raw("") : sql`group by grouping sets (${join(sets, ", ")})`;
  const statement = sql`select ${grouped} ${join([...select.values()], ", ")} from ${name(table)}
    where bureau_id = ${marks.bureau} and (${join([...reach.values()], " or ")}) ${by}`;
  return { statement, parts, wanted };
}

const compiled = new WeakMap<Indicator[], Map<string, Scan[]>>();

/** The scans that serve some indicators: one a table. Kept, because making them costs as much as running a small one. */
function scansOf(all: Indicator[], chosen: Indicator[], splits: boolean): Scan[] {
  const known = compiled.get(all) ?? new Map<string, Scan[]>();
  compiled.set(all, known);
  const key = `${splits} ${chosen.map((indicator) => indicator.id).join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const whole = (part: Piece): Piece => (splits ? part : { ...part, by: {}, groups: [[]] });
  const made = [...Map.groupBy(chosen.flatMap(pieces), (part) => part.measure.from)].map(([table, parts]) => scan(table, parts.map(whole)));
  if (known.size > 200) known.clear();
  known.set(key, made);
  return made;
}

function asked(statement: Sql, bureau: number, period: Period): Sql {
  const values = statement.values.map((value) =>
    value === marks.from ? period.from : value === marks.to ? period.to : value === marks.bureau ? bureau : value,
  );
  return { text: statement.text, values };
}

function distinctGroups(parts: Piece[]): string[][] {
  const columns = parts.flatMap((part) => part.groups.map((group) => group.map((key) => part.by[key]?.column ?? key).sort()));
  return [...new Map(columns.map((group) => [group.join(), group])).values()];
}

/** What a part asks of a row group: its value, and how many records are behind it. Named by their own text, so that the same number is counted once. */
function aggregates(part: Piece, period: Period): [value: Aggregate, records: Aggregate] {
  const filter = sql`filter (where ${within(part.kind, part.measure, period)})`;
  const count = part.measure.count;
  const records = sql`count(*) ${filter}`;
  if (count === undefined) return [named(records), named(records)];
  const value =
    "distinct" in count ? sql`count(distinct ${name(count.distinct)}) ${filter}` : sql`coalesce(sum(${name(count.sum)}) ${filter}, 0)`;
  return [named(value), named(records)];
}

interface Aggregate {
  column: string;
  statement: Sql;
}

function named(statement: Sql): Aggregate {
  return { column: `a${createHash("sha1").update(JSON.stringify(statement)).digest("hex").slice(0, 16)}`, statement };
}

function readCells(rows: Record<string, unknown>[], { parts, wanted }: Scan, cells: Cells): void {
  const columns = [...new Set(parts.flatMap((part) => Object.values(part.by).map((dimension) => dimension.column)))];
  for (const row of rows) {
    const mask = Number(row.g ?? 0);
    const present = columns.filter((_, index) => row.g !== undefined && (mask & (1 << (columns.length - 1 - index))) === 0);
    parts.forEach((part, index) => {
      const keys = Object.entries(part.by).filter(([, dimension]) => present.includes(dimension.column));
      if (
        keys.length !== present.length ||
        !part.groups.some((group) => group.length === keys.length && keys.every(([key]) => group.includes(key)))
      )
        return;
      if (keys.some(([, dimension]) => row[dimension.column] === null)) return;
      const dims = Object.fromEntries(keys.map(([key, dimension]) => [key, String(row[dimension.column])]));
      const count = part.measure.count;
      const per = count !== undefined && "sum" in count ? (count.per ?? 1) : 1;
      const [value, records] = wanted[index] ?? [];
      if (value === undefined || records === undefined) return;
      cells.set(cellKey(part.key, dims), { value: Number(row[value.column]) / per, records: Number(row[records.column]) });
    });
  }
}

async function compute(query: Query, scans: Scan[], bureau: number, period: Period): Promise<Cells> {
  const cells: Cells = new Map();
  await Promise.all(
    scans.map(async (one) => readCells(await query<Record<string, unknown>>(asked(one.statement, bureau, period)), one, cells)),
  );
  return cells;
}

/** Which cells an indicator has: the total, and when it is split every known value of each dimension and whatever else was found. */
function cellsOf(indicator: Indicator, cells: Cells, splits: boolean): Record<string, string>[] {
  if (!splits) return [{}];
  const wanted = new Map<string, Record<string, string>>([["[]", {}]]);
  const want = (entries: [string, string][]) => wanted.set(JSON.stringify(entries), Object.fromEntries(entries));
  for (const [key, dimension] of Object.entries(indicator.by ?? {})) {
    for (const value of Object.keys(dimension.values ?? {})) want([[key, value]]);
  }
  const owns = pieces(indicator).map((part) => `${part.key}|`);
  for (const key of cells.keys()) {
    const own = owns.find((prefix) => key.startsWith(prefix));
    if (own !== undefined) want(JSON.parse(key.slice(own.length)));
  }
  return [...wanted.values()];
}

function valueOf(indicator: Indicator, dims: Record<string, string>, cells: Cells): { value: number | null; records: number } {
  const cell = (suffix: string): Cell => cells.get(cellKey(`${indicator.id}${suffix}`, dims)) ?? { value: 0, records: 0 };
  if (indicator.ratio === undefined) return cell("");
  const [of, to] = [cell("#of"), cell("#to")];
  const average = indicator.kind === "average";
  const records = average ? to.records : of.records + to.records;
  if (to.value === 0) return { value: null, records };
  const share = of.value / to.value;
  if (average) return { value: share, records };
  return { value: 100 * (indicator.ratio.complement === true ? 1 - share : share), records };
}

/** The words of a dimension's value. */
function words(indicator: Indicator, dims: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(dims).map(([key, value]) => [key, indicator.by?.[key]?.values?.[value] ?? value]));
}

/** A value entered with its source, where no records exist: years before the system, other units. */
interface Reported {
  indicator: string;
  dims: Record<string, string>;
  value: number;
}

/**
 * Computes figures of one bureau and period through the rights of whoever asks (`query` runs in that person's transaction).
 * Cost: one index scan of the period's rows for each table the indicators draw on, however many figures; `splits` adds grouping in the same scan.
 */
export async function computeFigures(
  query: Query,
  all: Indicator[],
  ask: { bureau: number; period: Period; ids?: string[]; splits: boolean },
): Promise<Figure[]> {
  const chosen = ask.ids === undefined ? all : all.filter((indicator) => ask.ids?.includes(indicator.id));
  const bases = all.filter((indicator) => chosen.some((growth) => growth.growthOf === indicator.id));
  const needed = [...new Set([...chosen, ...bases])];
  const [cells, before, reported] = await Promise.all([
    compute(query, scansOf(all, needed, ask.splits), ask.bureau, ask.period),
    bases.length > 0 ? compute(query, scansOf(all, bases, false), ask.bureau, yearBefore(ask.period)) : (new Map() as Cells),
    reportedValues(query, ask.bureau, ask.period, bases.length > 0),
  ]);
  return chosen.flatMap((indicator) => figuresOf(indicator, all, ask, { cells, before, reported }));
}

function figuresOf(
  indicator: Indicator,
  all: Indicator[],
  ask: { period: Period; splits: boolean },
  found: { cells: Cells; before: Cells; reported: Map<string, Reported[]> },
): Figure[] {
  const head = {
    indicator: indicator.id,
    title: indicator.title,
    unit: indicator.unit,
    decimals: indicator.decimals,
    kind: indicator.kind,
    from: ask.period.from,
    to: ask.period.to,
  };
  if (indicator.kind === "reported") {
    return (found.reported.get(`${ask.period.from}..${ask.period.to}`) ?? [])
      .filter((row) => row.indicator === indicator.id)
      .map((row) => ({ ...head, dims: row.dims, value: row.value, status: "reported" as const, records: 0 }));
  }
  if (indicator.kind === "growth") {
    const base = all.find((one) => one.id === indicator.growthOf);
    return base === undefined ? [] : [{ ...head, dims: {}, status: "computed", ...growth(base, ask.period, found) }];
  }
  return cellsOf(indicator, found.cells, ask.splits).map((dims) => ({
    ...head,
    dims: words(indicator, dims),
    status: "computed" as const,
    ...valueOf(indicator, dims, found.cells),
  }));
}

function growth(
  base: Indicator,
  period: Period,
  found: { cells: Cells; before: Cells; reported: Map<string, Reported[]> },
): { value: number | null; records: number } {
  const now = baseValue(base, period, found.cells, found.reported) ?? valueOf(base, {}, found.cells);
  const then = baseValue(base, yearBefore(period), found.before, found.reported);
  if (then === undefined || then.value === null || then.value === 0 || now.value === null) return { value: null, records: 0 };
  return { value: (100 * (now.value - then.value)) / then.value, records: now.records + then.records };
}

/** What growth compares: computed where there are records, else entered with its source, else unknown. */
function baseValue(
  base: Indicator,
  { from, to }: Period,
  cells: Cells,
  reported: Map<string, Reported[]>,
): { value: number | null; records: number } | undefined {
  const computed = valueOf(base, {}, cells);
  if (computed.records > 0 && computed.value !== null) return computed;
  const entered = reported.get(`${from}..${to}`)?.find((row) => row.indicator === base.id && Object.keys(row.dims).length === 0);
  return entered === undefined
    ? base.kind === "reported"
      ? { value: null, records: 0 }
      : undefined
    : { value: entered.value, records: 0 };
}

/** Values entered for the period (and the year before). Of several for one cell the last entered stands: the table only grows. */
async function reportedValues(query: Query, bureau: number, period: Period, withLastYear: boolean): Promise<Map<string, Reported[]>> {
  const last = yearBefore(period);
  const rows = await query<
    Reported & Period
  >(sql`select distinct on (indicator, dims, from_on, to_on) indicator, dims, value::float8 as value, from_on as "from", to_on as "to"
    from kernel.reported_figure where bureau_id = ${bureau} and to_on = any(${withLastYear ? [period.to, last.to] : [period.to]}::date[])
    order by indicator, dims, from_on, to_on, entered_at desc, id desc`);
  return Map.groupBy(rows, (row) => `${row.from}..${row.to}`);
}

/** The records behind a figure as a statement for each part: the table, and which rows; `dims` in the words figures are given in. */
export function recordsBehind(
  indicator: Indicator,
  ask: { bureau: number; period: Period; dims: Record<string, string> },
): { part: "counted" | "numerator" | "denominator"; table: string; where: Sql }[] {
  const conditions = Object.entries(ask.dims).map(([key, word]) => {
    const dimension = indicator.by?.[key];
    const code = Object.entries(dimension?.values ?? {}).find(([, label]) => label === word)?.[0] ?? word;
    return sql`${name(dimension?.column ?? key)}::text = ${code}`;
  });
  return pieces(indicator).map((piece) => ({
    part: piece.key.endsWith("#of") ? ("numerator" as const) : piece.key.endsWith("#to") ? ("denominator" as const) : ("counted" as const),
    table: piece.measure.from,
    where: sql`bureau_id = ${ask.bureau} and ${join([within(piece.kind, piece.measure, ask.period), ...conditions], " and ")}`,
  }));
}

/** A value as printed: rounded half up to the indicator's decimals; "—" when it cannot be known. */
export function printed(figure: Pick<Figure, "value" | "decimals">): string {
  if (figure.value === null) return "—";
  const scale = 10 ** figure.decimals;
  const rounded = (Math.sign(figure.value) * Math.round(Math.abs(figure.value) * scale + 1e-9)) / scale;
  return rounded === 0 || rounded === 100 ? String(rounded) : rounded.toFixed(figure.decimals);
}
