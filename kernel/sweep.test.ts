// What the law deems to have happened when a limit passes: once, on the day of the lapse, by the system, and never when the limit was met or stands.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Server } from "./http.ts";
import type { RecordClock } from "./lifecycle.ts";
import { type Action, type RecordModule } from "./module.ts";
import { sweep } from "./sweep.ts";
import { done, entryRecord, type Ledger, ledger, ledgerModule } from "./testing-ledger.ts";

// 行政复议法第三十条: five working days to decide on acceptance, after which the application is deemed accepted and the sixty days run.
const clocks: Record<string, RecordClock> = {
  review: { label: "审查期限", starts: "open", metBy: ["accept", "cancel", "deem"], rule: "FY-05", lapses: "deem" },
  decide: { label: "审理期限", starts: "accept", metBy: ["finish"], rule: "FY-18" },
  decideDeemed: { label: "审理期限", starts: "deem", metBy: ["finish"], rule: "FY-18" },
};
let here: Ledger;
beforeAll(async () => {
  here = await ledger(clocks);
});
beforeEach(async () => {
  here.on("2026-03-02");
  await here.query("update kernel.deadline set met_on = '2026-03-02' where met_on is null");
});

const serverWith = (record: RecordModule): Server =>
  ({
    app: here.app,
    owner: here.owner,
    modules: [ledgerModule({ records: [record] })],
    book: () => here.book,
    secrets: here.secrets,
  }) as unknown as Server; // a sweep needs no more of a server
const sweeping = (today: string, record: RecordModule = here.record) =>
  sweep(serverWith(record), [{ bureau_id: 999901, name: "示范区司法局", today }]);
const deemed = async (id: string) => (await here.history(id)).filter((entry) => entry.action === "deem");

describe("five working days pass in silence", () => {
  test("the application is deemed accepted on the last day, by the system, and the sixty days run from it", async () => {
    const id = await here.opened();
    expect((await here.read(id)).due_on).toBe("2026-03-09");
    here.on("2026-03-11");
    expect(await sweeping("2026-03-11")).toBe(1);
    expect(await here.read(id)).toMatchObject({ state: "active", accepted_on: "2026-03-09", due_on: "2026-05-08", version: 2 });
    expect(await deemed(id)).toMatchObject([
      { on_day: "2026-03-09", actor_name: "系统（期限届满）", actor_role: "system", summary: "视为受理；审理期限至2026-05-08" },
    ]);
    expect(await here.clocks(id)).toMatchObject([
      { clock: "decideDeemed", from_on: "2026-03-09", met_on: null },
      { clock: "review", met_on: "2026-03-09" },
    ]);
    expect(
      (await here.query("select lapsed_at from kernel.deadline where subject_id = $1 and clock = 'review'", [id]))[0]?.lapsed_at,
    ).not.toBeNull();
  });

  test("not on the last day itself, but on the next", async () => {
    const id = await here.opened();
    here.on("2026-03-10");
    expect(await sweeping("2026-03-09")).toBe(0);
    expect((await here.read(id)).state).toBe("open");
    expect(await sweeping("2026-03-10")).toBe(1);
  });

  test("once, however often and by however many it is swept", async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => here.opened()));
    here.on("2026-03-12");
    const taken = await Promise.all([sweeping("2026-03-12"), sweeping("2026-03-12"), sweeping("2026-03-12")]);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(12);
    expect(await sweeping("2026-03-13")).toBe(0);
    for (const id of ids) {
      expect((await here.history(id)).map((entry) => entry.action)).toEqual(["open", "deem"]);
      expect((await here.clocks(id)).map((clock) => clock.clock)).toEqual(["decideDeemed", "review"]);
    }
  });

  test("more than one batch is swept in one go", async () => {
    const ids = await Promise.all(Array.from({ length: 210 }, () => here.opened()));
    here.on("2026-03-12");
    expect(await sweeping("2026-03-12")).toBe(210);
    expect((await here.query("select 1 from ledger.entry where id = any($1) and state = 'open'", [ids])).length).toBe(0);
  });
});

describe("no silence, no deeming", () => {
  test("not when the limit was met, nor when the record was withdrawn", async () => {
    const [met, gone] = [await here.opened(), await here.opened()];
    done(await here.chief.take("accept", met));
    done(await here.chief.take("cancel", gone));
    here.on("2026-06-30");
    expect(await sweeping("2026-06-30")).toBe(0);
    expect([(await here.read(met)).state, (await here.read(gone)).state]).toEqual(["active", "void"]);
  });

  test("not while the limit stands; from the day it runs again it may lapse", async () => {
    const id = await here.opened();
    await here.query("update kernel.deadline set paused = true where subject_id = $1", [id]);
    here.on("2026-03-20");
    expect(await sweeping("2026-03-20")).toBe(0);
    await here.query("update kernel.deadline set paused = false, due_on = '2026-03-23' where subject_id = $1", [id]);
    expect(await sweeping("2026-03-23")).toBe(0);
    here.on("2026-03-24");
    expect(await sweeping("2026-03-24")).toBe(1);
    expect((await here.read(id)).accepted_on).toBe("2026-03-23");
  });

  test("a limit without a deemed step only becomes overdue", async () => {
    const id = await here.active();
    here.on("2026-08-01");
    expect(await sweeping("2026-08-01")).toBe(0);
    expect(await here.read(id)).toMatchObject({ state: "active", due_on: "2026-05-06" });
  });

  test("a record that has gone on to another state is left as it is", async () => {
    const id = await here.opened();
    await here.query("update ledger.entry set state = 'done' where id = $1", [id]);
    here.on("2026-03-12");
    expect(await sweeping("2026-03-12")).toBe(0);
    expect((await here.read(id)).state).toBe("done");
    expect(await sweeping("2026-03-13")).toBe(0);
    expect((await here.history(id)).filter((entry) => entry.action === "refused")).toHaveLength(1);
  });

  test("another bureau's limits follow that bureau's own day", async () => {
    const chief = here.somebody("chief", here.west, { bureau: 440811 });
    const id = await here.opened({}, chief);
    here.on("2026-03-12");
    expect(await sweeping("2026-03-12")).toBe(0);
    expect(await sweep(serverWith(here.record), [{ bureau_id: 440811, name: "某局", today: "2026-03-12" }])).toBe(1);
    expect((await here.read(id)).state).toBe("active");
  });
});

describe("when the sweep itself breaks", () => {
  const broken = (action: Action): RecordModule => ({ ...entryRecord(clocks), actions: { ...here.record.actions, deem: action } });

  test("a step that breaks is taken by a later sweep, and the others are taken meanwhile", async () => {
    const [bad, good] = [await here.opened({ name: "坏的" }), await here.opened({ name: "好的" })];
    here.on("2026-03-12");
    const record = broken(async (_ctx, row) => {
      if (row.name === "坏的") throw new Error("no connection");
      return undefined;
    });
    await expect(sweeping("2026-03-12", record)).rejects.toThrow("no connection");
    expect([(await here.read(bad)).state, (await here.read(good)).state]).toEqual(["open", "active"]);
    expect(await sweeping("2026-03-13")).toBe(1);
    expect(await here.read(bad)).toMatchObject({ state: "active", accepted_on: "2026-03-09" });
  });

  test("a step taken whose mark was lost is not taken again", async () => {
    const id = await here.opened();
    here.on("2026-03-12");
    expect(await sweeping("2026-03-12")).toBe(1);
    await here.query("update kernel.deadline set lapsed_at = null, met_on = null where subject_id = $1 and clock = 'review'", [id]);
    expect(await sweeping("2026-03-12")).toBe(0);
    expect(await deemed(id)).toHaveLength(1);
  });
});
