// The register on a real database: one person once in a bureau, sealed, masked, seen by whom it should be and by nobody else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { inTransaction, openPool, readAll, type Sql } from "#kernel/db";
import { loadLawBook } from "#kernel/lawbook";
import { isRefused } from "#kernel/lifecycle";
import type { RecordModule } from "#kernel/module";
import { type Actor, settingsOf } from "#kernel/permissions";
import { listStatement, recordStatements } from "#kernel/records";
import { searchFind } from "#kernel/search";
import { loadSecrets } from "#kernel/secrets";
import { context, type StepSite, takeStep } from "#kernel/step";
import { testDatabase } from "#kernel/testing-database";
import { enterPersons, type Entered } from "./entering.ts";
import { inventIdNumber, inventUscc } from "./identifiers.ts";
import { digestOf, fullNumbers } from "./identity.ts";
import { people } from "./module.ts";
import type { PartyEntry } from "./parties.ts";
import { sees } from "./permissions.ts";
import { findByNumber, readAsked } from "./queries.ts";
import { endRoles, personRoles } from "./roles.ts";

const [county, elsewhere] = [440811, 440812];
const [east, west] = [newId(), newId()];
const today = "2026-11-23";
const now = "2026-11-23T02:00:00Z";
const lines = { people: sees, mediation: { mediator: "own office", director: "bureau" } } as const;
const folder = mkdtempSync(join(tmpdir(), "zhunsheng-people-"));
const secrets = loadSecrets(folder);
const book = loadLawBook();
let app: Pool;
let owner: Pool;

beforeAll(async () => {
  const database = await testDatabase();
  app = openPool(database.appUrl, 6);
  owner = openPool(database.ownerUrl, 2);
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
  rmSync(folder, { recursive: true, force: true });
});

function actor(role: string, office: string, bureau = county): Actor {
  const kind = role === "citizen" ? "citizen" : "staff";
  return { id: newId(), name: "测试人员", kind, bureau, bureauName: "某县司法局", low: bureau, high: bureau, posts: [{ role, office }] };
}
function site(who: Actor): StepSite {
  return { pool: app, actor: who, settings: settingsOf(who, lines), today, now, book, secrets };
}
/** Enters parties as the action of some line's step does: claims first, everything else after. */
function enter(
  who: Actor,
  parties: PartyEntry[],
  offices: string[],
  also?: (ctx: ReturnType<typeof context>, entered: Entered[]) => void,
): Promise<Entered[]> {
  return inTransaction(app, settingsOf(who, lines), async (tx) => {
    const later: Sql[] = [];
    const ctx = context(site(who), tx, today, later);
    const entered = await enterPersons(ctx, parties, offices);
    also?.(ctx, entered);
    for (const statement of later) await tx.query(statement);
    return entered;
  });
}
async function read(who: Actor, ...statements: Sql[]): Promise<Record<string, unknown>[][]> {
  return (await readAll(app, settingsOf(who, lines), statements)) as Record<string, unknown>[][];
}
const [persons, organisations] = people.records as [RecordModule, RecordModule];
const seen = async (who: Actor, id: string) =>
  (await read(who, recordStatements(persons.type, who, id)[0] ?? { text: "", values: [] }))[0]?.[0];
const find = (who: Actor, number: string) =>
  inTransaction(app, settingsOf(who, lines), (tx) =>
    findByNumber({ query: tx.query, secrets, actor: who }, readAsked(number, today).meant),
  );
const open = (who: Actor, id: string) =>
  inTransaction(app, settingsOf(who, lines), (tx) => fullNumbers({ query: tx.query, secrets, actor: who }, [id]));
function take(who: Actor, record: RecordModule, id: string, step: string, input: Record<string, unknown>) {
  return takeStep(site(who), record, { key: newId(), id, step, input });
}

let sequence = 0;
const freshNumber = (birthOn = "1985-03-04") => inventIdNumber("999901", birthOn, (sequence += 1));
const clerk = actor("mediator", east);
const neighbour = actor("officer", west);
const director = actor("director", newId());
const citizen = actor("citizen", newId());

describe("entering parties", () => {
  test("someone known is found again, under whatever name and form of the number; someone without a number is always new", async () => {
    const number = freshNumber();
    const [first] = await enter(clerk, [{ name: "张三", id_number: number, phone: "13800138000" }], [east]);
    const [again, unnumbered, twin] = await enter(
      clerk,
      [{ name: "张 三", id_number: ` ${number.slice(0, 6)}-${number.slice(6)}` }, { name: "张三" }, { name: "张三" }],
      [east],
    );
    expect(again?.personId).toBe(first?.personId);
    expect(new Set([first?.personId, unnumbered?.personId, twin?.personId]).size).toBe(3);
    expect(first).toMatchObject({ kind: "person", idMasked: `999***********${number.slice(14)}`, phone: "13800138000" });
    expect(unnumbered).toMatchObject({ idMasked: null, kind: "person" });
  });

  test("a person typed twice into one list is one person", async () => {
    const number = freshNumber();
    const [one, two] = await enter(
      clerk,
      [
        { name: "李四", id_number: number },
        { name: "李四", id_number: number },
      ],
      [east],
    );
    expect(one?.personId).toBe(two?.personId);
    expect((await owner.query("select 1 from people.person where id = $1", [one?.personId])).rowCount).toBe(1);
  });

  test("number and birthday fill the entry, which begins its history", async () => {
    const [one] = await enter(clerk, [{ name: "单雄信", id_number: freshNumber("1970-02-28"), address: "和平村" }], [east]);
    expect(await seen(clerk, one?.personId ?? "")).toMatchObject({
      name: "单雄信",
      birth_on: "1970-02-28",
      id_kind: "resident-id",
      version: 1,
      state: "active",
      address: "和平村",
    });
    const { rows } = await owner.query("select action, summary, actor_name, offices from kernel.history where subject_id = $1", [
      one?.personId,
    ]);
    expect(rows).toEqual([{ action: "enter", summary: "随业务登记人员", actor_name: "测试人员", offices: [east] }]);
  });

  test("a body is found by its code, and its code stands in full", async () => {
    const code = inventUscc("91", "440811", "MA4UH7RN");
    const [one] = await enter(clerk, [{ name: "城东物业有限公司", id_number: code }], [east]);
    const [same] = await enter(neighbour, [{ name: "城东物业有限公司", id_number: code.toLowerCase() }], [west]);
    expect(one).toMatchObject({ kind: "organisation", idMasked: code });
    expect(same?.personId).toBe(one?.personId);
  });

  test("a citizen's application enters people whom the citizen then does not see", async () => {
    const number = freshNumber();
    const [one] = await enter(citizen, [{ name: "王五", id_number: number }], [east]);
    expect(await seen(citizen, one?.personId ?? "")).toBeUndefined();
    expect((await open(citizen, one?.personId ?? "")).size).toBe(0);
    expect(await seen(clerk, one?.personId ?? "")).toMatchObject({ name: "王五" });
  });

  test("what checkParty refuses is not entered", async () => {
    await expect(enter(clerk, [{ name: "张三", id_number: "123" }], [east])).rejects.toThrow("checkParty refuses");
  });
});

describe("one person once in a bureau", () => {
  test("a person of another office is found though not seen, and is seen from then on, in search too", async () => {
    const number = freshNumber();
    const [one] = await enter(clerk, [{ name: "赵雅琴", id_number: number }], [east]);
    const id = one?.personId ?? "";
    expect(await seen(neighbour, id)).toBeUndefined();
    expect((await find(neighbour, number)).persons).toEqual([]);
    expect((await read(neighbour, searchFind(county, "赵雅琴", 5)))[0]).toEqual([]);
    const [same] = await enter(neighbour, [{ name: "赵雅琴", id_number: number }], [west]);
    expect(same?.personId).toBe(id);
    expect(await seen(neighbour, id)).toMatchObject({ name: "赵雅琴" });
    expect((await read(neighbour, searchFind(county, "赵雅琴", 5)))[0]).toMatchObject([{ subject_id: id }]);
    expect((await seen(clerk, id))?.offices).toEqual(expect.arrayContaining([east, west]));
    expect((await open(neighbour, id)).get(id)).toBe(number);
  });

  test("two offices entering the same people at once, in opposite order, end in one row each", async () => {
    const [a, b, c] = [freshNumber(), freshNumber(), freshNumber()];
    await enter(clerk, [{ name: "钱七", id_number: c }], [east]);
    const list = [a, b, c].map((id_number) => ({ name: "钱七", id_number }));
    const rounds = await Promise.all([
      enter(clerk, list, [east]),
      enter(neighbour, list.toReversed(), [west]),
      enter(clerk, list, [east]),
      enter(neighbour, list, [west]),
    ]);
    const ids = rounds.map((entered) => entered.map((one) => one.personId).sort());
    expect(new Set(ids.map((each) => each.join())).size).toBe(1);
    const { rows } = await owner.query("select offices from people.person where id = any($1)", [ids[0]]);
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(new Set(row.offices)).toEqual(new Set([east, west]));
  });

  test("a step that fails after the claim leaves nothing behind", async () => {
    const number = freshNumber();
    const fail = () => {
      throw new Error("the step fails");
    };
    await expect(enter(clerk, [{ name: "孙八", id_number: number }], [east], fail)).rejects.toThrow("the step fails");
    expect(
      (
        await owner.query("select 1 from people.identity where id_digest = $1", [
          digestOf({ secrets }, { kind: "resident-id", number, key: number }),
        ])
      ).rowCount,
    ).toBe(0);
  });
});

describe("bureaus never meet", () => {
  const stranger = actor("director", newId(), elsewhere);
  test("the same number is another person in another bureau, and neither sees the other's", async () => {
    const number = freshNumber();
    const [here] = await enter(clerk, [{ name: "周九", id_number: number }], [east]);
    const [there] = await enter(stranger, [{ name: "周九", id_number: number }], [newId()]);
    expect(there?.personId).not.toBe(here?.personId);
    expect(await seen(stranger, here?.personId ?? "")).toBeUndefined();
    expect((await find(stranger, number)).persons.map((row) => row.id)).toEqual([there?.personId]);
    expect((await find(director, number)).persons.map((row) => row.id)).toEqual([here?.personId]);
  });

  test("the definer function answers for the actor's own bureau only, with digest and id only, and gives offices to nobody else", async () => {
    const number = freshNumber();
    const [here] = await enter(clerk, [{ name: "吴十", id_number: number }], [east]);
    const digest = digestOf({ secrets }, { kind: "resident-id", number, key: number });
    const [silent] = await owner
      .query("select prosecdef, proconfig from pg_proc where oid = 'people.claim'::regproc")
      .then((answer) => answer.rows);
    expect(silent).toMatchObject({ prosecdef: true, proconfig: ["search_path=pg_catalog, pg_temp"] });
    const claim = (bureau: number, settings: string, digests: Buffer[]) =>
      inTransaction(app, settings, (tx) => tx.query({ text: "select * from people.claim($1, $2, $3)", values: [bureau, digests, [west]] }));
    expect(await claim(county, settingsOf(stranger, lines), [digest])).toEqual([]);
    expect(await claim(county, "SET LOCAL zs.wide = ',people,'", [digest])).toEqual([]);
    expect(await claim(county, settingsOf(clerk, lines), [Buffer.alloc(32)])).toEqual([]);
    expect((await seen(clerk, here?.personId ?? ""))?.offices).toEqual([east]);
    expect(await claim(county, settingsOf(clerk, lines), [digest])).toEqual([{ id_digest: digest, holder_id: here?.personId }]);
    const { rows } = await owner.query(
      "select has_function_privilege('public', 'people.claim(int, bytea[], uuid[])', 'execute') as anybody",
    );
    expect(rows).toEqual([{ anybody: false }]);
  });
});

describe("sealed", () => {
  test("the number stands in no column of any table, neither as text nor as bytes", async () => {
    const number = freshNumber();
    await enter(clerk, [{ name: "郑十一", id_number: number, phone: "13900139000" }], [east]);
    const { rows: tables } = await owner.query<{ name: string }>(
      "select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace in ('people'::regnamespace, 'kernel'::regnamespace)",
    );
    expect(tables.map((table) => table.name)).toContain("people.identity");
    for (const { name } of tables) {
      const { rowCount } = await owner.query(`select 1 from ${name} t where position($1 in t::text) > 0 or position($2 in t::text) > 0`, [
        number,
        Buffer.from(number).toString("hex"),
      ]);
      expect({ name, rowCount }).toEqual({ name, rowCount: 0 });
    }
  });

  test("opened only by those who see the person", async () => {
    const number = freshNumber();
    const [one] = await enter(clerk, [{ name: "冯十二", id_number: number }], [east]);
    const id = one?.personId ?? "";
    expect((await open(clerk, id)).get(id)).toBe(number);
    expect((await open(director, id)).get(id)).toBe(number);
    expect((await open(neighbour, id)).size).toBe(0);
  });
});

describe("lists, search and finding", () => {
  test("found by name, initials, pinyin, tail of the number, and full number", async () => {
    const number = freshNumber();
    const [one] = await enter(clerk, [{ name: "解晓东", id_number: number }], [east]);
    for (const query of ["解晓东", "晓东", "xxd", "xiexiaodong", number.slice(-4)]) {
      const [hits] = await read(clerk, searchFind(county, query, 50));
      expect(
        hits?.map((hit) => hit.subject_id),
        query,
      ).toContain(one?.personId);
    }
    expect((await find(clerk, number)).persons.map((row) => row.name)).toEqual(["解晓东"]);
    expect(readAsked("440524188001010015", today).doubt?.refused).toContain("校验码应为4");
  });

  test("the list shows one's own office, the leadership everybody, a citizen nobody", async () => {
    const [mine] = await enter(clerk, [{ name: "陈十三" }], [east]);
    const [theirs] = await enter(neighbour, [{ name: "褚十四" }], [west]);
    const listed = async (who: Actor) => {
      const statement = listStatement(persons.type, who, { filters: { state: "active" }, limit: 200 });
      return isRefused(statement) ? [] : ((await read(who, statement))[0] ?? []).map((row) => row.id);
    };
    expect(await listed(clerk)).toContain(mine?.personId);
    expect(await listed(clerk)).not.toContain(theirs?.personId);
    expect(await listed(director)).toEqual(expect.arrayContaining([mine?.personId, theirs?.personId]));
    expect(await listed(citizen)).toEqual([]);
  });
});

describe("roles", () => {
  test("a party's role begins on the step's day, ends with the matter, and is seen by those who see its line", async () => {
    const matter = { subject: "mediation.case", id: newId(), offices: [east, west], owners: [citizen.id] };
    const [one] = await enter(clerk, [{ name: "卫十五" }], [east, west], (ctx, [party]) => {
      if (party !== undefined) personRoles(ctx, matter, [{ who: party, role: "调解申请人" }]);
    });
    const roles = async (who: Actor) => (await read(who, ...recordStatements(persons.type, who, one?.personId ?? "")))[2];
    expect(await roles(clerk)).toMatchObject([{ role: "调解申请人", from_on: today, until_on: null, line: "mediation" }]);
    expect(await seen(neighbour, one?.personId ?? "")).toMatchObject({ name: "卫十五" });
    expect(await roles(neighbour)).toEqual([]);
    await enter(clerk, [], [], (ctx) => endRoles(ctx, matter));
    expect(await roles(clerk)).toMatchObject([{ until_on: today }]);
  });
});

describe("doubles", () => {
  const reason = "同一人登记了两次";
  test("an entry without a number gives way: roles of all lines and viewers go over, a signpost stays", async () => {
    const matter = { subject: "legal-aid.case", id: newId(), offices: [west], owners: [] };
    const [double] = await enter(
      clerk,
      [{ name: "秦双" }],
      [east, west],
      (ctx, [party]) => party && personRoles(ctx, matter, [{ who: party, role: "受援人" }]),
    );
    const number = freshNumber();
    const [kept] = await enter(clerk, [{ name: "秦双", id_number: number }], [east]);
    const answer = await take(clerk, persons, double?.personId ?? "", "merge", { into: kept?.personId, reason });
    expect(answer).toMatchObject({ record: { state: "merged", merged_into: kept?.personId } });
    const { rows } = await owner.query("select person_id from people.role where subject_id = $1", [matter.id]);
    expect(rows).toEqual([{ person_id: kept?.personId }]);
    expect((await find(neighbour, number)).persons.map((row) => row.id)).toEqual([kept?.personId]);
    const [hits] = await read(clerk, searchFind(county, "秦双", 5));
    expect(hits?.map((hit) => hit.title).sort()).toEqual([`秦双（已合并）`, `秦双（证件尾号${number.slice(-4)}）`].sort());
    expect(await take(clerk, persons, double?.personId ?? "", "correct", { name: "秦单", reason })).toMatchObject({ code: "wrong-state" });
  });

  test("not one with a number, not into itself, not into a signpost, not into one unseen", async () => {
    const [a, b, numbered] = await enter(clerk, [{ name: "尤一" }, { name: "尤二" }, { name: "尤三", id_number: freshNumber() }], [east]);
    const [unseen] = await enter(neighbour, [{ name: "尤四" }], [west]);
    const merge = (from: Entered | undefined, into: Entered | undefined) =>
      take(clerk, persons, from?.personId ?? "", "merge", { into: into?.personId, reason });
    expect(await merge(numbered, a)).toMatchObject({ code: "has-number" });
    expect(await merge(a, a)).toMatchObject({ refused: "不能并入自身，请选择另一条登记。" });
    expect(await merge(a, unseen)).toMatchObject({ code: "merge-target", fields: { into: expect.stringContaining("没有找到") } });
    expect(await merge(b, numbered)).toHaveProperty("record");
    expect(await merge(a, b)).toMatchObject({ refused: expect.stringContaining("本身已经合并") });
  });

  test("merging by definer does nothing for another bureau", async () => {
    const matter = { subject: "mediation.case", id: newId(), offices: [east], owners: [] };
    const [a, b] = await enter(
      clerk,
      [{ name: "许一" }, { name: "许二" }],
      [east],
      (ctx, [party]) => party && personRoles(ctx, matter, [{ who: party, role: "调解申请人" }]),
    );
    const settings = settingsOf(actor("director", newId(), elsewhere), lines);
    await inTransaction(app, settings, (tx) =>
      tx.query({ text: "select people.merge($1, $2, $3)", values: [county, a?.personId, b?.personId] }),
    );
    expect((await owner.query("select person_id from people.role where subject_id = $1", [matter.id])).rows).toEqual([
      { person_id: a?.personId },
    ]);
  });
});

describe("at the desk", () => {
  const person = (number: string, more = {}) => ({ name: "蒋十六", idKind: "resident-id", idNumber: number, ...more });

  test("registered with a checked number; the same number a second time is refused and told no name", async () => {
    const number = freshNumber();
    const answer = await take(clerk, persons, newId(), "register", person(number, { phone: "138 0013 8000" }));
    expect(answer).toMatchObject({
      record: {
        name: "蒋十六",
        sex: Number(number[16]) % 2 === 1 ? "1" : "2",
        phone: "13800138000",
        id_tail: number.slice(-4),
        offices: [east],
      },
    });
    expect(JSON.stringify(answer)).not.toContain(number);
    const again = await take(neighbour, persons, newId(), "register", person(number));
    expect(again).toMatchObject({ code: "already-registered", fields: { idNumber: "此号码已在本局登记" } });
    expect(JSON.stringify(again)).not.toContain("蒋十六");
    expect((await find(neighbour, number)).persons).toEqual([]);
  });

  test("a number that disagrees with the birthday is refused at the field", async () => {
    expect(await take(clerk, persons, newId(), "register", person(freshNumber("1990-01-01"), { birthOn: "1990-01-02" }))).toMatchObject({
      code: "birth-disagrees",
      fields: { birthOn: expect.stringContaining("不一致") },
    });
  });

  test("a wrong number is put right: the new one finds the person, the old one nobody", async () => {
    const [wrong, right, id] = [freshNumber("1990-01-01"), freshNumber("1991-01-01"), newId()];
    await take(clerk, persons, id, "register", person(wrong));
    const reason = "证件录错";
    expect(await take(clerk, persons, id, "correct", { idNumber: right, reason })).toMatchObject({
      record: { birth_on: "1991-01-01", id_tail: right.slice(-4), version: 2 },
    });
    expect((await find(clerk, wrong)).persons).toEqual([]);
    expect((await find(clerk, right)).persons.map((row) => row.id)).toEqual([id]);
    expect((await open(clerk, id)).get(id)).toBe(right);
  });

  test("a correction leaves the rest as it was, never contradicts the number, and never takes another's number", async () => {
    const [mine, theirs, id] = [freshNumber("1990-01-01"), freshNumber(), newId()];
    await take(clerk, persons, id, "register", person(mine, { address: "和平村" }));
    await enter(neighbour, [{ name: "沈十七", id_number: theirs }], [west]);
    const reason = "本人申请";
    expect(await take(clerk, persons, id, "correct", { name: "蒋新", reason })).toMatchObject({
      record: { name: "蒋新", address: "和平村", birth_on: "1990-01-01", name_words: ["蒋新", "jx", "jiangxin"] },
    });
    expect(await take(clerk, persons, id, "correct", { birthOn: "1990-01-02", reason })).toMatchObject({ code: "birth-disagrees" });
    expect(await take(clerk, persons, id, "correct", { idNumber: theirs, reason })).toMatchObject({ code: "already-registered" });
    expect((await find(neighbour, theirs)).persons[0]?.offices).toEqual([west]);
  });

  test("someone entered without a number gets one, and stays without when only the telephone changes", async () => {
    const [one] = await enter(clerk, [{ name: "韩十八" }], [east]);
    const id = one?.personId ?? "";
    const reason = "补录";
    expect(await take(clerk, persons, id, "correct", { phone: "13700137000", reason })).toMatchObject({
      record: { phone: "13700137000", id_kind: null },
    });
    const number = freshNumber();
    expect(await take(clerk, persons, id, "correct", { idNumber: number, reason })).toMatchObject({ code: "id-kind" });
    expect(await take(clerk, persons, id, "correct", { idKind: "resident-id", idNumber: number, reason })).toMatchObject({
      record: { id_masked: `999***********${number.slice(14)}` },
    });
    expect((await find(clerk, number)).persons.map((row) => row.id)).toEqual([id]);
  });

  test("a body is registered once by its code, without a code as often as need be, and put right", async () => {
    const [code, id] = [inventUscc("52", "440811", "MJM58N2G"), newId()];
    expect(
      await take(clerk, organisations, id, "register", { name: "和平调解服务中心", uscc: code, legalRepresentative: "杨十九" }),
    ).toMatchObject({ record: { legal_representative: "杨十九" } });
    expect(await take(neighbour, organisations, newId(), "register", { name: "别的中心", uscc: code })).toMatchObject({
      code: "already-registered",
    });
    for (const other of [newId(), newId()])
      expect(await take(clerk, organisations, other, "register", { name: "和平村经济社" })).toHaveProperty("record");
    const better = inventUscc("52", "440811", "MJM58N3E");
    expect(await take(clerk, organisations, id, "correct", { uscc: better, reason: "换证" })).toMatchObject({
      record: { uscc: better, name: "和平调解服务中心" },
    });
    expect((await find(clerk, better)).organisations.map((row) => row.id)).toEqual([id]);
    expect((await find(clerk, code)).organisations).toEqual([]);
  });

  test("a citizen and another office may not", async () => {
    expect(await take(citizen, persons, newId(), "register", person(freshNumber()))).toMatchObject({ code: "not-permitted" });
    const [one] = await enter(clerk, [{ name: "朱二十" }], [east]);
    expect(await take(neighbour, persons, one?.personId ?? "", "correct", { name: "朱廿", reason: "试试" })).toMatchObject({
      code: "not-found",
    });
  });
});
