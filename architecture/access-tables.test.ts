// Every table and function of the database, as the application's role with the settings of every role of another bureau.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { settingsOf } from "#kernel/permissions";
import { roles } from "#modules/offices";
import { idOf, lines, openTown, type Town } from "./access-town.ts";

/** Tables without a bureau that everybody may read, with the reason. */
const referenceTables: Record<string, string> = {
  "kernel.migration": "names of the migrations that have run",
  "offices.division": "GB/T 2260 codes, public",
};
/** Functions that run with the owner's rights and that the application's role may call: what a stranger asks, with $1 the other bureau, $2 an id of it. */
const doors: Record<string, string> = {
  "zs.search": "select * from zs.search($1, '{东}', '东', 100) where $2::uuid is not null",
  "files.subject_of": "select * from files.subject_of($1, $1, $2)",
  "files.follow": "select null where files.follow($1, $2, '{}', '{}')::text <> ''",
  "people.claim":
    "select * from people.claim($1, (select array_agg(sha256(g::text::bytea)) from generate_series(1, 3) g), array[$2::uuid])",
  "people.merge": "select null where people.merge($1, $2, $2)::text <> ''",
  "accounts.card": "select * from accounts.card($1, $2)",
  "accounts.claim_login": "select accounts.claim_login($1, $2, 'stranger')",
  "accounts.set_password": "select accounts.set_password($1, $2, 'x', null)",
  "accounts.release": "select accounts.release($1, $2, true)",
  "accounts.keep_token": "select accounts.keep_token($1, $2, '\\x00')",
};

interface Table {
  name: string;
  kind: string;
  secured: boolean;
  options: string[] | null;
  columns: string[];
}

let town: Town;
let app: pg.Client;
let tables: Table[];
beforeAll(async () => {
  town = await openTown();
  app = new pg.Client({ connectionString: town.appUrl });
  await app.connect();
  tables = (
    await town.owner.query<Table>(`select n.nspname || '.' || quote_ident(c.relname) as name, c.relkind as kind, c.relrowsecurity as secured, c.reloptions as options,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`)
  ).rows;
});
afterAll(() => app.end());

/** Runs a statement in a transaction with these settings and takes it back; answers its rows, how many it touched, or the code of the error. */
async function attempt(settings: string, text: string, values: unknown[] = []): Promise<{ rows: unknown[]; count: number; code?: string }> {
  await app.query("begin");
  try {
    await app.query(settings);
    const answer = await app.query(text, values);
    return { rows: answer.rows, count: answer.rowCount ?? 0 };
  } catch (error) {
    return { rows: [], count: 0, code: (error as { code?: string }).code ?? "?" };
  } finally {
    await app.query("rollback");
  }
}

const protectedTables = () => tables.filter((table) => !(table.name in referenceTables) && table.kind !== "v");
const stranger = (role: string) => town.somebody({ role, office: town.home.office, bureau: town.abroad.bureau });
const settings = (role: string) => {
  const { actor } = stranger(role);
  return actor === undefined ? "" : settingsOf(actor, lines);
};

test("the application's role may do nothing but what is granted", async () => {
  const { rows } = await town.owner.query(`select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication as strong,
    (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships,
    (select array_agg(nspname::text) from pg_namespace where has_schema_privilege(r.oid, oid, 'create') and nspname !~ '^pg_temp|^pg_toast_temp') as creates,
    (select array_agg(c.oid::regclass::text) from pg_class c where c.relkind in ('r', 'p') and c.relowner = r.oid) as owns,
    (select array_agg(c.oid::regclass::text) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|information_schema'
      and (has_table_privilege(r.oid, c.oid, 'delete') or has_table_privilege(r.oid, c.oid, 'truncate') or has_table_privilege(r.oid, c.oid, 'trigger'))) as deletes
    from pg_roles r where rolname = 'zs_app'`);
  expect(rows[0]).toEqual({ strong: false, memberships: 0, creates: null, owns: null, deletes: null });
});

test("every table has row-level security, but for the reference tables said here; no view passes it by", () => {
  expect(tables.length).toBeGreaterThan(30);
  expect(
    protectedTables()
      .filter((table) => !table.secured || table.kind === "m" || table.kind === "f")
      .map((table) => table.name),
  ).toEqual([]);
  const views = tables.filter((table) => table.kind === "v" && table.options?.includes("security_invoker=true") !== true);
  expect(views.map((view) => view.name)).toEqual([]);
});

test("what the policies say of a row is what they say of its bureau", async () => {
  const { rows } = await town.owner.query<{
    name: string;
  }>(`select c.oid::regclass::text || ' ' || p.polname as name from pg_policy p join pg_class c on c.oid = p.polrelid
    where (p.polqual is not null and pg_get_expr(p.polqual, p.polrelid) !~ '^[(]+(zs[.]within[(]bureau_id[)]|bureau_id >= zs[.]low[(][)][)] AND [(]bureau_id <= zs[.]high[(][)])[)]*( AND |$)')
       or (p.polwithcheck is not null and pg_get_expr(p.polwithcheck, p.polrelid) not like '%zs.low()%zs.high()%')
       or (p.polqual is null and p.polwithcheck is null) or coalesce(pg_get_expr(p.polqual, p.polrelid), '') ~* 'select' or not p.polpermissive`);
  expect(rows.map((row) => row.name)).toEqual([]);
});

test("without settings nothing is seen", async () => {
  for (const table of protectedTables())
    expect([table.name, (await attempt("select 1", `select 1 from ${table.name} limit 1`)).rows]).toEqual([table.name, []]);
});

describe.each(Object.keys(roles))("a %s of another bureau", (role) => {
  test("sees no row of this one, neither by counting nor by id", async () => {
    const found: string[] = [];
    for (const table of protectedTables().filter((one) => one.columns.includes("bureau_id"))) {
      const { rows } = await town.owner.query<{ id: string }>(
        `select ${table.columns.includes("id") ? "id::text" : "bureau_id::text"} as id from ${table.name} where bureau_id = ${town.home.bureau} limit 50`,
      );
      const counted = await attempt(settings(role), `select count(*)::int as n from ${table.name} where bureau_id = ${town.home.bureau}`);
      if (counted.code !== "42501" && (counted.rows[0] as { n: number } | undefined)?.n !== 0)
        found.push(`${table.name} counts ${JSON.stringify(counted)}`);
      if (!table.columns.includes("id")) continue;
      const byId = await attempt(settings(role), `select 1 from ${table.name} where id = any($1::uuid[])`, [rows.map((row) => row.id)]);
      if (byId.rows.length > 0) found.push(`${table.name} by id`);
    }
    expect(found).toEqual([]);
  });

  test("changes, adds and deletes nothing there, and moves nothing there or here", async () => {
    const done: string[] = [];
    const [here, there] = [town.home.bureau, town.abroad.bureau];
    for (const table of protectedTables().filter((one) => one.columns.includes("bureau_id"))) {
      const set = settings(role);
      const columns = table.columns.map((column) => `"${column}"`).join(", ");
      const [row] = (
        await town.owner.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table.name} t where bureau_id = ${here} limit 1`)
      ).rows;
      const tries = {
        update: await attempt(set, `update ${table.name} set bureau_id = bureau_id where bureau_id = ${here}`),
        move: await attempt(set, `update ${table.name} set bureau_id = ${here} where bureau_id = ${there}`),
        delete: await attempt(set, `delete from ${table.name} where bureau_id = ${here}`),
        insert:
          row === undefined
            ? { count: 0 }
            : await attempt(
                set,
                `insert into ${table.name} (${columns}) select ${columns} from jsonb_populate_record(null::${table.name}, $1)`,
                [{ ...(row.row as object), id: newId() }],
              ),
      };
      for (const [what, { count }] of Object.entries(tries)) if (count > 0) done.push(`${what} ${table.name}`);
      if (row !== undefined && (tries.insert as { code?: string }).code !== "42501")
        done.push(`insert ${table.name} was stopped by ${JSON.stringify(tries.insert)}, not by a policy`);
    }
    expect(done).toEqual([]);
  });

  test("learns nothing through the functions that run with the owner's rights", async () => {
    const answers: string[] = [];
    const ids = [...Object.values(town.home.made), town.home.file, ...Object.values(town.home.makers), newId()];
    for (const [door, text] of Object.entries(doors)) {
      for (const id of ids) {
        const { rows, code } = await attempt(settings(role), text, [town.home.bureau, id]);
        if (rows.length > 0 || (code !== undefined && code !== "42501")) answers.push(`${door}: ${code ?? JSON.stringify(rows)}`);
      }
    }
    expect(answers).toEqual([]);
  });
});

test("functions with the owner's rights fix where they look, are not public, and are listed here", async () => {
  const { rows } = await town.owner.query<{
    name: string;
    path: string | null;
    open: boolean;
    ours: boolean;
  }>(`select n.nspname || '.' || p.proname as name,
      (select c from unnest(p.proconfig) c where c like 'search_path=%') as path,
      exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as open, has_function_privilege('zs_app', p.oid, 'execute') as ours
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname !~ '^pg_' order by 1`);
  expect(rows.filter((row) => row.path === null || /\$user|public/.test(row.path))).toEqual([]);
  expect(rows.filter((row) => row.open).map((row) => row.name)).toEqual([]);
  expect(rows.filter((row) => row.ours).map((row) => row.name)).toEqual(Object.keys(doors).toSorted());
});

test("an account's own row does not open the accounts of others in the same bureau", async () => {
  const citizen = town.home.people.citizen;
  if (citizen?.actor === undefined) throw new Error("no citizen");
  const set = settingsOf(citizen.actor, lines);
  const asked = async (text: string, values: unknown[]) => (await attempt(set, text, values)).code;
  expect(await asked("select accounts.set_password($1, $2, 'x', null)", [town.home.bureau, town.home.makers.chief])).toBe("42501");
  expect(await asked("select accounts.release($1, $2, true)", [town.home.bureau, idOf(citizen)])).toBe("42501");
  expect(await asked("select accounts.claim_login($1, $2, 'mine')", [town.home.bureau, idOf(citizen)])).toBe("42501");
  expect((await attempt(set, "select * from accounts.card($1, $2)", [town.home.bureau, town.home.makers.chief])).rows).toEqual([]);
});

test("a citizen sees neither the posts of the bureau nor what is kept beside them", async () => {
  const citizen = town.home.people.citizen;
  if (citizen?.actor === undefined) throw new Error("no citizen");
  const set = settingsOf(citizen.actor, lines);
  const post = town.home.made["offices.post"];
  expect((await attempt(set, "select 1 from offices.post where bureau_id = $1", [town.home.bureau])).rows).toEqual([]);
  expect(
    (await attempt(set, "select summary from kernel.history where bureau_id = $1 and subject_id = $2", [town.home.bureau, post])).rows,
  ).toEqual([]);
});
