// What every kind of record answers over HTTP: refusals as problem+json in sentences, lists, files, sensitive values, documents, and a database that goes away.
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId, systemClock } from "./clock.ts";
import { openPool } from "./db.ts";
import { recordEndpoints } from "./endpoints.ts";
import { buildApp, type Server } from "./http.ts";
import { done, entryRecord, type Ledger, ledger, ledgerModule, type Somebody } from "./testing-ledger.ts";
import { idleParts } from "./testing-server.ts";
import { viewLog } from "./views.ts";

const base = "/api/v1/ledger/entries";
let here: Ledger;
let server: Server;
let app: FastifyInstance;
const known = new Map<string, Somebody>();

const record = {
  ...entryRecord(),
  documents: {
    slip: { label: "受理单", states: ["active"], fill: async () => ({ layout: "plain" as const, title: "受理单", blocks: [] }) },
  },
};

async function build(more: Partial<Server> = {}): Promise<[Server, FastifyInstance]> {
  const made: Server = {
    ...idleParts, app: here.app, owner: here.owner, modules: [], clock: systemClock("2026-03-02"), book: () => here.book, views: viewLog(here.owner), secrets: here.secrets, demo: false, dataDir: here.dataDir,
    printers: { word: async () => Buffer.from("word"), pdf: async () => Buffer.from("pdf") },
    authenticate: async (request) => {
      const who = known.get(String(request.headers["x-who"]));
      return who === undefined ? undefined : { actor: who.actor, settings: who.settings };
    },
    ...more,
  };
  const built = await buildApp(made);
  recordEndpoints(built, made, ledgerModule(), record);
  await built.ready();
  return [made, built];
}

beforeAll(async () => {
  here = await ledger();
  for (const [name, who] of Object.entries({ chief: here.chief, director: here.director, stranger: here.stranger, citizen: here.citizen, foreigner: here.foreigner })) known.set(name, who);
  [server, app] = await build();
  afterAll(() => app.close());
});

async function ask(method: "GET" | "POST", url: string, more: Partial<InjectOptions> & { who?: string } = {}) {
  const { who = "chief", headers, ...rest } = more;
  const response = await app.inject({ method, url: `${base}${url}`, headers: { "x-who": who, ...headers }, ...rest });
  const type = String(response.headers["content-type"]);
  return { status: response.statusCode, type, text: response.body, headers: response.headers, body: type.includes("json") ? response.json() : undefined };
}
const take = (id: string, step: string, input: unknown = {}, more: { who?: string; version?: unknown } = {}) =>
  ask("POST", `/${id}/steps/${step}`, { payload: { input, version: more.version } as object, headers: { "idempotency-key": newId() }, ...(more.who === undefined ? {} : { who: more.who }) });

describe("what is refused is said as problem+json, in a sentence", () => {
  const problem = (answer: Awaited<ReturnType<typeof ask>>, status: number, code: string) => {
    expect(answer).toMatchObject({ status, type: expect.stringContaining("application/problem+json"), body: { status, code } });
    expect(answer.body.title).toMatch(/[\u4e00-\u9fff]{4}/u);
    expect(answer.body.detail).toBe(answer.body.title);
  };
  const key = { "idempotency-key": newId() };

  test("who is not signed in", async () => problem(await ask("GET", "", { who: "nobody" }), 401, "not-signed-in"));
  test("JSON that is none", async () => problem(await ask("POST", "/steps/open", { payload: "{oops", headers: { ...key, "content-type": "application/json" } }), 422, "invalid"));
  test("something other than JSON", async () => problem(await ask("POST", "/steps/open", { payload: "<a/>", headers: { ...key, "content-type": "application/xml" } }), 422, "invalid"));
  test("no body at all", async () => problem(await ask("POST", "/steps/open", { headers: key }), 422, "invalid"));
  test.each([[null], [[]], ["text"], [5]])("a body that is %j", async (body) => {
    problem(await ask("POST", "/steps/open", { payload: JSON.stringify(body), headers: { ...key, "content-type": "application/json" } }), 422, "invalid");
  });
  test("no key, or a key that is no UUID", async () => {
    problem(await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "某" } } }), 422, "invalid");
    problem(await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "某" } }, headers: { "idempotency-key": "1" } }), 422, "invalid");
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
  test("more than two million bytes", async () => problem(await ask("POST", "/steps/open", { payload: { id: newId(), input: { name: "长".repeat(700_001) } }, headers: key }), 413, "too-large"));
  test("an address that there is not", async () => {
    problem(await ask("GET", "/../../nothing"), 404, "not-found");
    problem(await ask("POST", `/${newId()}/steps/fly`, { payload: {}, headers: key }), 404, "not-found");
  });
  test("a record that is not there, or not for this person: the same words", async () => {
    const id = await here.opened();
    const [absent, hidden, abroad] = [await ask("GET", `/${newId()}`), await ask("GET", `/${id}`, { who: "stranger" }), await ask("GET", `/${id}`, { who: "foreigner" })];
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

describe("steps", () => {
  test("a new record with its key, and again with the same key, in capitals too", async () => {
    const [id, key] = [newId(), newId()];
    const send = (id: string, key: string) => ask("POST", "/steps/open", { payload: { id, input: { name: "新的", phone: "13812345678" } }, headers: { "idempotency-key": key } });
    expect(await send(id, key)).toMatchObject({ status: 200, body: { title: "未编号 新的", repeated: false, record: { id, phone: "138****5678" } } });
    expect(await send(id.toUpperCase(), key.toUpperCase())).toMatchObject({ status: 200, body: { repeated: true } });
    expect(await here.history(id)).toHaveLength(1);
  });

  test("an answer names what may be done next, as reading the record does", async () => {
    const id = await here.opened();
    const answer = await take(id, "accept", {}, { version: 1 });
    const read = await ask("GET", `/${id}`);
    expect(answer.body.abilities).toEqual(read.body.abilities);
    expect(read.body).toMatchObject({ title: `${answer.body.record.number} 一件事`, documents: [{ name: "slip", label: "受理单" }], parts: { lines: [{ note: "受理" }] } });
  });

  test("a citizen registers and is not told of the office's steps", async () => {
    const id = newId();
    const answer = await ask("POST", "/steps/open", { payload: { id, input: { name: "群众的事", office: here.east } }, headers: { "idempotency-key": newId() }, who: "citizen" });
    expect(answer).toMatchObject({ status: 200, body: { abilities: [] } });
    expect((await ask("GET", `/${id}`, { who: "citizen" })).status).toBe(200);
  });
});

describe("lists", () => {
  beforeEach(() => here.query("truncate ledger.entry"));

  test("pages, total, masked columns, and what one may register", async () => {
    for (let index = 0; index < 3; index += 1) await here.opened({ phone: "13812345678" });
    await here.opened({}, here.stranger);
    const first = await ask("GET", "?limit=2&total=1");
    expect(first.body).toMatchObject({ total: 3, can: [{ step: "open", label: "登记" }], items: [{ phone: "138****5678" }, {}] });
    const second = await ask("GET", `?limit=2&cursor=${first.body.next}`);
    expect(second.body).toMatchObject({ next: null, items: [{}] });
    expect((await ask("GET", "", { who: "director" })).body).toMatchObject({ can: [] });
  });

  test.each(["0", "-5", "abc", "1e9", "", "99999999999999999999"])("a limit of “%s” is brought within bounds", async (limit) => {
    await here.opened();
    expect((await ask("GET", `?limit=${limit}`)).body.items).toHaveLength(1);
  });

  test("words narrow the list to what they find", async () => {
    await here.opened({ name: "漏水" });
    await here.opened({ name: "欠薪" });
    expect((await ask("GET", `?q=${encodeURIComponent(" 漏水 ")}`)).body.items).toMatchObject([{ name: "漏水" }]);
    expect((await ask("GET", `?q=${encodeURIComponent("没有")}`)).body.items).toEqual([]);
    expect((await ask("GET", `?q=${encodeURIComponent("漏水")}`, { who: "stranger" })).body.items).toEqual([]);
  });
});

describe("the list as a file", () => {
  beforeEach(() => here.query("truncate ledger.entry"));

  test("begins with a byte order mark, has labels and words, quotes what needs it, and nothing runs as a formula", async () => {
    for (const name of ["=1+1", "+cmd", "-2", "@SUM(A1)", " =1", "＝1", "\t=1", '引"号', "逗,号", "换\n行", "普通"]) await here.opened({ name, kind: "a", phone: "13812345678" });
    const file = await ask("GET", ".csv?order=amount");
    expect(file.headers).toMatchObject({ "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent("台账")}.csv` });
    expect(file.text.startsWith("\uFEFF名称,类别,地点,金额,电话,编号,登记日期,办结日期\r\n")).toBe(true);
    for (const cell of ["'=1+1,", "'+cmd,", "'-2,", "'@SUM(A1),", "' =1,", "'＝1,", "'\t=1,", '"引""号",', '"逗,号",', '"换\n行",', "普通,甲类,,0,138****5678,,2026-03-02,"]) expect(file.text).toContain(`\r\n${cell}`);
    expect(file.text).not.toContain("13812345678");
  });

  test("is whole, however many pages it takes, and filtered as asked", async () => {
    await Promise.all(Array.from({ length: 205 }, (_, index) => here.opened({ name: `第${index}件`, kind: index < 5 ? "b" : "a" })));
    const lines = (await ask("GET", ".csv?limit=3")).text.trim().split("\r\n");
    expect(lines).toHaveLength(206);
    expect(new Set(lines).size).toBe(206);
    expect((await ask("GET", ".csv?kind=b")).text.trim().split("\r\n")).toHaveLength(6);
    expect((await ask("GET", ".csv", { who: "stranger" })).text.trim().split("\r\n")).toHaveLength(1);
  });
});

describe("what is sensitive, printed or looked at", () => {
  const seen = async (id: string) => {
    await server.views.flush();
    return (await here.history(id)).filter((entry) => ["view", "reveal", "print"].includes(entry.action));
  };

  test("opening needs a reason, which is in the history before anything is shown", async () => {
    const id = await here.opened({ phone: "13812345678" });
    for (const payload of [{}, { reason: "" }, { reason: " x " }, { reason: "长".repeat(201) }]) {
      const answer = await ask("POST", `/${id}/reveal`, { payload });
      expect(answer).toMatchObject({ status: 422, body: { code: "invalid", title: expect.stringContaining("查看原因") } });
    }
    expect(await here.query("select 1 from kernel.history where subject_id = $1 and action = 'reveal'", [id])).toEqual([]);
    const opened = await ask("POST", `/${id}/reveal`, { payload: { reason: "电话通知当事人" } });
    expect(opened.body.record.phone).toBe("13812345678");
    expect(await here.query("select summary, detail from kernel.history where subject_id = $1 and action = 'reveal'", [id])).toEqual([{ summary: "查看完整敏感信息：电话通知当事人", detail: { reason: "电话通知当事人" } }]);
  });

  test("who may not see the record opens nothing and leaves no trace on it", async () => {
    const id = await here.opened({ phone: "13812345678" });
    expect(await ask("POST", `/${id}/reveal`, { payload: { reason: "想看看" }, who: "stranger" })).toMatchObject({ status: 404 });
    expect(await seen(id)).toEqual([]);
  });

  // kernel/endpoints.ts shows a citizen only what the declaration names when reading, not yet in these two answers: see the report.
  test.fails("a citizen gets by a reason no more than by reading", async () => {
    const id = newId();
    done(await here.citizen.take("open", id, { name: "群众的事", office: here.east, phone: "13812345678" }));
    done(await here.chief.take("write", id, { note: "内部意见" }));
    const answer = await ask("POST", `/${id}/reveal`, { payload: { reason: "看看内部意见" }, who: "citizen" });
    expect(answer.text).not.toContain("内部意见");
  });

  test.fails("a citizen is answered a step with no more columns than reading shows", async () => {
    const id = newId();
    const send = { payload: { id, input: { name: "群众的事", office: here.east } }, headers: { "idempotency-key": newId() }, who: "citizen" };
    const shown = (await ask("POST", "/steps/open", send)).body.record;
    expect(Object.keys(shown).sort()).toEqual(Object.keys((await ask("GET", `/${id}`, { who: "citizen" })).body.record).sort());
  });

  test("a document is there in its states only, in both forms, and printing is noted", async () => {
    const id = await here.opened({ name: "要打印/的" });
    const url = `/${id}/documents/slip`;
    expect(await ask("GET", `${url}.pdf`)).toMatchObject({ status: 404, body: { title: "这条台账现在没有这份文书。" } });
    done(await here.chief.take("accept", id));
    expect(await ask("GET", `${url}.pdf`)).toMatchObject({ status: 200, text: "pdf", type: "application/pdf" });
    const word = await ask("GET", `${url}.docx`);
    expect(word).toMatchObject({ status: 200, text: "word" });
    expect(String(word.headers["content-disposition"])).toMatch(/^attachment; filename\*=UTF-8''[%A-Za-z0-9._-]+\.docx$/);
    expect((await ask("GET", `${url}.exe`)).status).toBe(422);
    expect((await ask("GET", `/${id}/documents/other.pdf`)).status).toBe(404);
    expect((await ask("GET", `/${id}/documents/constructor.pdf`)).status).toBe(404);
    expect((await ask("GET", `${url}.pdf`, { who: "stranger" })).status).toBe(404);
    expect((await seen(id)).map((entry) => entry.summary)).toEqual(["打印受理单（pdf）", "打印受理单（docx）"]);
  });

  test("every look at a record is noted with who looked; looking at the list is not", async () => {
    const id = await here.opened();
    await ask("GET", "");
    await ask("GET", `/${id}`);
    await ask("GET", `/${id}`, { who: "director" });
    expect((await seen(id)).map((entry) => [entry.action, entry.actor_name])).toEqual([["view", "chief甲"], ["view", "director甲"]]);
  });

  test("the history is read newest first by those who see the record", async () => {
    const id = await here.opened();
    await here.chief.take("finish", id);
    const { body } = await ask("GET", `/${id}/history`);
    expect(body.items.map((entry: { action: string }) => entry.action).sort()).toEqual(["open", "refused"]);
  });
});

/** A way to the database that can be cut and mended, as when PostgreSQL stops and starts. */
async function cuttable(url: string) {
  const target = new URL(url);
  const inner = Number(target.port);
  const sockets = new Set<net.Socket>();
  const relay = net.createServer((inward) => {
    const outward = net.connect(inner, target.hostname);
    for (const [one, other] of [[inward, outward], [outward, inward]] as const) {
      sockets.add(one);
      one.on("error", () => undefined).on("close", () => other.destroy()).pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((ready) => relay.listen(port, "127.0.0.1", ready));
  await listen(0);
  const port = (relay.address() as net.AddressInfo).port; // a TCP server's address is never a string
  target.port = String(port);
  return {
    url: target.href,
    mend: () => listen(port),
    cut: () => new Promise<void>((closed) => {
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
    const [, fragile] = await build({ app: pool });
    const read = () => fragile.inject({ url: `${base}/${id}`, headers: { "x-who": "chief" } });
    const write = () => fragile.inject({ method: "POST", url: `${base}/${id}/steps/write`, headers: { "x-who": "chief", "idempotency-key": newId() }, payload: { input: { note: "记一笔" } } });
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

test("the description of all this is OpenAPI with every step in it", async () => {
  const { paths } = (await app.inject({ url: "/api/v1/openapi.json" })).json();
  expect(Object.keys(paths)).toEqual(expect.arrayContaining([base, `${base}/steps/open`, `${base}/{id}/steps/accept`, `${base}/{id}/reveal`]));
});
