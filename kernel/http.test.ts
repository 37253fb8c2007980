// What is refused is said as problem+json in a sentence; and so is a database that goes away.
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import { openPool } from "./db.ts";
import { base, type LedgerHttp, ledgerHttp } from "./testing-http.ts";

let http: LedgerHttp;
let here: LedgerHttp["here"];
let ask: LedgerHttp["ask"];
let take: LedgerHttp["take"];
beforeAll(async () => {
  http = await ledgerHttp();
  ({ here, ask, take } = http);
});

describe("what is refused is said as problem+json, in a sentence", () => {
  const problem = (answer: Awaited<ReturnType<LedgerHttp["ask"]>>, status: number, code: string) => {
    expect(answer).toMatchObject({ status, type: expect.stringContaining("application/problem+json"), body: { status, code } });
    expect(answer.body.title).toMatch(/[\u4e00-\u9fff]{4}/u);
    expect(answer.body.detail).toBe(answer.body.title);
  };
  const key = { "idempotency-key": newId() };

  test("who is not signed in", async () => problem(await ask("GET", "", { who: "nobody" }), 401, "not-signed-in"));
  test("JSON that is none", async () =>
    problem(
      await ask("POST", "/steps/open", { payload: "{oops", headers: { ...key, "content-type": "application/json" } }),
      422,
      "invalid",
    ));
  test("something other than JSON", async () =>
    problem(await ask("POST", "/steps/open", { payload: "<a/>", headers: { ...key, "content-type": "application/xml" } }), 422, "invalid"));
  test("no body at all", async () => problem(await ask("POST", "/steps/open", { headers: key }), 422, "invalid"));
  test.each([[null], [[]], ["text"], [5]])("a body that is %j", async (body) => {
    problem(
      await ask("POST", "/steps/open", { payload: JSON.stringify(body), headers: { ...key, "content-type": "application/json" } }),
      422,
      "invalid",
    );
  });
  test("no key, or a key that is no UUID", async () => {
    problem(await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "某" } } }), 422, "invalid");
    problem(
      await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "某" } }, headers: { "idempotency-key": "1" } }),
      422,
      "invalid",
    );
  });
  test("an id that is no UUID, for a new record, an existing one, a step", async () => {
    problem(await ask("POST", "/steps/open", { payload: { id: "1", input: {} }, headers: key }), 422, "invalid");
    expect((await ask("GET", "/1")).status).toBe(422);
    problem(await ask("POST", "/1/steps/accept", { payload: {}, headers: key }), 422, "invalid");
  });
  test("a filter, an order or a mark that there is not", async () => {
    problem(await ask("GET", "?colour=red"), 422, "bad-filter");
    problem(await ask("GET", "?order=colour"), 422, "bad-order");
    problem(await ask("GET", "?cursor=zzz"), 422, "bad-cursor");
    problem(await ask("GET", ".csv?colour=red"), 422, "bad-filter");
  });
  test("a value that the database cannot read", async () => {
    problem(await ask("GET", "?opened_on_from=gestern"), 422, "invalid");
    problem(await ask("GET", "?amount=viel"), 422, "invalid");
    problem(await ask("GET", ".csv?opened_on_to=2026-02-30"), 422, "invalid");
    problem(await ask("GET", `?cursor=${Buffer.from('["2026-01-01", "x"]').toString("base64url")}`), 422, "invalid");
    problem(await ask("GET", "?kind=%00"), 422, "invalid");
  });
  test("more than two million bytes", async () =>
    problem(
      await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "长".repeat(700_001) } }, headers: key }),
      413,
      "too-large",
    ));
  test("an address that there is not", async () => {
    problem(await ask("GET", "/../../nothing"), 404, "not-found");
    problem(await ask("POST", `/${newId()}/steps/fly`, { payload: {}, headers: key }), 404, "not-found");
  });
  test("a record that is not there, or not for this person: the same words", async () => {
    const id = await here.opened();
    const [absent, hidden, abroad] = [
      await ask("GET", `/${newId()}`),
      await ask("GET", `/${id}`, { who: "stranger" }),
      await ask("GET", `/${id}`, { who: "foreigner" }),
    ];
    problem(absent, 404, "not-found");
    expect([hidden.text, abroad.text]).toEqual([absent.text, absent.text]);
    problem(await ask("GET", `/${id}/history`, { who: "stranger" }), 404, "not-found");
  });
  test("steps: not permitted, stale, in the wrong state, with wrong input", async () => {
    const id = await here.opened();
    problem(await take(id, "accept", {}, { who: "director" }), 403, "not-permitted");
    problem(await take(id, "accept", {}, { version: 7 }), 409, "stale");
    problem(await take(id, "finish"), 409, "wrong-state");
    const wrong = await take(id, "write", { note: "" });
    problem(wrong, 422, "invalid");
    expect(wrong.body.fields).toEqual({ note: "请填写说明" });
  });
  test("a key that was used elsewhere, unseen", async () => {
    const [mine, theirs, used] = [await here.opened(), await here.opened({}, here.stranger), newId()];
    await ask("POST", `/${mine}/steps/accept`, { payload: {}, headers: { "idempotency-key": used } });
    const answer = await ask("POST", `/${theirs}/steps/accept`, { payload: {}, headers: { "idempotency-key": used }, who: "stranger" });
    expect(answer.status).toBe(409);
    expect((await here.read(theirs)).state).toBe("open");
  });
  test("a true fault shows a number, not its inside", async () => {
    const id = await here.opened();
    const answer = await take(id, "crash", { how: "throw" });
    problem(answer, 500, "fault");
    expect(answer.text).not.toContain("broke");
    expect(answer.body.title).toMatch(/编号 req-/);
  });
});

/** A way to the database that can be cut and mended, as when PostgreSQL stops and starts. */
async function cuttable(url: string) {
  const target = new URL(url);
  const inner = Number(target.port);
  const sockets = new Set<net.Socket>();
  const relay = net.createServer((inward) => {
    const outward = net.connect(inner, target.hostname);
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(one);
      one
        .on("error", () => undefined)
        .on("close", () => other.destroy())
        .pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((ready) => relay.listen(port, "127.0.0.1", ready));
  await listen(0);
  const port = (relay.address() as net.AddressInfo).port; // a TCP server's address is never a string
  target.port = String(port);
  return {
    url: target.href,
    mend: () => listen(port),
    cut: () =>
      new Promise<void>((closed) => {
        relay.close(() => closed());
        for (const socket of sockets) socket.destroy();
        sockets.clear();
      }),
  };
}

describe("when PostgreSQL stops and starts again", () => {
  test("people are told so in a sentence meanwhile, and afterwards everything works", async () => {
    const id = await here.opened();
    const way = await cuttable(here.database.appUrl);
    const pool = openPool(way.url, 3);
    const [, fragile] = await http.build({ app: pool });
    const read = () => fragile.inject({ url: `${base}/${id}`, headers: { "x-who": "chief" } });
    const write = () =>
      fragile.inject({
        method: "POST",
        url: `${base}/${id}/steps/write`,
        headers: { "x-who": "chief", "idempotency-key": newId() },
        payload: { input: { note: "记一笔" } },
      });
    expect([(await read()).statusCode, (await write()).statusCode]).toEqual([200, 200]);
    await way.cut();
    await pause(20);
    for (const request of [read, write]) {
      const answer = await request();
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({ code: "unavailable", title: "数据库正在恢复，请稍候几秒再试；您填写的内容没有丢失。" });
    }
    await way.mend();
    expect([(await read()).statusCode, (await write()).statusCode]).toEqual([200, 200]);
    expect(await here.lines(id)).toEqual(["记一笔", "记一笔"]);
    await fragile.close();
    await pool.end();
    await way.cut();
  });
});
