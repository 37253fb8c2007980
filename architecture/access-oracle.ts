// What each person ought to see, computed apart from the product: from the modules' `sees`, the tables' policies and the rows as the owner reads them.
import type { Actor } from "#kernel/permissions";
import { lines, type Town } from "./access-town.ts";

/** What visibility is judged by. */
export interface Placed {
  bureau_id: number;
  id: string;
  line: string;
  offices: string[];
  owners: string[];
}

/** Whether this person ought to see a row of this line of work. */
export function visible(actor: Actor, row: Placed): boolean {
  if (row.bureau_id < actor.low || row.bureau_id > actor.high) return false;
  if (row.owners.includes(actor.id)) return true;
  return actor.posts.some((post) => {
    const reach = lines[row.line]?.[post.role];
    return reach === "bureau" || (reach === "own office" && row.offices.includes(post.office));
  });
}

/** The rows of every protected table as their owner sees them, with the line of work that the table's policy names. */
export interface Truth {
  rows: Map<string, (Placed & Record<string, unknown>)[]>;
  lineOf(table: string): string;
}

/** Reads the truth: every table whose policy names a line, or a column `line`. */
export async function readTruth(town: Pick<Town, "owner">): Promise<Truth> {
  const { rows: tables } = await town.owner.query<{ name: string; policy: string }>(
    `select n.nspname || '.' || c.relname as name, pg_get_expr(p.polqual, p.polrelid) as policy
     from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where p.polname = 'visible'`,
  );
  const named = new Map<string, string>();
  const rows: Truth["rows"] = new Map();
  for (const { name, policy } of tables) {
    const line = /zs\.wide\((?:'([\w-]+)'::text|line)\)/.exec(policy);
    if (line === null) continue;
    named.set(name, line[1] ?? "");
    const [schema, table] = name.split(".");
    const found = await town.owner.query<Placed & Record<string, unknown>>(`select * from "${schema}"."${table}"`);
    rows.set(
      name,
      found.rows.map((row) => ({ ...row, line: line[1] ?? row.line })),
    );
  }
  return { rows, lineOf: (table) => named.get(table) ?? "" };
}

/** The rows of a table that this person ought to see. */
export function seen(truth: Truth, actor: Actor, table: string): (Placed & Record<string, unknown>)[] {
  return (truth.rows.get(table) ?? []).filter((row) => visible(actor, row));
}
