// Reading records: pages that miss and repeat nothing, filters, what may be done with a record, the worklist, and what is shown in part.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import { newId } from "./clock.ts";
import { insert, readAll } from "./db.ts";
import { isRefused, judge } from "./lifecycle.ts";
import { may } from "./permissions.ts";
import {
  abilities,
  countStatement,
  type ListAsk,
  listStatement,
  mask,
  masked,
  page,
  recordStatements,
  registrations,
  workStatement,
} from "./records.ts";
import { done, entryType, type Ledger, ledger, type Row, type Somebody } from "./testing-ledger.ts";

const type = entryType({ any: { label: "期限", starts: "accept", metBy: ["finish"], rule: "FY-18" } });
let here: Ledger;
beforeAll(async () => {
  here = await ledger();
});

async function put(rows: Partial<Row>[]): Promise<void> {
  await here.query("truncate ledger.entry");
  if (rows.length === 0) return;
  const blank = {
    bureau_id: 999901,
    state: "open",
    version: 1,
    offices: [here.east],
    owners: [],
    created_at: "2020-01-01T00:00:00Z",
    name: "行",
    kind: null,
    amount: 0,
    opened_on: "2020-01-01",
    due_on: null,
    phone: null,
  };
  const statement = insert(
    "ledger.entry",
    rows.map((row) => ({ ...blank, id: newId(), ...row })),
  );
  await here.query(statement.text, statement.values);
}

async function list(ask: Partial<ListAsk>, who: Somebody = here.chief): Promise<{ items: Row[]; next: string | null }> {
  const whole: ListAsk = { filters: {}, limit: 50, ...ask };
  const statement = listStatement(type, who.actor, whole);
  if (isRefused(statement)) expect.fail(statement.refused);
  const [rows] = await readAll(here.app, who.settings, [statement]);
  return page(type, whole, rows as Row[]);
}

async function walk(ask: Partial<ListAsk>, who: Somebody = here.chief): Promise<Row[]> {
  const seen: Row[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 200; pages += 1) {
    const found = await list({ ...ask, cursor }, who);
    seen.push(...found.items);
    if (found.next === null) return seen;
    cursor = found.next;
  }
  return expect.fail("never ends");
}

describe("page after page", () => {
  const drawn = fc.array(
    fc.record({
      opened_on: fc.constantFrom("2020-01-01", "2020-01-02", "2020-03-01"),
      amount: fc.integer({ min: 0, max: 3 }),
      due_on: fc.option(fc.constantFrom("2020-05-01", "2020-06-01")),
    }),
    { maxLength: 30 },
  );

  test("every record once, in order, under ties, whichever the order and the size of a page", async () => {
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.constantFrom("opened_on", "amount", "due_on"),
        fc.integer({ min: 1, max: 7 }),
        async (rows, order, limit) => {
          await put(rows);
          const seen = await walk({ order, limit });
          const wanted = rows.filter((row) => order !== "due_on" || row.due_on !== null);
          expect(seen).toHaveLength(wanted.length);
          expect(new Set(seen.map((row) => row.id)).size).toBe(wanted.length);
          const keys = seen.map((row) => [row[order], row.id] as [string | number, string]);
          const sign = order === "opened_on" ? -1 : 1;
          for (const [index, key] of keys.slice(1).entries()) {
            const last = keys[index] ?? key;
            expect(sign * (last[0] < key[0] || (last[0] === key[0] && last[1] < key[1]) ? 1 : -1)).toBe(1);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a record written meanwhile before the place where one reads changes nothing behind it", async () => {
    await put(Array.from({ length: 6 }, (_, index) => ({ amount: index })));
    const first = await list({ order: "amount", limit: 3 });
    await here.query("update ledger.entry set amount = -5 where amount = 1");
    const second = await list({ order: "amount", limit: 3, cursor: first.next ?? undefined });
    expect(second.items.map((row) => row.amount)).toEqual([3, 4, 5]);
    expect(second.next).toBeNull();
  });

  test("a full last page has no next one; an empty list has neither", async () => {
    await put([{}, {}]);
    expect((await list({ limit: 2 })).next).toBeNull();
    expect((await list({ limit: 1 })).next).not.toBeNull();
    await put([]);
    expect(await list({})).toEqual({ items: [], next: null });
  });

  test("only the listed columns are read, and those that every list needs", async () => {
    await put([{}]);
    const [row] = (await list({})).items;
    expect(Object.keys(row ?? {}).sort()).toEqual(
      [...new Set(["id", "state", "version", "due_on", "opened_on", ...type.list.columns])].sort(),
    );
  });

  test.each([
    "x",
    "bm90IGpzb24",
    Buffer.from('{"a":1}').toString("base64url"),
    Buffer.from('["2020-01-01"]').toString("base64url"),
    Buffer.from('["2020-01-01", 5]').toString("base64url"),
    Buffer.from('[{"a":1}, "x"]').toString("base64url"),
  ])("a forged mark “%s” is refused", (cursor) => {
    expect(listStatement(type, here.chief.actor, { filters: {}, limit: 5, cursor })).toMatchObject({ code: "bad-cursor" });
  });

  test("a well-made mark opens nothing that one may not see", async () => {
    await put([{ offices: [here.west], opened_on: "2019-01-01" }, { opened_on: "2019-01-01" }]);
    const cursor = Buffer.from(JSON.stringify(["2030-01-01", "ffffffff-ffff-7fff-bfff-ffffffffffff"])).toString("base64url");
    expect((await list({ cursor })).items).toHaveLength(1);
  });
});

describe("filters and orders", () => {
  beforeAll(() =>
    put([
      { kind: "a", amount: 10, opened_on: "2020-01-01" },
      { kind: "b", amount: 20, opened_on: "2020-02-01", state: "active" },
      { kind: "c", amount: 30, opened_on: "2020-03-01" },
      { kind: null, amount: 40, opened_on: "2020-04-01", offices: [here.west] },
    ]),
  );
  const amounts = async (filters: Record<string, string>, who?: Somebody) =>
    (await list({ filters, order: "amount" }, who)).items.map((row) => row.amount);

  test("one value, several, a range, all at once; an empty one is none", async () => {
    expect(await amounts({ kind: "a" })).toEqual([10]);
    expect(await amounts({ kind: "a,c" })).toEqual([10, 30]);
    expect(await amounts({ opened_on_from: "2020-02-01", opened_on_to: "2020-03-01" })).toEqual([20, 30]);
    expect(await amounts({ amount_from: "20", kind: "b,c", state: "open" })).toEqual([30]);
    expect(await amounts({ kind: "", opened_on_from: "" })).toEqual([10, 20, 30]);
    expect(await amounts({ kind: "a' or true --" })).toEqual([]);
  });

  test("what cannot be filtered or ordered by is named", () => {
    const ask = (more: Partial<ListAsk>) => listStatement(type, here.chief.actor, { filters: {}, limit: 5, ...more });
    expect(ask({ filters: { name: "x" } })).toMatchObject({ code: "bad-filter", refused: "台账列表没有“name”这一筛选项。" });
    expect(ask({ filters: { "kind; drop table": "x" } })).toMatchObject({ code: "bad-filter" });
    expect(ask({ filters: { bureau_id: "440811" } })).toMatchObject({ code: "bad-filter" });
    expect(ask({ order: "name" })).toMatchObject({
      code: "bad-order",
      refused: expect.stringContaining("登记日期从新到旧、到期日从近到远"),
    });
    expect(ask({ order: "opened_on; drop table ledger.entry" })).toMatchObject({ code: "bad-order" });
  });

  test("the count is of what the list shows: same rights, same filters, same order", async () => {
    await here.query("update ledger.entry set due_on = '2020-05-01' where amount = 10");
    const total = async (ask: Partial<ListAsk>, who: Somebody = here.chief, most = 100) => {
      const statement = countStatement(type, who.actor, { filters: {}, limit: 5, ...ask }, most);
      if (isRefused(statement)) expect.fail(statement.refused);
      return (await readAll(here.app, who.settings, [statement]))[0]?.[0];
    };
    expect(await total({})).toEqual({ total: 3 });
    expect(await total({}, here.director)).toEqual({ total: 4 });
    expect(await total({ filters: { kind: "a,b" } })).toEqual({ total: 2 });
    expect(await total({ order: "due_on" })).toEqual({ total: 1 });
    expect(await total({}, here.director, 2)).toEqual({ total: 2 });
    expect(await total({}, here.foreigner)).toEqual({ total: 0 });
  });

  test("what search found narrows the list; nothing found is nothing", async () => {
    const all = (await list({})).items;
    expect((await list({ ids: [String(all[0]?.id)] })).items.map((row) => row.id)).toEqual([all[0]?.id]);
    expect((await list({ ids: [] })).items).toEqual([]);
  });
});

describe("what may be done", () => {
  const offices = () => [here.east, here.west];
  const people = (): Somebody[] => [
    here.chief,
    here.clerk,
    here.director,
    here.stranger,
    here.citizen,
    here.foreigner,
    here.somebody("nobody", here.east),
    here.somebody("chief", here.west, {
      posts: [
        { role: "chief", office: here.west },
        { role: "clerk", office: here.east },
      ],
    }),
  ];
  const rows = (who: Somebody): Row[] =>
    Object.keys(type.states).flatMap((state) =>
      offices().flatMap((office) =>
        [[], [who.actor.id]].flatMap((owners) =>
          [0, -1].map((amount) => ({ bureau_id: 999901, id: newId(), state, version: 1, offices: [office], owners, amount })),
        ),
      ),
    );

  test("the buttons of every role on every record are those steps that permission and state allow, with the refusal that the step would give", () => {
    for (const who of people()) {
      for (const row of rows(who)) {
        const facts = {
          today: "2026-03-02",
          on: "2026-03-02",
          actor: { id: who.actor.id, offices: who.actor.posts.map((post) => post.office) },
        };
        const wanted = Object.entries(type.steps).filter(
          ([, step]) => step.from !== "new" && step.from.includes(row.state) && may(who.actor, type.permissions, step.by, row),
        );
        const shown = abilities(type, who.actor, row, "2026-03-02");
        expect(shown.map((one) => one.step)).toEqual(wanted.map(([step]) => step));
        for (const one of shown) expect(one.refused).toBe(judge(type, one.step, row, facts)?.refused);
      }
    }
  });

  test("the worklist of every role holds exactly the records whose next step is his: the soonest due first, a new one as if due today", async () => {
    await here.query("truncate ledger.entry");
    const all = people()
      .flatMap(rows)
      .map(({ amount, ...row }, index) => ({ ...row, amount, due_on: index % 3 === 0 ? null : `2026-0${(index % 9) + 1}-01` }));
    await put(all);
    for (const who of people()) {
      const statement = workStatement(type, who.actor, "2026-03-02", 10_000);
      const nexts = Object.values(type.steps).filter((step) => step.next === true);
      const wanted = all.filter(
        (row) =>
          row.bureau_id === who.actor.bureau &&
          nexts.some((step) => step.from !== "new" && step.from.includes(row.state) && may(who.actor, type.permissions, step.by, row)),
      );
      const found = statement === undefined ? [] : ((await readAll(here.app, who.settings, [statement]))[0] as Row[]);
      // What one may do but not see is no work: a clerk may work on his own records only, wherever they are.
      expect(found.map((row) => row.id).sort()).toEqual(wanted.map((row) => row.id).sort());
      const key = (row: Row) => `${String(row.due_on ?? (row.state === "open" ? "2026-03-02" : "9999"))} ${row.id}`;
      expect(found.map(key)).toEqual(found.map(key).sort());
    }
  });

  test("a step offered as a button is done; one that is not offered is refused", async () => {
    await here.query("truncate ledger.entry");
    for (const who of [here.chief, here.clerk, here.director, here.stranger]) {
      for (const step of ["accept", "write", "cancel", "finish"]) {
        const id = await here.opened();
        const offered = abilities(type, who.actor, await here.read(id), "2026-03-02").some((one) => one.step === step);
        const answer = await who.take(step, id, { note: "说明" });
        expect([step, !isRefused(answer)]).toEqual([step, offered]);
      }
    }
  });

  test("who may register is offered it, nobody else", () => {
    const offered = (who: Somebody) => registrations(type, who.actor).map((one) => one.step);
    expect([offered(here.chief), offered(here.clerk), offered(here.citizen), offered(here.director)]).toEqual([
      ["open"],
      ["open"],
      ["open"],
      [],
    ]);
  });
});

describe("one record", () => {
  test("comes with its clocks and parts in order, for those who see it and for nobody else", async () => {
    await here.query("truncate ledger.entry, ledger.line");
    const id = newId();
    done(await here.chief.take("open", id, { name: "全套" }));
    done(await here.chief.take("accept", id));
    done(await here.chief.take("write", id, { note: "第二条" }));
    const read = async (who: Somebody) => readAll(here.app, who.settings, recordStatements(type, who.actor, id));
    const [rows, clocks, lines] = await read(here.chief);
    expect([rows?.length, clocks?.length, (lines as Row[]).map((line) => line.note)]).toEqual([1, 0, ["受理", "第二条"]]);
    for (const who of [here.stranger, here.foreigner, here.citizen]) expect((await read(who)).flat()).toEqual([]);
  });
});

describe("shown in part", () => {
  test.each([
    ["13812345678", "138****5678"],
    ["110105194912310021", "110***********0021"],
    ["12345678", "123***78"],
    ["2731234", "2*****4"],
    ["12345", "1***5"],
    ["1234", "****"],
    ["1", "*"],
    ["", ""],
    ["𠮷𠮷𠮷𠮷𠮷", "𠮷***𠮷"],
  ])("%s is shown as %s", (value, shown) => {
    expect(mask(value)).toBe(shown);
  });

  test("at most seven characters remain to be read, and never all", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,30}$/), (number) => {
        const left = [...String(mask(number))].filter((letter) => letter !== "*").length;
        expect(left).toBeLessThanOrEqual(Math.min(7, number.length - 1));
      }),
    );
  });

  test("what is no text stays; columns that are not there are not made", () => {
    expect([mask(null), mask(undefined), mask(5)]).toEqual([null, undefined, 5]);
    const row = { phone: "13812345678", name: "某" };
    expect(masked(row, ["phone", "id_number"])).toEqual({ phone: "138****5678", name: "某" });
    expect(masked(row)).toBe(row);
  });
});

afterAll(() => here.query("truncate ledger.entry"));
