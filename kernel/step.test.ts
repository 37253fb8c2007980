// Taking a step: in which order it is judged, that it is done once or not at all, and what it leaves in the history.
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import { isRefused } from "./lifecycle.ts";
import { takeStep } from "./step.ts";
import { done, type Ledger, ledger } from "./testing-ledger.ts";

let here: Ledger;
beforeAll(async () => {
  here = await ledger();
});
const nothing = "00000000-0000-7000-8000-00000000beef";

describe("what a person hears first", () => {
  test("a record that is not there and one that may not be seen are the same: not found, and nothing is noted", async () => {
    const id = await here.opened();
    for (const [who, which] of [
      [here.chief, nothing],
      [here.stranger, id],
      [here.foreigner, id],
      [here.citizen, id],
    ] as const) {
      expect(await who.take("finish", which, {}, { version: 99 })).toMatchObject({
        code: "not-found",
        refused: expect.stringContaining("没有找到这条台账"),
      });
    }
    expect((await here.history(id)).map((entry) => entry.action)).toEqual(["open"]);
  });

  test("not permitted comes before stale, stale before the wrong state, the state before the refusal of the step, that before the input", async () => {
    const id = await here.opened({ amount: -1 });
    expect(await here.director.take("finish", id, {}, { version: 9 })).toMatchObject({
      code: "not-permitted",
      refused: expect.stringContaining("办结"),
    });
    expect(await here.chief.take("finish", id, {}, { version: 9 })).toMatchObject({ code: "stale" });
    expect(await here.chief.take("finish", id, {}, { version: 1 })).toMatchObject({
      code: "wrong-state",
      refused: "当前状态是“待受理”，只有“办理中”状态才能办结。",
    });
    expect(await here.chief.take("accept", id, {}, { version: 1 })).toMatchObject({ code: "negative", basis: "《某法》第一条" });
    expect(await here.chief.take("amend", id, { amount: 1.5 }, { version: 1 })).toMatchObject({
      code: "invalid",
      fields: { amount: expect.stringContaining("整数") },
    });
    expect(await here.read(id)).toMatchObject({ version: 1, state: "open", amount: -1 });
  });

  test("a step nobody declared is named", async () => {
    const id = await here.opened();
    expect(await here.chief.take("fly", id)).toMatchObject({ code: "no-such-step", refused: "台账没有“fly”这一步。" });
    expect(isRefused(await here.chief.take("constructor", id))).toBe(true);
    expect((await here.read(id)).version).toBe(1);
  });

  test("registering on the id of an existing record is refused, whoever's it is, and changes nothing", async () => {
    const id = await here.opened({ name: "原来的" });
    expect(await here.chief.take("open", id, { name: "后来的" })).toMatchObject({ code: "already-there" });
    expect((await here.read(id)).name).toBe("原来的");
  });
});

describe("what a refusal leaves", () => {
  test("it is in the history of the record with its reason, and the record is as it was", async () => {
    const id = await here.opened({ amount: -5 });
    const before = await here.read(id);
    await here.chief.take("accept", id);
    expect(await here.read(id)).toEqual(before);
    const [, refusal] = await here.history(id);
    expect(refusal).toMatchObject({
      action: "refused",
      summary: "未能受理：金额为负，请先更正。",
      detail: { step: "accept", code: "negative" },
      version: 1,
    });
  });

  test("the key of a refused step may be used again once the fault is mended", async () => {
    const id = await here.opened({ amount: -5 });
    const key = newId();
    expect(await here.chief.take("accept", id, {}, { key })).toMatchObject({ code: "negative" });
    done(await here.chief.take("amend", id, { amount: 5 }));
    expect(done(await here.chief.take("accept", id, {}, { key })).state).toBe("active");
  });

  test("a refusal out of the action takes back what the action had already written", async () => {
    const id = await here.opened();
    expect(await here.chief.take("crash", id, { how: "refuse" })).toMatchObject({ code: "thought-better" });
    expect(await here.lines(id)).toEqual([]);
    expect(await here.query("select 1 from kernel.effect where payload->>'id' = $1", [id])).toEqual([]);
    expect(await here.query("select 1 from kernel.number where series = 'ledger.crash'")).toEqual([]);
  });

  test("nobody registers for an office that is not his; a citizen registers for any, as his own", async () => {
    const [id, own] = [newId(), newId()];
    expect(await here.chief.take("open", id, { name: "别所的事", office: here.west })).toMatchObject({ code: "not-permitted" });
    expect(await here.query("select 1 from ledger.entry where id = $1", [id])).toEqual([]);
    expect(done(await here.citizen.take("open", own, { name: "自己的事", office: here.west }))).toMatchObject({
      offices: [here.west],
      owners: [here.citizen.actor.id],
    });
  });

  test("a refused registration leaves nothing at all", async () => {
    const id = newId();
    expect(await here.chief.take("open", id, { name: "" })).toMatchObject({
      code: "invalid",
      refused: "有1处需要修改：请填写名称",
      fields: { name: "请填写名称" },
    });
    expect(await here.history(id)).toEqual([]);
  });
});

/** The pool of the ledger, in which something else happens just before the history is asked for the key. */
function interrupted(happens: () => Promise<unknown>): Pool {
  let waiting = true;
  const connect = async () => {
    const client = await here.app.connect();
    let sent: Promise<unknown> = Promise.resolve();
    const query = async (asked: string | { text: string }) => {
      if (waiting && typeof asked === "object" && asked.text.includes("from kernel.history")) {
        waiting = false;
        await sent;
        await happens();
      }
      const answer = client.query(asked);
      sent = answer;
      return answer;
    };
    return { query, release: (lost?: Error) => client.release(lost) };
  };
  return { connect } as unknown as Pool; // all that a step uses of a pool
}

describe("one submission is done once", () => {
  test("ten times at once on an existing record: one step, ten equal answers", async () => {
    const id = await here.opened();
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 10 }, () => here.chief.take("accept", id, {}, { key, version: 1 })));
    expect(answers.map((answer) => done(answer).version)).toEqual(Array(10).fill(2));
    expect(answers.filter((answer) => !isRefused(answer) && !answer.repeated)).toHaveLength(1);
    expect((await here.history(id)).map((entry) => entry.action)).toEqual(["open", "accept"]);
    expect(await here.lines(id)).toEqual(["受理"]);
    expect(await here.query("select 1 from kernel.effect where payload->'record'->>'id' = $1", [id])).toHaveLength(1);
  });

  test("a registration sent twice from a poor connection is one record", async () => {
    const [id, key] = [newId(), newId()];
    const first = done(await here.chief.take("open", id, { name: "只有一件" }, { key }));
    const again = await here.chief.take("open", id, { name: "只有一件" }, { key });
    expect(again).toMatchObject({ repeated: true, record: { id, version: first.version } });
    expect(await here.history(id)).toHaveLength(1);
  });

  test("a registration sent ten times at once is one record; nobody is told of a fault", async () => {
    const [id, key] = [newId(), newId()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => here.chief.take("open", id, { name: "只有一件" }, { key })));
    expect((await here.history(id)).filter((entry) => entry.action === "open")).toHaveLength(1);
    expect(answers.filter((answer) => !isRefused(answer) && !answer.repeated)).toHaveLength(1);
    expect(await here.read(id)).toMatchObject({ version: 1 });
  });

  // The step reads the record and the key one after the other (kernel/step.ts, repeat): its twin may commit in between. See the report.
  test("a registration whose twin is written between two of its reads is answered as repeated", async () => {
    const [id, key] = [newId(), newId()];
    const between = { ...here.chief.site(), pool: interrupted(() => here.chief.take("open", id, { name: "只有一件" }, { key })) };
    expect(await takeStep(between, here.record, { key, id, step: "open", input: { name: "只有一件" } })).toMatchObject({ repeated: true });
  });

  test("the key is bound to its step, its record and its person", async () => {
    const [id, other, key] = [await here.opened(), await here.opened(), newId()];
    done(await here.chief.take("accept", id, {}, { key }));
    const colleague = here.somebody("chief", here.east);
    expect(await here.chief.take("accept", other, {}, { key })).toMatchObject({ code: "key-reused" });
    expect(await here.chief.take("finish", id, {}, { key })).toMatchObject({ code: "key-reused" });
    expect(await colleague.take("accept", id, {}, { key })).toMatchObject({
      code: "key-reused",
      refused: expect.stringContaining("刷新页面"),
    });
    expect((await here.read(other)).state).toBe("open");
  });

  test("a key used in another office, which one may not see, does nothing here", async () => {
    const [id, key] = [await here.opened(), newId()];
    done(await here.chief.take("accept", id, {}, { key }));
    const own = await here.opened({}, here.stranger);
    await expect(here.stranger.take("accept", own, {}, { key })).rejects.toMatchObject({ code: "23505" }); // the endpoint says it in a sentence
    expect((await here.read(own)).state).toBe("open");
  });
});

describe("two people at once", () => {
  test("who looked at an older version is told so; nothing is overwritten", async () => {
    const id = await here.opened();
    const colleague = here.somebody("chief", here.east);
    const answers = await Promise.all([
      here.chief.take("amend", id, { amount: 1 }, { version: 1 }),
      colleague.take("amend", id, { amount: 2 }, { version: 1 }),
    ]);
    const codes = answers.map((answer) => (isRefused(answer) ? answer.code : "done")).sort();
    expect(codes).toEqual(["done", "stale"]);
    const winner = answers.find((answer) => !isRefused(answer)) ?? expect.fail("nobody won");
    expect(await here.read(id)).toMatchObject({ version: 2, amount: done(winner).amount });
  });

  test("without a version both are done, one after the other, and neither is lost", async () => {
    const id = await here.opened();
    const notes = Array.from({ length: 8 }, (_, index) => `第${index}条`);
    await Promise.all(notes.map((note) => here.chief.take("write", id, { note })));
    expect((await here.lines(id)).sort()).toEqual(notes.sort());
    expect((await here.read(id)).version).toBe(9);
    expect((await here.history(id)).map((entry) => entry.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("twenty acceptances at once get numbers without a gap; refused ones take none", async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, (_, index) => here.opened({ amount: index % 3 === 0 ? -1 : 1 })));
    const [before] = await here.query<{ last: number }>(
      "select coalesce(max(last), 0) as last from kernel.number where series = 'ledger.entry/2026'",
    );
    const answers = await Promise.all(ids.map((id) => here.chief.take("accept", id)));
    const numbers = answers.flatMap((answer) => (isRefused(answer) ? [] : [Number(answer.record.number)])).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => (before?.last ?? 0) + index + 1));
  });
});

describe("all or nothing", () => {
  test.each(["throw", "after"])("when the step breaks (%s), neither rows nor numbers nor effects nor history remain", async (how) => {
    const id = await here.opened();
    await expect(here.chief.take("crash", id, { how })).rejects.toThrow();
    expect(await here.lines(id)).toEqual([]);
    expect((await here.read(id)).version).toBe(1);
    expect(await here.query("select 1 from kernel.number where series = 'ledger.crash'")).toEqual([]);
    expect(await here.query("select 1 from kernel.effect where payload->>'id' = $1", [id])).toEqual([]);
    expect((await here.history(id)).map((entry) => entry.action)).toEqual(["open"]);
    expect(
      await here.query("select 1 from kernel.history_unsealed u where not exists (select 1 from kernel.history h where h.id = u.entry_id)"),
    ).toEqual([]);
  });

  test("a connection that is lost while in use does not bring the process down", async () => {
    const client = await here.app.connect();
    const listening = client.listenerCount("error");
    client.release();
    expect(listening).toBeGreaterThan(0);
  });

  test("a connection lost in the middle leaves nothing half done, and the next step works", async () => {
    const id = await here.opened();
    const step = here.chief.take("crash", id, { how: "hang" }).then(
      () => "done",
      () => "lost",
    );
    for (let tries = 0; tries < 100; tries += 1) {
      const ended = await here.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()",
      );
      if (ended.length > 0) break;
      await pause(20);
    }
    expect(await step).toBe("lost");
    expect(await here.lines(id)).toEqual([]);
    expect((await here.read(id)).version).toBe(1);
    expect(done(await here.chief.take("accept", id)).state).toBe("active");
  });
});

describe("the day and the columns", () => {
  test("a step is stamped with today, or with the past day that is stated; the history keeps that day", async () => {
    const [today, stated] = [await here.opened(), await here.opened({ on: "2026-02-27" })];
    expect((await here.read(today)).opened_on).toBe("2026-03-02");
    expect((await here.read(stated)).opened_on).toBe("2026-02-27");
    expect((await here.history(stated))[0]).toMatchObject({ on_day: "2026-02-27" });
  });

  test("a day to come is refused on its field", async () => {
    expect(await here.chief.take("open", newId(), { name: "明天的事", on: "2026-03-03" })).toMatchObject({
      code: "future-day",
      fields: { on: "不能晚于今天" },
    });
  });

  test.each(["2026-02-30", "2026-13-01", "2026/3/1", "昨天", "0001-01-01", 20260301])(
    "a day that is none (%s) is refused with a sentence, never taken for today",
    async (on) => {
      const id = newId();
      const answer = await here.chief.take("open", id, { name: "哪一天", on }).catch((error: Error) => error.message);
      expect(answer).toMatchObject({ code: "invalid", fields: { on: expect.any(String) } });
      expect(await here.history(id)).toEqual([]);
    },
  );

  test("input that names the system's columns sets none of them", async () => {
    const id = newId();
    const forged = {
      id: nothing,
      bureau_id: 440811,
      offices: [here.west],
      owners: [here.stranger.actor.id],
      state: "done",
      version: 77,
      number: "特字1号",
      created_at: "2000-01-01T00:00:00Z",
      due_on: "2000-01-01",
      accepted_on: "2000-01-01",
      opened_on: "2000-01-01",
    };
    done(await here.chief.take("open", id, { name: "规规矩矩", ...forged }));
    const wanted = {
      id,
      bureau_id: 999901,
      offices: [here.east],
      owners: [here.chief.actor.id],
      state: "open",
      version: 1,
      number: null,
      due_on: null,
      accepted_on: null,
      opened_on: "2026-03-02",
    };
    expect(await here.read(id)).toMatchObject(wanted);
    done(await here.chief.take("amend", id, forged));
    expect(await here.read(id)).toMatchObject({ ...wanted, version: 2 });
    expect(await here.query("select 1 from ledger.entry where id = $1 or bureau_id = 440811", [nothing])).toEqual([]);
  });

  test("what is not asked for is kept as it was; what is emptied is emptied", async () => {
    const id = await here.opened({ place: "东街", amount: 7, kind: "a" });
    done(await here.chief.take("amend", id, { place: null }));
    expect(await here.read(id)).toMatchObject({ place: null, amount: 7, kind: "a", name: "一件事" });
  });
});

describe("what the history says", () => {
  test("who did what, from which value to which", async () => {
    const id = await here.opened({ amount: 1 });
    done(await here.chief.take("amend", id, { amount: 2 }));
    const [, entry] = await here.history(id);
    expect(entry).toMatchObject({
      action: "amend",
      summary: "更正",
      version: 2,
      actor_name: "chief甲",
      detail: { changes: { amount: [1, 2] }, input: { amount: 2 } },
    });
    expect(Object.keys(entry?.detail.changes ?? {})).toEqual(["amount"]);
  });

  test("numbers of persons and telephones stand there with their middle hidden, at every depth, and in the effect too", async () => {
    const id = await here.opened({
      phone: "13812345678",
      persons: [{ name: "某人", id_number: "999901199001010012", phone: "13987654321" }],
    });
    done(await here.chief.take("amend", id, { phone: "13700001111" }));
    done(await here.chief.take("accept", id));
    const told = await here.query("select * from kernel.effect where payload->'record'->>'id' = $1", [id]);
    const text = JSON.stringify([await here.history(id), told]);
    for (const plain of ["13812345678", "999901199001010012", "13987654321", "13700001111"]) expect(text).not.toContain(plain);
    expect(text).toContain("999***********0012");
    expect((await here.history(id))[1]?.detail.changes).toEqual({ phone: ["138****5678", "137****1111"] });
    expect((await here.read(id)).phone).toBe("13700001111");
  });

  test("every entry is put up for sealing with it", async () => {
    const id = await here.active();
    expect(
      await here.query(
        "select 1 from kernel.history h join kernel.history_unsealed u on u.entry_id = h.id and u.at = h.at where h.subject_id = $1",
        [id],
      ),
    ).toHaveLength(2);
  });
});
