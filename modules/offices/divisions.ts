// Administrative divisions: loading law/divisions into the reference table, and reading a township's villages.
import { readdirSync, readFileSync } from "node:fs";
import type { ClientBase } from "pg";
import { z } from "zod";
import { type Sql, sql } from "#kernel/db";

const Row = z.object({
  code: z.string().regex(/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/),
  name: z.string().min(1),
  valid_from: z.iso.date().nullable(),
  valid_to: z.iso.date().nullable(),
  note: z.string().optional(),
  former_names: z.array(z.unknown()).optional(),
});
const File = z.object({ rows: z.array(Row) });
const lengths = [2, 4, 6, 9, 12];
const folder = new URL("../../law/divisions/", import.meta.url);

/** One division as it is served. Level 1 province … 5 village. */
export interface Division {
  code: string;
  name: string;
  level: number;
  parent: string | null;
  note: string | null;
}

/** Level by the length of the code (GB/T 2260, GB/T 10114): 1 province, 2 prefecture, 3 county, 4 township, 5 village. */
export function levelOf(code: string): number {
  return lengths.indexOf(code.length) + 1;
}

/** The code of the division above; null for a province. */
export function parentOf(code: string): string | null {
  const level = levelOf(code);
  return level <= 1 ? null : code.slice(0, lengths[level - 2]);
}

/** Brings offices.division up to what law/divisions says; answers how many rows changed. Runs as the owner; may run at every start. */
export async function loadDivisions(ownerClient: Pick<ClientBase, "query">): Promise<number> {
  const files = readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort();
  const rows = files.flatMap((name) => File.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8"))).rows);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const all = [...byCode.values()];
  const answer = await ownerClient.query(
    `insert into offices.division as d (code, name, level, parent, former_names, note, valid_from, valid_to)
     select r.code, r.name, r.level, r.parent, array(select jsonb_array_elements_text(r.former_names)), r.note, r.valid_from, r.valid_to
     from jsonb_to_recordset($1::jsonb) as r(code text, name text, level int, parent text, former_names jsonb, note text, valid_from date, valid_to date)
     on conflict (code) do update set name = excluded.name, level = excluded.level, parent = excluded.parent, former_names = excluded.former_names,
       note = excluded.note, valid_from = excluded.valid_from, valid_to = excluded.valid_to
     where (d.name, d.level, d.parent, d.former_names, d.note, d.valid_from, d.valid_to)
       is distinct from (excluded.name, excluded.level, excluded.parent, excluded.former_names, excluded.note, excluded.valid_from, excluded.valid_to)`,
    [
      JSON.stringify(
        all.map((row) => ({
          ...row,
          former_names: row.former_names ?? [],
          note: row.note ?? null,
          level: levelOf(row.code),
          parent: parentOf(row.code),
        })),
      ),
    ],
  );
  return answer.rowCount ?? 0;
}

/** The divisions directly below one, valid on a day; without a parent, the provinces. */
export function divisionsStatement(parent: string | undefined, day: string): Sql {
  const below = parent === undefined || parent === "" ? sql`parent is null` : sql`parent = ${parent}`;
  return sql`select code, name, level, parent, note from offices.division
    where ${below} and coalesce(valid_from, ${day}::date) <= ${day}::date and coalesce(valid_to, ${day}::date) >= ${day}::date order by code`;
}
