// Every kind of tampering with a history is found and named; an honest history, however it came about, is not accused.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../kernel/clock.ts";
import { historyInsert } from "../kernel/history.ts";
import { dailyRoot, seal, type TreeHead } from "./sealing.ts";
import { type TestDatabase, testDatabase } from "../kernel/testing-database.ts";
import { type HistoryReport, verifyHistory } from "./history-check.ts";

let database: TestDatabase;
let owner: pg.Client;
let bureau = 440900;

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(() => owner.end());

async function record(count: number, day = "2026-03-02"): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const at = `${day}T01:00:${String(i % 60).padStart(2, "0")}Z`;
    await owner.query(
      historyInsert({
        bureau_id: bureau,
        id: newId(),
        at,
        on_day: day,
        actor_id: newId(),
        actor_name: "甲",
        actor_role: "mediator",
        subject: "mediation.case",
        subject_id: newId(),
        action: "accept",
        version: 1,
        summary: `第${i}项`,
        detail: { i },
        offices: [],
        owners: [],
      }),
    );
  }
}
async function run(text: string): Promise<void> {
  await owner.query(text.replaceAll("$bureau", String(bureau)));
}
async function check(published?: TreeHead[]): Promise<HistoryReport> {
  const [report] = await verifyHistory(owner, published === undefined ? { bureau } : { bureau, published });
  if (report === undefined) throw new Error("no report");
  return report;
}
const said = (report: HistoryReport) => report.problems.map((each) => each.what).join("\n");

/** A bureau of its own: 10 entries on the 2nd of March and 5 on the 3rd, sealed, with both days' roots; answers what was published. */
async function honest(): Promise<TreeHead[]> {
  bureau += 1;
  await record(10);
  await seal(owner, { bureau });
  const first = await dailyRoot(owner, "2026-03-02", { bureau });
  await record(5, "2026-03-03");
  await seal(owner, { bureau });
  return [...first, ...(await dailyRoot(owner, "2026-03-03", { bureau }))];
}
const entryAt = (seq: number) => `(select entry_id from kernel.history_leaf where bureau_id = $bureau and seq = ${seq})`;

describe("an honest history", () => {
  test("fits, and answers the root that was published", async () => {
    const published = await honest();
    const report = await check(published);
    expect(report).toEqual({ bureau, size: 15, root: published[1]?.root, ok: true, problems: [], notices: [], waiting: 0 });
  });
  test("fits while entries wait, and when there is nothing at all", async () => {
    await honest();
    await record(3, "2026-03-03");
    expect(await check()).toMatchObject({ ok: true, size: 15, waiting: 3 });
    bureau += 1;
    expect(await check()).toMatchObject({ ok: true, size: 0, root: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" });
  });
  test("is checked for every bureau that has one, and for one that was published but is gone", async () => {
    await honest();
    const reports = await verifyHistory(owner, { published: [{ bureau: 449999, size: 4, root: "00", chain: "00" }] });
    expect(reports.find((each) => each.bureau === bureau)).toMatchObject({ ok: true, size: 15 });
    expect(said(reports.find((each) => each.bureau === 449999) ?? (await check()))).toBe(
      "此前公布的根记有4条，现存封存只有0条：末尾的记录被删除",
    );
  });
  test("fits over many batches and stored subtrees", async () => {
    bureau += 1;
    await run(`insert into kernel.history (bureau_id, id, at, on_day, actor_name, actor_role, subject, action, summary)
      select $bureau, gen_random_uuid(), '2026-03-02T01:00:00Z', '2026-03-02', '甲', '', 'mediation.case', 'view', n::text from generate_series(1, 4500) n`);
    await run("insert into kernel.history_unsealed select bureau_id, at, id from kernel.history where bureau_id = $bureau");
    await seal(owner, { bureau, batch: 1700 });
    const published = await dailyRoot(owner, "2026-03-02", { bureau });
    expect(await check(published)).toMatchObject({ ok: true, size: 4500, root: published[0]?.root });
    await run("update kernel.history_node set hash = sha256('x') where bureau_id = $bureau and level = 9 and idx = 3");
    await run("delete from kernel.history_node where bureau_id = $bureau and level = 8 and idx = 2");
    expect(said(await check())).toBe("序号512起256条的汇总值缺失\n序号1536起512条的汇总值被改动");
  });
});

describe("tampering", () => {
  beforeAll(async () => {
    bureau += 1;
  });
  test.each([
    ["its summary", "summary = '从未受理'"],
    ["its time", "at = at - interval '1 microsecond'"],
    ["its day", "on_day = '2026-03-01'"],
    ["the person", "actor_name = '乙'"],
    ["a number in its detail", "detail = '{\"i\": 4.000}'"],
    ["its version", "version = null"],
    ["who may see it", "owners = array[gen_random_uuid()]"],
    ["the record it is about", "subject_id = null"],
  ])("an entry changed in %s is named", async (_, change) => {
    await honest();
    await run(`update kernel.history set ${change} where bureau_id = $bureau and id = ${entryAt(4)}`);
    const report = await check();
    expect(report).toMatchObject({ ok: false, problems: [{ seq: 4, what: "序号4的记录在封存之后被改动，内容与封存值不符" }] });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]?.entry).toMatch(/^[0-9a-f-]{36}$/);
  });
  test("an entry removed", async () => {
    await honest();
    await run(`delete from kernel.history where bureau_id = $bureau and id = ${entryAt(7)}`);
    expect((await check()).problems).toMatchObject([{ seq: 7, what: "序号7的记录已被删除" }]);
  });
  test("an entry removed together with its seal", async () => {
    await honest();
    await run(`delete from kernel.history where bureau_id = $bureau and id = ${entryAt(7)}`);
    await run("delete from kernel.history_leaf where bureau_id = $bureau and seq = 7");
    expect(said(await check())).toBe("序号7至7的封存缺失");
  });
  test("the newest entries removed with their seals and everything inside", async () => {
    const published = await honest();
    await run("delete from kernel.history where bureau_id = $bureau and on_day = '2026-03-03'");
    await run("delete from kernel.history_leaf where bureau_id = $bureau and seq >= 10");
    expect(said(await check())).toBe("2026-03-03的日根记有15条，现存封存只有10条：末尾的记录被删除");
    await run("delete from kernel.history_root where bureau_id = $bureau and day = '2026-03-03'");
    expect((await check()).ok).toBe(true);
    expect(said(await check(published))).toBe("此前公布的根记有15条，现存封存只有10条：末尾的记录被删除");
  });
  test("a seal removed so that an entry may be changed and sealed again", async () => {
    await honest();
    await run("delete from kernel.history_leaf where bureau_id = $bureau and seq = 14");
    expect(said(await check())).toContain("这条记录既未封存也不在待封存之列");
  });
  test("an entry put into the past beside the queue", async () => {
    await honest();
    await run(`insert into kernel.history (bureau_id, id, at, on_day, actor_name, actor_role, subject, action, summary)
      values ($bureau, gen_random_uuid(), '2026-03-01T01:00:00Z', '2026-03-01', '甲', '', 'mediation.case', 'accept', '补记')`);
    expect(said(await check())).toBe("这条记录既未封存也不在待封存之列：绕过办理步骤写入，或其封存被删除");
  });
  test("an entry written through the queue with a day whose root is long closed is put before people", async () => {
    await honest();
    await record(1, "2026-03-01");
    await seal(owner, { bureau });
    const report = await check();
    expect(report).toMatchObject({
      ok: true,
      notices: [{ seq: 15, what: "序号15写明发生于2026-03-01，却在其后日根已定之后才封存，请核对是否倒填日期" }],
    });
  });
  test("a waiting entry removed, or moved in time, before it was sealed", async () => {
    await honest();
    await record(2, "2026-03-03");
    await run(
      "delete from kernel.history h using kernel.history_unsealed u where h.bureau_id = $bureau and u.bureau_id = $bureau and h.id = u.entry_id and h.at = '2026-03-03T01:00:00Z'",
    );
    await run(
      "update kernel.history h set at = '2026-03-01' from kernel.history_unsealed u where h.bureau_id = $bureau and u.bureau_id = $bureau and h.id = u.entry_id",
    );
    expect(await seal(owner, { bureau })).toBe(0);
    expect(said(await check())).toBe(
      [
        "这条记录既未封存也不在待封存之列：绕过办理步骤写入，或其封存被删除",
        "这条待封存的记录已被删除或改了时间",
        "这条待封存的记录已被删除或改了时间",
      ].join("\n"),
    );
  });
  test("two seals exchanged", async () => {
    await honest();
    await run(`create temp table two as select * from kernel.history_leaf where bureau_id = $bureau and seq in (3, 4);
      delete from kernel.history_leaf where bureau_id = $bureau and seq in (3, 4);
      insert into kernel.history_leaf select bureau_id, 7 - seq, entry_id, hash, chain from two; drop table two`);
    const found = said(await check());
    expect(found).toContain("序号3与前一条接不上：次序或封存值被改动");
    expect(found).toContain("2026-03-02的日根（共10条）与现存封存算得的不符");
  });
  test("an entry and its seal changed together", async () => {
    const published = await honest();
    await run("update kernel.history_leaf set hash = sha256('改') where bureau_id = $bureau and seq = 4");
    expect(said(await check(published))).toContain("序号4与前一条接不上");
    expect(said(await check(published))).toContain("此前公布的根（共10条）与现存封存算得的不符");
  });
  test("a daily root changed", async () => {
    await honest();
    await run("update kernel.history_root set root = sha256('x') where bureau_id = $bureau and day = '2026-03-02'");
    expect(said(await check())).toBe("2026-03-02的日根（共10条）与现存封存算得的不符：其中的记录、次序或这个根被改动");
  });
  test("everything rewritten from the beginning, seals, chain and roots, is betrayed by the published root alone", async () => {
    const published = await honest();
    await run(`update kernel.history set summary = '改写' where bureau_id = $bureau and id = ${entryAt(2)}`);
    await run("insert into kernel.history_unsealed select bureau_id, at, id from kernel.history where bureau_id = $bureau");
    for (const table of ["leaf", "node", "root"]) await run(`delete from kernel.history_${table} where bureau_id = $bureau`);
    await seal(owner, { bureau });
    await dailyRoot(owner, "2026-03-03", { bureau });
    expect((await check()).ok).toBe(true);
    expect(said(await check(published))).toContain("此前公布的根（共15条）与现存封存算得的不符");
  });
});
