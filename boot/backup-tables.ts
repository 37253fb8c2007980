// Which tables a backup holds, in an order in which they can be filled again, and the partitions they need.
import type pg from "pg";

export type TableShape = { name: string; columns: string[] };
export type PartitionShape = { name: string; parent: string; bound: string; partitionedBy: string | null };

/** Tables of these schemas, those first that others refer to; generated columns left out; partitions counted with their parent. */
export async function tablesOf(client: pg.Client, schemas: string[]): Promise<TableShape[]> {
  const { rows } = await client.query<{ id: string; name: string; columns: string[]; needs: string[] }>(
    `select c.oid::text as id, format('%I.%I', n.nspname, c.relname) as name,
            array(select quote_ident(attname) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
                  and attgenerated = '' order by attnum) as columns,
            array(select confrelid::text from pg_constraint where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
       and format('%I.%I', n.nspname, c.relname) <> 'kernel.migration'
     order by 2`,
    [schemas],
  );
  const ordered: TableShape[] = [];
  const seen = new Set<string>();
  const place = (row: (typeof rows)[number]) => {
    if (seen.has(row.id)) return;
    seen.add(row.id);
    for (const need of row.needs) rows.filter((other) => other.id === need).forEach(place);
    ordered.push({ name: row.name, columns: row.columns });
  };
  rows.forEach(place);
  return ordered;
}

/** Partitions of the tables of these schemas, parents before children. */
export async function partitionsOf(client: pg.Client, schemas: string[]): Promise<PartitionShape[]> {
  const { rows } = await client.query<PartitionShape>(
    `select format('%I.%I', n.nspname, c.relname) as name, format('%I.%I', pn.nspname, p.relname) as parent,
            pg_get_expr(c.relpartbound, c.oid) as bound, pg_get_partkeydef(c.oid) as "partitionedBy"
     from pg_inherits i
     join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
     where c.relispartition and c.relkind in ('r', 'p') and pn.nspname = any($1)
     order by cardinality(array(select relid from pg_partition_ancestors(c.oid))), 1`,
    [schemas],
  );
  return rows;
}
