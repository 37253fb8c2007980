// What goes on behind the answers: effects done once and tried again, history sealed, views written, and an orderly stop.
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { newId } from "#kernel/clock";
import type { Server } from "#kernel/http";
import type { EffectHandler } from "#kernel/module";
import { done, entryRecord, entryType, type Ledger, ledger, ledgerModule } from "#kernel/testing-ledger";
import { idleParts } from "#kernel/testing-server";
import { viewLog } from "#kernel/views";
import { doEffects, startWorker } from "./worker.ts";

const clocks = { review: { label: "审查期限", starts: "open", metBy: ["accept", "deem"], rule: "FY-05", lapses: "deem" } };
let here: Ledger;
let server: Server;
beforeAll(async () => {
  here = await ledger(clocks);
  await here.query("insert into offices.bureau (bureau_id, name, short_name, division) values (999901, '示范区司法局', '示范', '999901')");
});
beforeEach(async () => {
  await here.query("truncate kernel.effect");
  await here.query("create table if not exists ledger.rung (effect uuid, by text)");
  await here.query("truncate ledger.rung");
  server = serverWith({});
});

function serverWith(effects: Record<string, EffectHandler>): Server {
  return {
    ...idleParts,
    app: here.app,
    owner: here.owner,
    modules: [ledgerModule({ records: [entryRecord(clocks)], effects })],
    clock: { today: () => here.clock.today, now: () => `${here.clock.today}T01:00:00.000Z` },
    book: () => here.book,
    views: viewLog(here.owner),
    secrets: here.secrets,
    demo: false,
    dataDir: here.dataDir,
    authenticate: async () => undefined,
  };
}
const ring =
  (by = "a"): EffectHandler =>
  async (client, effect) => {
    await client.query("insert into ledger.rung (effect, by) values ($1, $2)", [effect.id, by]);
  };
async function queued(kind = "ring", payload = {}): Promise<string> {
  const id = newId();
  await here.query("insert into kernel.effect (bureau_id, id, kind, payload) values (999901, $1, $2, $3)", [id, kind, payload]);
  return id;
}
const waiting = () =>
  here.query<{ id: string; attempts: number; failed: string | null; later: boolean }>(
    "select id, attempts, failed, next_at > now() as later from kernel.effect order by id",
  );
const rung = async () => (await here.query<{ effect: string }>("select effect from ledger.rung")).map((row) => row.effect);

describe("effects", () => {
  test("a step that succeeds leaves its effect to be done with what it said", async () => {
    const heard: unknown[] = [];
    const id = await here.opened({ name: "通知" });
    done(await here.chief.take("accept", id));
    await doEffects(server, new Map([["tell", async (_client, effect) => void heard.push(effect.payload)]]));
    expect(heard).toMatchObject([{ whom: "owners", words: "{name}已受理", type: "ledger.entry", record: { id, name: "通知" } }]);
    expect(await waiting()).toEqual([]);
  });

  test("each is done once, though two workers look at once", async () => {
    const ids = [];
    for (let index = 0; index < 30; index += 1) ids.push(await queued());
    await Promise.all([doEffects(server, new Map([["ring", ring("a")]])), doEffects(server, new Map([["ring", ring("b")]]))]);
    expect((await rung()).sort()).toEqual(ids.sort());
    expect(await waiting()).toEqual([]);
  });

  test("one that fails takes back what it did, is tried again later with its reason kept, and does not hold up the others", async () => {
    const [bad, good] = [await queued("ring", { bad: true }), await queued()];
    const moody: EffectHandler = async (client, effect) => {
      await ring()(client, effect);
      if (effect.payload.bad === true) throw new Error("电话不通");
    };
    await doEffects(server, new Map([["ring", moody]]));
    expect(await rung()).toEqual([good]);
    expect(await waiting()).toEqual([{ id: bad, attempts: 1, failed: "电话不通", later: true }]);
    await doEffects(server, new Map([["ring", ring()]]));
    expect(await waiting()).toHaveLength(1);
    await here.query("update kernel.effect set next_at = now()");
    await doEffects(server, new Map([["ring", ring()]]));
    expect((await rung()).sort()).toEqual([bad, good].sort());
  });

  test("one that breaks the transaction itself is counted all the same", async () => {
    await queued();
    await doEffects(server, new Map([["ring", async (client) => void (await client.query("select 1 / 0"))]]));
    expect(await waiting()).toMatchObject([{ attempts: 1, failed: expect.stringContaining("zero") }]);
  });

  test("one that nobody knows waits with that reason; after twenty attempts it is left for a person to see", async () => {
    await queued("unheard-of");
    await doEffects(server, new Map());
    expect(await waiting()).toMatchObject([{ attempts: 1, failed: "no handler for effect unheard-of" }]);
    await here.query("update kernel.effect set attempts = 20, next_at = now()");
    await doEffects(server, new Map());
    expect(await waiting()).toMatchObject([{ attempts: 20 }]);
  });
});

describe("the jobs together", () => {
  async function until(holds: () => Promise<boolean>): Promise<boolean> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await holds()) return true;
      await pause(50);
    }
    return false;
  }

  test("views are written and effects done while it runs; when it has stopped nothing goes on", async () => {
    server = serverWith({ ring: ring() });
    const id = await here.opened();
    const stop = startWorker(server);
    onTestFinished(stop);
    const effect = await queued();
    server.views.note(
      here.chief.site(),
      entryType(),
      { bureau_id: 999901, id, state: "open", version: 1, offices: [], owners: [] },
      { action: "view", summary: "查看" },
    );
    const viewed = async () => (await here.history(id)).some((entry) => entry.action === "view");
    expect(await until(async () => (await rung()).includes(effect) && (await viewed()))).toBe(true);
    await stop();
    const after = await queued();
    await pause(1200);
    expect((await waiting()).map((row) => row.id)).toEqual([after]);
  });

  test("stopping waits for what is under way", async () => {
    let [begun, finished] = [false, false];
    server = serverWith({
      ring: async () => {
        begun = true;
        await pause(300);
        finished = true;
      },
    });
    await queued();
    const stop = startWorker(server);
    onTestFinished(stop);
    expect(await until(async () => begun)).toBe(true);
    await stop();
    expect([finished, await waiting()]).toEqual([true, []]);
  });

  test("a fault in one job is reported and the next turn goes on", async () => {
    let turns = 0;
    server = {
      ...serverWith({}),
      views: {
        note: () => undefined,
        flush: () => ((turns += 1), Promise.reject(Object.assign(new Error("gone"), { code: "ECONNREFUSED" }))),
      },
    };
    const stop = startWorker(server);
    onTestFinished(stop);
    expect(await until(async () => turns >= 2)).toBe(true);
    await stop();
  });
});
