// The database of memory answers what steps ask and nothing else; COPY carries every character.
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { insert, sql } from "#kernel/db";
import { historyInsert } from "#kernel/history";
import { testDatabase } from "#kernel/testing-database";
import { fieldOf, startCopying } from "./copying.ts";
import { type Memory, openMemory } from "./memory.ts";
import { depthsOf, type Shapes, shapesOf } from "./shapes.ts";

let client: pg.Client;
let shapes: Shapes;
let memory: Memory;

beforeAll(async () => {
  const { ownerUrl } = await testDatabase();
  client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  shapes = await shapesOf(client);
  return () => client.end();
});

async function query(statement: { text: string; values: unknown[] }): Promise<Record<string, unknown>[]> {
  const connection = await memory.pool.connect();
  return (await connection.query({ text: statement.text, values: statement.values })).rows;
}
const same = (id: string) => id;
const site = (id: string, name: string) => ({
  bureau_id: 999901,
  id,
  state: "open",
  version: 1,
  offices: ["o"],
  owners: [],
  created_at: "2020-01-01T00:00:00Z",
  name,
  level: "street",
  terminals: 2,
  opened_on: "2020-01-01",
});

describe("memory", () => {
  beforeAll(() => {
    memory = openMemory(shapes, ["mediation.committee"]);
  });

  test("keeps what is inserted with the defaults of its table, and gives it back once", async () => {
    await query(insert("mediation.site", [site("a", "甲站"), site("b", "乙站")]));
    await query(insert("mediation.dispute", [{ bureau_id: 999901, id: "c" }]));
    expect(await query(sql`select * from mediation.site where bureau_id = ${999901} and id = ${"b"} for update`)).toMatchObject([
      { name: "乙站", township: null, closed_on: null },
    ]);
    expect(
      await query(
        sql`select name, level from mediation.site where bureau_id = ${999901} and state = 'open' and closed_on is null order by name`,
      ),
    ).toEqual([
      { name: "甲站", level: "street" },
      { name: "乙站", level: "street" },
    ]);
    expect(await query(sql`select count(*) as total from mediation.site where terminals = ${2}`)).toEqual([{ total: 2 }]);
    expect(await query(sql`select outcome from mediation.dispute where id = ${"c"}`)).toEqual([{ outcome: "watching" }]);
    expect([...memory.drain(same).keys()]).toEqual(["mediation.site", "mediation.dispute"]);
    expect(await query(sql`select * from mediation.site where bureau_id = ${999901}`)).toEqual([]);
  });

  test("what a statement answers is a copy: a later update leaves it alone", async () => {
    await query(insert("mediation.site", [site("a", "甲站")]));
    const [before] = await query(sql`select * from mediation.site where id = ${"a"}`);
    await query(sql`update mediation.site set name = ${"新站"}, terminals = ${3} where bureau_id = ${999901} and id = ${"a"}`);
    expect(before).toMatchObject({ name: "甲站", terminals: 2 });
    expect(await query(sql`select name, terminals from mediation.site where id = ${"a"}`)).toEqual([{ name: "新站", terminals: 3 }]);
    memory.drain(same);
  });

  test("kept tables go on being known, with the ids that last", async () => {
    await query(insert("mediation.committee", [{ bureau_id: 999901, id: "x", name: "调委会" }]));
    memory.drain((id) => `${id}-lasting`);
    expect(await query(sql`select name from mediation.committee where bureau_id = ${999901} and id = ${"x-lasting"}`)).toEqual([
      { name: "调委会" },
    ]);
  });

  test("counts gapless series", async () => {
    const next = () =>
      query(
        sql`insert into kernel.number (bureau_id, series, last) values (${1}, ${"a/2020"}, 1) on conflict (bureau_id, series) do update set last = kernel.number.last + 1 returning last`,
      );
    expect([await next(), await next(), await next()].flat()).toEqual([{ last: 1 }, { last: 2 }, { last: 3 }]);
    expect(memory.numbers.get("a/2020")).toBe(3);
  });

  test("an entry of the history is two rows", async () => {
    const entry = {
      bureau_id: 1,
      id: "h",
      at: "2020-01-01T00:00:00Z",
      on_day: "2020-01-01",
      actor_id: null,
      actor_name: "甲",
      actor_role: "chief",
      subject: "mediation.case",
      subject_id: "s",
      action: "hold",
      version: 2,
      summary: "记录",
      detail: {},
      offices: [],
      owners: [],
    };
    await query(historyInsert(entry));
    const written = memory.drain(same);
    expect(written.get("kernel.history")).toMatchObject([{ id: "h", action: "hold", detail: "{}" }]);
    expect(written.get("kernel.history_unsealed")).toEqual([{ bureau_id: 1, at: "2020-01-01T00:00:00Z", entry_id: "h" }]);
  });

  test.each([
    "select now()",
    "delete from mediation.case where id = $1",
    "select * from mediation.case where amount > $1",
    "update mediation.case set amount = amount + 1 where id = $1",
    "select a.id from mediation.case a join mediation.party b on b.case_id = a.id where a.id = $1",
  ])("does not pretend to understand: %s", async (text) => {
    await expect((async () => query({ text, values: ["x"] }))()).rejects.toThrow("does not understand");
  });
});

describe("copying", () => {
  const hostile = ["纸\t张\n换行\r", String.raw`反斜杠\ \N \. \\`, `"引号" '单引号' {花括号,逗号}`, "𠮷㛃·😀", "", "NULL"];

  test("text, arrays, bytes, json and nothing arrive as they were", async () => {
    await client.query(
      "begin; create temporary table pg_temp.sheet (a text, b text[], c bytea, d jsonb, e int, f boolean, g text) on commit drop",
    );
    const columns = ["a", "b", "c", "d", "e", "f", "g"];
    const rows = hostile.map((text, index) => ({
      a: text,
      b: [...hostile, text],
      c: Buffer.from(text),
      d: JSON.stringify({ [text]: text }),
      e: index,
      f: index % 2 === 0,
      g: null,
    }));
    const copying = startCopying(client, new Map([["pg_temp.sheet", { columns, blank: {} }]]), () => 0);
    copying.add("pg_temp.sheet", rows);
    await copying.finish();
    const read = await client.query("select * from pg_temp.sheet order by e");
    await client.query("rollback");
    expect(read.rows).toEqual(rows.map((row) => ({ ...row, d: JSON.parse(row.d) })));
  });

  test("nothing is \\N, and an empty text is not nothing", () => {
    expect([fieldOf(null), fieldOf(undefined), fieldOf(""), fieldOf("\\N")]).toEqual(["\\N", "\\N", "", "\\\\N"]);
  });

  test("tables are filled after those they refer to", async () => {
    const depth = await depthsOf(client);
    expect(depth("mediation.party")).toBeGreaterThan(depth("mediation.case"));
    expect(depth("mediation.mediator")).toBeGreaterThan(depth("mediation.committee"));
    expect(depth("people.role")).toBeGreaterThan(depth("people.organisation"));
  });
});
