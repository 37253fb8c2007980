// What the database's own catalogue says about the product's tables: which carry a bureau's records, which everyone reads, which nobody does.
import type pg from "pg";
import { productSchemas } from "./migrate.ts";
import { tablesOf } from "./backup-tables.ts";

/** Small tables that everyone may read and no request writes: law, calendar, divisions, code lists. On Citus each node keeps a copy. */
export const referenceTables: readonly string[] = ["offices.division"];

/** Tables of the whole installation that no request may touch, each with its reason. On Citus each node keeps a copy as well. */
export const installationTables: Readonly<Record<string, string>> = {
  "kernel.migration": "what has been applied to this database",
  "kernel.installation": "facts of the whole installation, such as which key it was filled with",
  "accounts.login": "logins are unique in the installation; read before the bureau of the person is known",
  "accounts.attempt": "failed attempts are counted for logins that nobody has, too",
};

export type TableFacts = {
  name: string;
  /** Columns of the primary key in order. */
  key: string[];
  /** Columns of each unique index. */
  uniques: string[][];
  foreign: { name: string; to: string; columns: string[]; theirs: string[] }[];
  /** Triggers of our own, identity columns, columns that draw from a sequence. */
  machinery: string[];
  protected: boolean;
  policies: { name: string; expression: string }[];
  /** What role zs_app may do: SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER. */
  rights: string[];
};

/** Facts about every table of the product's schemas, partitions left out, those first that others refer to. */
export async function tableFacts(client: pg.Client): Promise<TableFacts[]> {
  const schemas = await productSchemas(client);
  const names = [...(await tablesOf(client, schemas)).map((table) => table.name), "kernel.migration"];
  const { rows } = await client.query<TableFacts>(factsQuery, [names]);
  return rows;
}

/** Sequences, and tables outside the product's schemas that zs_app may read: there should be none of either. */
export async function strays(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where (c.relkind = 'S' and n.nspname = any($1))
        or (c.relkind in ('r', 'p') and n.nspname = 'public' and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
        or (c.relkind in ('v', 'm') and n.nspname = any($1) and has_table_privilege('zs_app', c.oid, 'select')
            and not coalesce(c.reloptions @> array['security_invoker=true'], false))
     order by 1`,
    [await productSchemas(client)],
  );
  return rows.map((row) => row.name);
}

const columnNames = (keys: string, table: string) =>
  `array(select a.attname::text from unnest(${keys}) with ordinality k(number, place) join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number order by k.place)`;

const factsQuery = `
  select t.name, c.relrowsecurity as protected,
    coalesce((select ${columnNames("i.indkey::int2[]", "c.oid")} from pg_index i where i.indrelid = c.oid and i.indisprimary), '{}') as key,
    coalesce((select json_agg(${columnNames("i.indkey::int2[]", "c.oid")}) from pg_index i where i.indrelid = c.oid and i.indisunique), '[]') as uniques,
    coalesce((select json_agg(json_build_object('name', f.conname, 'to', format('%I.%I', fn.nspname, fc.relname),
        'columns', ${columnNames("f.conkey", "f.conrelid")}, 'theirs', ${columnNames("f.confkey", "f.confrelid")}))
      from pg_constraint f join pg_class fc on fc.oid = f.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
      where f.conrelid = c.oid and f.contype = 'f'), '[]') as foreign,
    array(select 'trigger ' || g.tgname from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal
      union all select 'identity ' || a.attname from pg_attribute a where a.attrelid = c.oid and a.attidentity <> ''
      union all select 'sequence ' || a.attname from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and pg_get_expr(d.adbin, d.adrelid) like '%nextval(%') as machinery,
    coalesce((select json_agg(json_build_object('name', p.polname,
        'expression', concat_ws(' / ', pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))))
      from pg_policy p where p.polrelid = c.oid), '[]') as policies,
    array(select r from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) r
      where has_table_privilege('zs_app', c.oid, r)) as rights
  from unnest($1::text[]) with ordinality t(name, place) join pg_class c on c.oid = t.name::regclass
  order by t.place`;
