// A database with a hundred bureaus and a million cases, made once and kept in .cache/bench.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { listMigrations, migrate, modulesWithMigrations } from "../../boot/migrate.ts";
import { type Database, openDatabase } from "../../boot/postgres.ts";
import { productRoot } from "../../boot/tool.ts";

export const bureaus = 100;
export const cases = Number(process.env.ZS_BENCH_CASES ?? 1_000_000);
export const dataDir = join(productRoot, ".cache", `bench-${cases}`);
/** Codes of the invented bureaus. */
export const codeOf = (index: number): number => 900_001 + index;
/** The session token of a bureau's director, known to the benchmark only. */
export const tokenOf = (index: number): string => createHash("sha256").update(`bench ${index}`).digest("base64url");

/** Opens the database, filling it at the first call and whenever the migrations have changed since. */
export async function benchDatabase(): Promise<Database> {
  const schema = listMigrations(modulesWithMigrations())
    .map((one) => one.checksum)
    .join("\n");
  const mark = join(dataDir, "filled");
  const filled = existsSync(mark) && readFileSync(mark, "utf8") === schema;
  if (!filled) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const database = await openDatabase({ dataDir });
  if (!filled) {
    await migrate(database.ownerUrl, modulesWithMigrations());
    await fill(database.ownerUrl);
    writeFileSync(mark, schema);
  }
  await openSessions(database.ownerUrl);
  return database;
}

/** Sessions rest and end like anybody's, so each run opens its own. */
async function openSessions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("delete from accounts.session");
  for (let index = 0; index < bureaus; index += 1) await openSession(client, index);
  await client.end();
}

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const say = (words: string) => process.stderr.write(`${words}\n`);
  await client.query("set synchronous_commit = off; set maintenance_work_mem = '400MB'; set work_mem = '200MB'");
  await client.query(organisation);
  const tables = ["mediation.case", "mediation.party", "kernel.search_entry", "kernel.deadline"];
  const indexes = await dropIndexes(client, tables);
  await client.query(helpers);
  for (let from = 0; from < bureaus; from += 10) {
    say(`cases of bureaus ${from + 1}–${from + 10}`);
    for (const statement of [caseRows, partyRows, searchRows, deadlineRows])
      await client.query(statement, [from, from + 9, Math.round(cases / bureaus)]);
  }
  for (const statement of indexes) {
    say(statement.slice(0, 70));
    await client.query(statement);
  }
  for (const table of [...tables, "offices.office"]) await client.query(`vacuum analyze ${table}`);
  await client.query("drop schema bench cascade; checkpoint");
  await client.end();
}

async function dropIndexes(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query<{ indexdef: string; name: string }>(
    `select indexdef, format('%I.%I', schemaname, indexname) as name from pg_indexes
     where format('%s.%s', schemaname, tablename) = any($1) and indexname not like '%_pkey'`,
    [tables],
  );
  for (const row of rows) await client.query(`drop index ${row.name}`);
  return rows.map((row) => row.indexdef);
}

async function openSession(client: pg.Client, index: number): Promise<void> {
  const hash = createHash("sha256")
    .update(`${codeOf(index)}.${tokenOf(index)}`)
    .digest();
  await client.query(
    "insert into accounts.session (bureau_id, hash, account_id) values ($1::int, $2, ('00000000-0000-7000-8000-000000' || $1::int)::uuid)",
    [codeOf(index), hash],
  );
}

const organisation = `
insert into offices.bureau (bureau_id, name, short_name, division) select 900001 + b, '测试' || b || '县司法局', '测' || b, '900001' from generate_series(0, 99) b;
insert into offices.office (bureau_id, id, state, version, offices, owners, created_at, name, kind)
  select 900001 + b, ('00000000-0000-7000-9000-0000' || lpad(b::text, 4, '0') || lpad(o::text, 4, '0'))::uuid, 'open', 1, '{}', '{}', now(), o || '镇司法所', 'township-office'
  from generate_series(0, 99) b, generate_series(0, 9) o;
insert into accounts.account (bureau_id, id, state, version, offices, owners, created_at, login, name, kind, must_change, opened_on)
  select 900001 + b, ('00000000-0000-7000-8000-000000' || (900001 + b))::uuid, 'active', 1, '{}', '{}', now(), 'bench' || b, '测试局长', 'staff', false, '2020-01-01' from generate_series(0, 99) b;
insert into offices.post (bureau_id, id, state, version, offices, owners, created_at, account_id, account_name, role, office_id, office_name, from_on)
  select 900001 + b, gen_random_uuid(), 'held', 1, '{}', '{}', now(), ('00000000-0000-7000-8000-000000' || (900001 + b))::uuid, '测试', role,
    ('00000000-0000-7000-9000-0000' || lpad(b::text, 4, '0') || lpad(o::text, 4, '0'))::uuid, o || '镇司法所', '2020-01-01'
  from generate_series(0, 99) b, lateral (select 'director' as role, 0 as o union all select 'chief', o from generate_series(0, 9) o) posts;`;

const helpers = `
create schema bench;
create function bench.id(day date, b int, i int, kind int) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from day)::bigint * 1000 + i % 86400000)), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(b), 3, '0') || lpad(to_hex(i), 12, '0'))::uuid $$;
create function bench.day(i int) returns date language sql immutable as $$ select date '2023-01-01' + (i * 7919) % 1095 $$;
create function bench.name(n int) returns text language sql immutable as $$
  select substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗', 1 + n % 20, 1) || substr('伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超霞平', 1 + (n / 20) % 20, 1) || substr('文华国建红志春玉海林东云金龙生荣福成祥瑞', 1 + (n / 400) % 20, 1) $$;`;

const rows = "from generate_series($1::int, $2::int) b, generate_series(1, $3::int) i";
const office = "array[('00000000-0000-7000-9000-0000' || lpad(b::text, 4, '0') || lpad((i % 10)::text, 4, '0'))::uuid]";
const names = "bench.name(i * 31 + b) || '、' || bench.name(i * 17 + b + 5)";

const caseRows = `insert into mediation.case (bureau_id, id, state, version, offices, owners, created_at, number, party_names, party_count, kind, source, topic, complexity, venue, summary, township,
    people_count, amount, committee_level, mediator_name, mediator_background, registered_on, accepted_on, ended_on, agreement_form, terms, due_on)
  select 900001 + b, bench.id(bench.day(i), b, i, 1), case when i % 10 = 0 then 'mediating' when i % 25 = 1 then 'failed' when i % 2 = 0 then 'agreed' else 'closed' end, 3, ${office}, '{}', now(),
    '(' || extract(year from bench.day(i)) || ')测人调字第' || i || '号', ${names}, 2,
    (array['family','neighbour','housing','contract','damages','traffic','labour','property-management','land','other'])[1 + i % 10], (array['application','initiative','court','police'])[1 + i % 4],
    case when i % 50 = 0 then 'epidemic' else 'general' end, case when i % 30 = 0 then 'complex' else 'ordinary' end, 'committee', repeat('双方因相邻排水发生争执，多次协商未果。', 4), '900001100',
    2, (i % 100) * 100000, case when i % 5 = 0 then 'township' else 'village' end, '测试员', case when i % 40 = 0 then 'retired-judge' else 'none' end,
    bench.day(i), bench.day(i) + 1, case when i % 10 = 0 then null else bench.day(i) + 15 end, 'written', '一方赔偿另一方三千元，于三十日内付清。', case when i % 10 = 0 then bench.day(i) + 31 end ${rows}`;
const partyRows = `insert into mediation.party (bureau_id, id, case_id, seq, role, name, phone, address, offices, owners)
  select 900001 + b, bench.id(bench.day(i), b, i, 1 + p), bench.id(bench.day(i), b, i, 1), p, case p when 1 then 'applicant' else 'respondent' end, bench.name(i * 31 + b), '19900000000', '测试镇测试村', ${office}, '{}'
  ${rows}, generate_series(1, 2) p`;
const searchRows = `insert into kernel.search_entry (bureau_id, subject, subject_id, line, title, words, grams, offices, owners)
  select 900001 + b, 'mediation.case', bench.id(bench.day(i), b, i, 1), 'mediation', n, n, array(select distinct substr(n, k, l) from generate_series(1, length(n)) k, generate_series(1, 2) l where k + l - 1 <= length(n)), ${office}, '{}'
  ${rows}, lateral (select ${names} || i as n) named`;
const deadlineRows = `insert into kernel.deadline (bureau_id, id, line, subject, subject_id, clock, label, rule, from_on, due_on, arithmetic, basis, status, kind, offices, owners)
  select 900001 + b, bench.id(bench.day(i), b, i, 9), 'mediation', 'mediation.case', bench.id(bench.day(i), b, i, 1), 'mediate', '调结期限', 'TJ-01', bench.day(i) + 1, bench.day(i) + 32, '起算后一个月', '人民调解工作若干规定', 'C', 'soft', ${office}, '{}'
  ${rows} where i % 10 = 0`;
