// Who looked at what: collected, written in batches, not lost when the database is away for a moment.
import { beforeEach, beforeAll, expect, test } from "vitest";
import type { Pool } from "pg";
import { entryType, type Ledger, ledger, type Row } from "./testing-ledger.ts";
import { type ViewLog, viewLog } from "./views.ts";

const type = entryType();
let here: Ledger;
let id: string;
beforeAll(async () => {
  here = await ledger();
});
beforeEach(async () => {
  id = await here.opened();
});
const row = (): Row => ({ bureau_id: 999901, id, state: "open", version: 3, offices: [here.east], owners: [here.chief.actor.id] });
const note = (log: ViewLog, summary = "查看", more: Partial<Row> = {}) =>
  log.note(here.chief.site(), type, { ...row(), ...more }, { action: "view", summary });
const written = async () => (await here.history(id)).filter((entry) => entry.action === "view").map((entry) => entry.summary);

test("nothing is written before the flush, everything after it, with who, when, which version and for whom", async () => {
  const log = viewLog(here.owner);
  note(log);
  expect(await written()).toEqual([]);
  await log.flush();
  const [entry] = await here.query("select * from kernel.history where subject_id = $1 and action = 'view'", [id]);
  expect(entry).toMatchObject({
    bureau_id: 999901,
    actor_id: here.chief.actor.id,
    actor_name: "chief甲",
    actor_role: "chief",
    subject: "ledger.entry",
    version: 3,
    on_day: "2026-03-02",
    offices: [here.east],
    owners: [here.chief.actor.id],
  });
  await log.flush();
  expect(await written()).toHaveLength(1);
});

test("more than two batches, in order, each put up for sealing", async () => {
  const log = viewLog(here.owner);
  const names = Array.from({ length: 250 }, (_, index) => `第${String(index).padStart(3, "0")}次`);
  for (const name of names) note(log, name);
  await log.flush();
  expect((await written()).sort()).toEqual(names);
  expect(
    await here.query(
      "select 1 from kernel.history h join kernel.history_unsealed u on u.entry_id = h.id where h.subject_id = $1 and h.action = 'view'",
      [id],
    ),
  ).toHaveLength(250);
});

test("what is noted while a flush is under way goes with the next one; two flushes at once write nothing twice", async () => {
  const log = viewLog(here.owner);
  note(log, "先");
  const first = log.flush();
  note(log, "后");
  await Promise.all([first, log.flush(), log.flush()]);
  expect((await written()).sort()).toEqual(["先", "后"].sort());
});

test("a database that is away loses no view: the next flush writes them all, once", async () => {
  let away = true;
  const moody = { connect: () => (away ? Promise.reject(new Error("ECONNREFUSED")) : here.owner.connect()) } as unknown as Pool; // all that a log uses of a pool
  const log = viewLog(moody);
  for (let index = 0; index < 120; index += 1) note(log, `第${String(index).padStart(3, "0")}次`);
  await expect(log.flush()).rejects.toThrow("ECONNREFUSED");
  note(log, "其间");
  away = false;
  await log.flush();
  expect(await written()).toHaveLength(121);
});

test("texts that a database cannot keep do not take the others with them", async () => {
  const log = viewLog(here.owner);
  note(log, "前");
  note(log, "有\u0000空字符和半个\ud800字");
  note(log, "后");
  await log.flush();
  expect(await written()).toEqual(expect.arrayContaining(["前", "后", "有空字符和半个\ufffd字"]));
});

test("a batch that was written though its answer was lost is not written again, and blocks nothing after it", async () => {
  let lost = true;
  const moody = {
    connect: async () => {
      const client = await here.owner.connect();
      if (!lost) return client;
      return {
        release: () => client.release(),
        query: async (statement: string) => {
          const answer = await client.query(statement);
          if (statement !== "COMMIT") return answer;
          lost = false;
          throw new Error("Connection terminated unexpectedly");
        },
      };
    },
  } as unknown as Pool; // all that a log uses of a pool
  const log = viewLog(moody);
  note(log, "写了");
  await expect(log.flush()).rejects.toThrow("terminated");
  note(log, "后来");
  await log.flush();
  expect((await written()).sort()).toEqual(["写了", "后来"].sort());
});

test("other people's rights decide who reads it", async () => {
  const log = viewLog(here.owner);
  note(log);
  await log.flush();
  const [seen] = await here.query<{ n: number }>(
    "select count(*) as n from kernel.history where subject_id = $1 and offices = array[$2]::uuid[]",
    [id, here.east],
  );
  expect(seen?.n).toBe(2);
});
