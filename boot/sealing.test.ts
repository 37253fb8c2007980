// The history on a real database: who may write it, how it is sealed while others write, and the proofs it gives.
import pg from "pg";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { newId } from "../kernel/clock.ts";
import { type HistoryEntry, historyInsert } from "../kernel/history.ts";
import { consistencyProof, dailyRoot, exportProof, inclusionProof, seal } from "./sealing.ts";
import { isRefused } from "../kernel/lifecycle.ts";
import { type ConsistencyProof, leafHash, treeRoot, verifyConsistency, verifyInclusion } from "./merkle.ts";
import { type TestDatabase, testDatabase } from "../kernel/testing-database.ts";

let database: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
const mediator = newId();

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
beforeAll(async () => {
  database = await testDatabase();
  owner = await connect(database.ownerUrl);
  app = await connect(database.appUrl);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
});

function entry(bureau: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    bureau_id: bureau,
    id: newId(),
    at: "2026-03-02T01:02:03.004Z",
    on_day: "2026-03-02",
    actor_id: mediator,
    actor_name: "调解员甲",
    actor_role: "mediator",
    subject: "mediation.case",
    subject_id: newId(),
    action: "accept",
    version: 2,
    summary: "受理",
    detail: { changes: { state: ["applied", "accepted"] } },
    offices: [],
    owners: [mediator],
    ...changes,
  };
}
async function asActor<T>(client: pg.Client, bureau: number, work: () => Promise<T>, wide = ",mediation,"): Promise<T> {
  await client.query(
    `BEGIN; SET LOCAL zs.low = '${bureau}'; SET LOCAL zs.high = '${bureau}'; SET LOCAL zs.actor = '${mediator}'; SET LOCAL zs.wide = '${wide}'`,
  );
  try {
    const answer = await work();
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
async function record(client: pg.Client, ...entries: HistoryEntry[]): Promise<void> {
  for (const each of entries) {
    const { text, values } = historyInsert(each);
    await asActor(client, each.bureau_id, () => client.query(text, values));
  }
}
async function leavesOf(bureau: number): Promise<{ seq: number; entry_id: string; hash: Buffer }[]> {
  return (await owner.query("select seq::int, entry_id, hash from kernel.history_leaf where bureau_id = $1 order by seq", [bureau])).rows;
}

describe("writing", () => {
  test("the app role adds an entry and the place in the queue in one statement", async () => {
    const one = entry(440801);
    await record(app, one);
    const { rows } = await owner.query("select u.entry_id from kernel.history_unsealed u where bureau_id = 440801");
    expect(rows).toEqual([{ entry_id: one.id }]);
  });
  test("a step that is repeated with its id is refused by the key and leaves nothing in the queue", async () => {
    const one = entry(440802);
    await record(app, one);
    await expect(record(app, { ...one, summary: "再来一次" })).rejects.toMatchObject({ code: "23505", constraint: "history_pkey" });
    expect(await seal(owner, { bureau: 440802 })).toBe(1);
    await expect(record(app, one)).rejects.toMatchObject({ code: "23505" });
    expect(await seal(owner, { bureau: 440802 })).toBe(0);
  });
  test.each([
    "update kernel.history set summary = ''",
    "delete from kernel.history",
    "truncate kernel.history",
    "select * from kernel.history_unsealed",
    "delete from kernel.history_unsealed",
    "insert into kernel.history_leaf values (440801, 9, gen_random_uuid(), '', '')",
    "update kernel.history_root set size = 0",
  ])("the app role may not %s", async (statement) => {
    await expect(asActor(app, 440801, () => app.query(statement))).rejects.toMatchObject({ code: "42501" });
  });
  test("nobody writes into the history of another bureau, nor reads it", async () => {
    const { text, values } = historyInsert(entry(440803));
    await expect(asActor(app, 440804, () => app.query(text, values))).rejects.toMatchObject({ code: "42501" });
    await record(app, entry(440803));
    const seen = await asActor(app, 440804, () => app.query("select 1 from kernel.history where bureau_id = 440803"));
    expect(seen.rows).toEqual([]);
  });
  test("without the line of work one sees only the history of one's own records", async () => {
    const [mine, other] = [entry(440805), entry(440805, { owners: [newId()] })];
    await record(app, mine, other);
    const seen = await asActor(app, 440805, () => app.query("select id from kernel.history where bureau_id = 440805"), ",legal-aid,");
    expect(seen.rows).toEqual([{ id: mine.id }]);
  });
});

describe("sealing", () => {
  test("goes by time, then id, bureau by bureau, across batches", async () => {
    const entries = Array.from({ length: 23 }, (_, i) => entry(440811, { at: `2026-03-02T01:00:${String(59 - i)}.000Z` }));
    await record(app, ...entries, entry(440812));
    expect(await seal(owner, { bureau: 440811, batch: 5 })).toBe(23);
    expect((await leavesOf(440811)).map((leaf) => leaf.entry_id)).toEqual(entries.map((each) => each.id).reverse());
    expect(await leavesOf(440812)).toEqual([]);
    await seal(owner);
    expect(await leavesOf(440812)).toHaveLength(1);
  });
  test("an entry that commits late, though begun earlier, is sealed after those that were there", async () => {
    const slow = await connect(database.appUrl);
    const [early, later] = [entry(440813, { at: "2026-03-02T01:00:00Z" }), entry(440813, { at: "2026-03-02T02:00:00Z" })];
    const { text, values } = historyInsert(early);
    await asActor(slow, 440813, async () => {
      await slow.query(text, values);
      await record(app, later);
      expect(await seal(owner, { bureau: 440813 })).toBe(1);
    });
    expect(await seal(owner, { bureau: 440813 })).toBe(1);
    expect((await leavesOf(440813)).map((leaf) => leaf.entry_id)).toEqual([later.id, early.id]);
    await slow.end();
  });
  test("waiting entries that vanished do not hold up those behind them", async () => {
    const entries = Array.from({ length: 6 }, () => entry(440817));
    await record(app, ...entries);
    const gone = entries.map((each) => each.id).sort();
    await owner.query("delete from kernel.history where bureau_id = 440817 and id = any($1)", [gone.slice(0, 4)]);
    expect(await seal(owner, { bureau: 440817, batch: 2 })).toBe(2);
    expect((await leavesOf(440817)).map((leaf) => leaf.entry_id)).toEqual(gone.slice(4));
  });
  test("what is rolled back is never sealed", async () => {
    const { text, values } = historyInsert(entry(440814));
    await expect(
      asActor(app, 440814, async () => {
        await app.query(text, values);
        throw new Error("the step failed");
      }),
    ).rejects.toThrow("the step failed");
    expect(await seal(owner, { bureau: 440814 })).toBe(0);
  });
  test("writers and two sealers at once lose nothing and seal nothing twice", async () => {
    const [writers, sealers] = await Promise.all([
      Promise.all([1, 2, 3].map(() => connect(database.appUrl))),
      Promise.all([1, 2].map(() => connect(database.ownerUrl))),
    ]);
    const written: string[] = [];
    let writing = true;
    const sealing = sealers.map(async (sealer) => {
      let sealed = 0;
      while (writing) sealed += await seal(sealer, { batch: 7 });
      return sealed;
    });
    await Promise.all(
      writers.map(async (writer) => {
        for (let i = 0; i < 120; i += 1) {
          const one = entry(440815 + (i % 2), { at: `2026-03-02T01:00:${String(i % 60).padStart(2, "0")}Z` });
          await record(writer, one);
          written.push(one.id);
        }
      }),
    );
    writing = false;
    const sealed = (await Promise.all(sealing)).reduce((a, b) => a + b, 0) + (await seal(owner));
    const leaves = [await leavesOf(440815), await leavesOf(440816)];
    expect(sealed).toBeGreaterThanOrEqual(360);
    expect(
      leaves
        .flat()
        .map((leaf) => leaf.entry_id)
        .sort(),
    ).toEqual(written.sort());
    for (const each of leaves) expect(each.map((leaf) => leaf.seq)).toEqual(each.map((_, i) => i));
    await Promise.all([...writers, ...sealers].map((client) => client.end()));
  });
});

describe("proving, in a tree of 700 entries sealed in unequal batches", () => {
  const bureau = 440821;
  const ids: string[] = [];
  beforeAll(async () => {
    for (const count of [1, 255, 3, 441]) {
      const entries = Array.from({ length: count }, () => entry(bureau));
      await owner.query("begin");
      for (const each of entries) await owner.query(historyInsert(each));
      await owner.query("commit");
      await seal(owner, { bureau, batch: 300 });
    }
    ids.push(...(await leavesOf(bureau)).map((leaf) => leaf.entry_id));
  });

  test("every entry has a proof that holds, now and in earlier trees", async () => {
    const leaves = (await leavesOf(bureau)).map((leaf) => leaf.hash);
    for (const [index, size] of [
      [0, 1],
      [0, 700],
      [255, 256],
      [256, 257],
      [255, 511],
      [300, 512],
      [511, 513],
      [699, 700],
      [5, 6],
      [400, 699],
    ] as const) {
      const proof = await inclusionProof(owner, bureau, ids[index] ?? "", size);
      if (isRefused(proof)) throw new Error(proof.refused);
      expect(proof).toMatchObject({ leafIndex: index, size, root: treeRoot(leaves.slice(0, size)).toString("hex") });
      expect(verifyInclusion(leaves[index] ?? Buffer.of(), proof), `${index} in ${size}`).toBe(true);
    }
  });
  test("every earlier tree is the beginning of the present one", async () => {
    const [head] = await dailyRoot(owner, "2026-03-02", { bureau });
    for (const oldSize of [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 699, 700]) {
      const proof: ConsistencyProof = await consistencyProof(owner, bureau, oldSize, 700);
      expect(verifyConsistency(proof), String(oldSize)).toBe(true);
      expect(proof.newRoot).toBe(head?.root);
    }
    await expect(consistencyProof(owner, bureau, 1, 701)).rejects.toThrow(RangeError);
  });
  test("an exported proof carries the entry's canonical text, and whoever may not see the entry gets none", async () => {
    const file = await asActor(app, bureau, () => exportProof(app, bureau, ids[600] ?? ""));
    if (isRefused(file)) throw new Error(file.refused);
    expect(verifyInclusion(leafHash(file.entry), file)).toBe(true);
    expect(JSON.parse(file.entry)).toMatchObject({
      bureau_id: bureau,
      id: ids[600],
      at: "2026-03-02T01:02:03.004000Z",
      on_day: "2026-03-02",
      actor_name: "调解员甲",
      v: 1,
    });
    expect(Object.keys(JSON.parse(file.entry))).toEqual(Object.keys(JSON.parse(file.entry)).sort());
    expect(await asActor(app, 440899, () => exportProof(app, bureau, ids[600] ?? ""))).toMatchObject({ code: "not-found" });
  });
  test("an entry that is not sealed yet, or came after the given root, is refused in words", async () => {
    const one = entry(bureau);
    await record(app, one);
    expect(await exportProof(owner, bureau, one.id)).toMatchObject({ code: "history-unsealed" });
    expect(await exportProof(owner, bureau, ids[600] ?? "", 600)).toMatchObject({ code: "history-not-covered" });
    expect(await exportProof(owner, bureau, ids[600] ?? "", 9999)).toMatchObject({ code: "history-not-covered" });
  });
});

test("numbers, times and odd texts are proved exactly as they are stored", async () => {
  const odd = entry(440822, {
    at: "2026-03-02T23:59:59.123456+08:00",
    summary: '引号"与\\与\n换行与😀',
    detail: { 大: 12345678901234567000, 小: 0.1, nested: { b: 1, a: [null, true, "\u2028"] } },
    subject_id: null,
    version: null,
    actor_id: null,
  });
  await record(app, odd);
  await owner.query(`update kernel.history set detail = detail || '{"exact": 1.000000000000000000001}' where bureau_id = 440822`);
  await owner.query("set timezone = 'America/New_York'; set datestyle = 'SQL, DMY'");
  await seal(owner, { bureau: 440822 });
  await owner.query("reset timezone; reset datestyle");
  const file = await exportProof(owner, 440822, odd.id);
  if (isRefused(file)) throw new Error(file.refused);
  expect(verifyInclusion(leafHash(file.entry), file)).toBe(true);
  expect(file.entry).toContain('"exact": 1.000000000000000000001');
  expect(JSON.parse(file.entry)).toMatchObject({
    at: "2026-03-02T15:59:59.123456Z",
    summary: odd.summary,
    actor_id: null,
    subject_id: null,
    version: null,
  });
});

test("the root of a day moves forward within the day and is never set back", async () => {
  await record(app, entry(440823));
  await seal(owner, { bureau: 440823 });
  await dailyRoot(owner, "2026-03-02", { bureau: 440823 });
  await record(app, entry(440823));
  await seal(owner, { bureau: 440823 });
  const [head] = await dailyRoot(owner, "2026-03-02", { bureau: 440823 });
  expect(head).toMatchObject({ bureau: 440823, day: "2026-03-02", size: 2 });
  await owner.query("delete from kernel.history_leaf where bureau_id = 440823 and seq = 1");
  await dailyRoot(owner, "2026-03-02", { bureau: 440823 });
  const { rows } = await owner.query("select size::int, encode(root, 'hex') as root from kernel.history_root where bureau_id = 440823");
  expect(rows).toEqual([{ size: 2, root: head?.root }]);
});
