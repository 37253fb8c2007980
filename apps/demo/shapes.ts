// What the tables look like: columns with their defaults, and the order in which foreign keys want them filled.
import type { ClientBase } from "pg";

/** A table: the columns one may write, in order, and a row of their defaults. */
export interface Shape {
  columns: readonly string[];
  blank: Readonly<Record<string, unknown>>;
}
export type Shapes = ReadonlyMap<string, Shape>;

const COLUMNS = `select n.nspname || '.' || c.relname as table, a.attname as column, pg_get_expr(d.adbin, d.adrelid) as preset
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and n.nspname not in ('pg_catalog', 'information_schema')
  order by c.oid, a.attnum`;

/** Reads the shape of every table of the product. */
export async function shapesOf(client: Pick<ClientBase, "query">): Promise<Shapes> {
  const { rows } = await client.query<{ table: string; column: string; preset: string | null }>(COLUMNS);
  const shapes = new Map<string, Shape>();
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table)) {
    const blank = Object.fromEntries(columns.map((row) => [row.column, presetOf(row.preset)]));
    shapes.set(table, { columns: columns.map((row) => row.column), blank });
  }
  return shapes;
}

/** The value of a constant default; now() and the like are left to whoever writes the row. */
function presetOf(preset: string | null): unknown {
  if (preset === null) return null;
  if (preset === "true" || preset === "false") return preset === "true";
  if (/^-?\d+$/.test(preset)) return Number(preset);
  const quoted = /^'([^']*)'::([a-z]+)(\[\])?$/.exec(preset);
  if (quoted === null) return null;
  return quoted[3] === undefined ? (quoted[1] ?? null) : [];
}

const REFERENCES = `select distinct a.nspname || '.' || f.relname as table, b.nspname || '.' || t.relname as needs
  from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_namespace a on a.oid = f.relnamespace
  join pg_class t on t.oid = k.confrelid join pg_namespace b on b.oid = t.relnamespace where k.contype = 'f' and f.oid <> t.oid`;

/** How deep a table stands under others by foreign keys: tables of smaller depth are filled first. */
export async function depthsOf(client: Pick<ClientBase, "query">): Promise<(table: string) => number> {
  const { rows } = await client.query<{ table: string; needs: string }>(REFERENCES);
  const needs = Map.groupBy(rows, (row) => row.table);
  const depth = (table: string): number => 1 + Math.max(-1, ...(needs.get(table) ?? []).map((row) => depth(row.needs)));
  return depth;
}
