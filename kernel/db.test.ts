// Statements put together from pieces, and transactions that keep or drop all of their work.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Pool } from "pg";
import { assignments, insert, inTransaction, join, name, openPool, prepared, raw, readAll, sql } from "./db.ts";
import { testDatabase } from "./testing-database.ts";

describe("statements", () => {
  test("values become parameters, statements within statements are numbered through", () => {
    const inner = sql`b = ${2} and c = ${"三"}`;
    expect(sql`select * from t where a = ${1} and ${inner} and d = ${4}`).toEqual({
      text: "select * from t where a = $1 and b = $2 and c = $3 and d = $4",
      values: [1, 2, "三", 4],
    });
  });

  test("nested deeply and more than nine parameters long, none is mixed up", () => {
    const many = join(
      Array.from({ length: 12 }, (_, index) => sql`c${raw(String(index))} = ${index}`),
      " and ",
    );
    const whole = sql`select ${"a"} where (${many}) or ${many} limit ${5}`;
    expect(whole.values).toEqual(["a", ...Array.from({ length: 12 }, (_, i) => i), ...Array.from({ length: 12 }, (_, i) => i), 5]);
    expect([...whole.text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]))).toEqual(Array.from({ length: 26 }, (_, i) => i + 1));
  });

  test("joining nothing is nothing; joining one is itself", () => {
    expect(join([], ", ").text).toBe("");
    expect(join([sql`a = ${1}`], ", ")).toEqual({ text: "a = $1", values: [1] });
  });

  test.each(["drop table x", "a;b", "a--", "A", "1a", "a.b.c", "a b", '"a"', "", "a'"])("“%s” is no name", (text) => {
    expect(() => name(text)).toThrow("not a name");
  });

  test("rows are inserted column by column, changes assigned one by one", () => {
    expect(
      insert("s.t", [
        { a: 1, b: null },
        { a: 2, b: "x" },
      ]),
    ).toEqual({ text: "insert into s.t (a, b) values ($1, $2), ($3, $4)", values: [1, null, 2, "x"] });
    expect(assignments({ a: 1, b: null })).toEqual({ text: "a = $1, b = $2", values: [1, null] });
    expect(() => insert("s.t", [{ "a) values (1); --": 1 }])).toThrow("not a name");
  });

  test("equal texts share a prepared statement, different ones never; very long ones are not kept", () => {
    expect(prepared(sql`select ${1}`).name).toBe(prepared(sql`select ${2}`).name);
    expect(prepared(sql`select ${1}`).name).not.toBe(prepared(sql`select ${1}, 2`).name);
    expect(prepared(raw(`select ${"x".repeat(5000)}`))).not.toHaveProperty("name");
  });
});

describe("transactions", () => {
  let pool: Pool;
  beforeAll(async () => {
    const database = await testDatabase();
    pool = openPool(database.ownerUrl, 3);
    afterAll(() => pool.end());
    await pool.query("create table public.note (id int primary key, text text, day date, big bigint, at timestamptz)");
  });
  const count = async () => (await pool.query<{ n: number }>("select count(*) as n from public.note")).rows[0]?.n;

  test("days stay days, whole numbers numbers, instants ISO with their microseconds", async () => {
    const [[row] = []] = await readAll(pool, "", [
      sql`select date '2026-03-02' as day, 9007199254740991::bigint as big, timestamptz '2026-03-02 09:00:00.123456+08' at time zone 'UTC' as plain, timestamptz '2026-03-02 09:00:00.123456+08' as at`,
    ]);
    expect(row).toMatchObject({ day: "2026-03-02", big: 9007199254740991, at: "2026-03-02T09:00:00.123456+08:00" });
  });

  test("what is returned is kept, what is thrown is dropped, what is not to be kept is dropped too", async () => {
    await inTransaction(pool, "", (tx) => tx.query(sql`insert into public.note (id) values (1)`));
    await expect(
      inTransaction(pool, "", async (tx) => {
        await tx.query(sql`insert into public.note (id) values (2)`);
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    await inTransaction(
      pool,
      "",
      (tx) => tx.query(sql`insert into public.note (id) values (3)`),
      () => false,
    );
    expect(await count()).toBe(1);
  });

  test("of several statements at once the first fault is the one that is heard", async () => {
    const work = inTransaction(pool, "", (tx) =>
      Promise.all([tx.query(sql`select 1`), tx.query(sql`insert into public.note (id) values (1)`), tx.query(sql`select 2`)]),
    );
    await expect(work).rejects.toMatchObject({ code: "23505" });
    expect(await count()).toBe(1);
  });

  test("settings that the database refuses stop everything after them", async () => {
    await expect(
      inTransaction(pool, "SET LOCAL no_such.thing.at_all = 1; select nonsense", (tx) =>
        tx.query(sql`insert into public.note (id) values (9)`),
      ),
    ).rejects.toThrow();
    expect(await count()).toBe(1);
  });

  test("settings end with the transaction: the next one on the connection has none of them", async () => {
    const single = openPool(pool.options.connectionString ?? "", 1);
    await inTransaction(single, "SET LOCAL zs.low = '7'", (tx) => tx.query(sql`select 1`));
    const [rows] = await readAll(single, "", [sql`select current_setting('zs.low', true) as low`]);
    expect(rows).toEqual([{ low: "" }]);
    await single.end();
  });

  test("reading cannot write, and a fault in one read is the answer of all", async () => {
    await expect(readAll(pool, "", [sql`insert into public.note (id) values (5)`])).rejects.toMatchObject({ code: "25006" });
    await expect(readAll(pool, "", [sql`select 1`, sql`select 1 / 0`, sql`select 3`])).rejects.toMatchObject({ code: "22012" });
    expect(await readAll(pool, "", [sql`select 1 as a`, sql`select 2 as a`])).toEqual([[{ a: 1 }], [{ a: 2 }]]);
    expect(await count()).toBe(1);
  });

  test("connections come back to the pool after every kind of end", async () => {
    for (let round = 0; round < 6; round += 1) {
      await inTransaction(pool, "", () => Promise.reject(new Error("x"))).catch(() => undefined);
      await readAll(pool, "", [sql`select 1 / 0`]).catch(() => undefined);
      await inTransaction(
        pool,
        "",
        (tx) => tx.query(sql`select 1`),
        () => false,
      );
    }
    expect(pool.waitingCount).toBe(0);
    expect(pool.idleCount).toBe(pool.totalCount);
  });
});
