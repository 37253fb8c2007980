// What every kind of record answers over HTTP: steps, lists, files, sensitive values, documents, and who looked.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import { base, type LedgerHttp, ledgerHttp } from "./testing-http.ts";
import { done } from "./testing-ledger.ts";

let http: LedgerHttp;
let here: LedgerHttp["here"];
let ask: LedgerHttp["ask"];
let take: LedgerHttp["take"];
beforeAll(async () => {
  http = await ledgerHttp();
  ({ here, ask, take } = http);
});

describe("steps", () => {
  test("a new record with its key, and again with the same key, in capitals too", async () => {
    const [id, key] = [newId(), newId()];
    const send = (id: string, key: string) =>
      ask("POST", "/steps/open", { payload: { id, input: { name: "新的", phone: "13812345678" } }, headers: { "idempotency-key": key } });
    expect(await send(id, key)).toMatchObject({
      status: 200,
      body: { title: "未编号 新的", repeated: false, record: { id, phone: "138****5678" } },
    });
    expect(await send(id.toUpperCase(), key.toUpperCase())).toMatchObject({ status: 200, body: { repeated: true } });
    expect(await here.history(id)).toHaveLength(1);
  });

  test("an answer names what may be done next, as reading the record does", async () => {
    const id = await here.opened();
    const answer = await take(id, "accept", {}, { version: 1 });
    const read = await ask("GET", `/${id}`);
    expect(answer.body.abilities).toEqual(read.body.abilities);
    expect(read.body).toMatchObject({
      title: `${answer.body.record.number} 一件事`,
      documents: [{ name: "slip", label: "受理单" }],
      parts: { lines: [{ note: "受理" }] },
    });
  });

  test("a citizen registers and is not told of the office's steps", async () => {
    const id = newId();
    const answer = await ask("POST", "/steps/open", {
      payload: { id, input: { name: "群众的事", office: here.east } },
      headers: { "idempotency-key": newId() },
      who: "citizen",
    });
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
    for (const name of ["=1+1", "+cmd", "-2", "@SUM(A1)", " =1", "＝1", "\t=1", '引"号', "逗,号", "换\n行", "普通"])
      await here.opened({ name, kind: "a", phone: "13812345678", amount: 12345 });
    const file = await ask("GET", ".csv?order=amount");
    expect(file.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent("台账")}.csv`,
    });
    expect(file.text.startsWith("\uFEFF名称,类别,地点,金额（元）,电话,编号,登记日期,办结日期,状态\r\n")).toBe(true);
    for (const cell of [
      "'=1+1,",
      "'+cmd,",
      "'-2,",
      "'@SUM(A1),",
      "' =1,",
      "'＝1,",
      "'\t=1,",
      '"引""号",',
      '"逗,号",',
      '"换\n行",',
      "普通,甲类,,123.45,138****5678,,2026-03-02,,待受理\r\n",
    ])
      expect(file.text).toContain(`\r\n${cell}`);
    expect(file.text).not.toContain("13812345678");
  });

  test("is noted with who took it, what was asked for and how many went out", async () => {
    for (const kind of ["a", "b", "b"]) await here.opened({ kind });
    await ask("GET", ".csv?kind=b", { who: "director" });
    await http.server.views.flush();
    const noted = await here.query(
      "select actor_name, summary, detail from kernel.history where action = 'export' and subject = 'ledger.entry' order by id desc limit 1",
    );
    expect(noted).toEqual([{ actor_name: "director甲", summary: "导出台账2条", detail: { query: { kind: "b" }, total: 2 } }]);
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
    await http.server.views.flush();
    const entries = (await here.history(id)).filter((entry) => ["view", "reveal", "print"].includes(entry.action));
    return entries.sort((one, other) => (one.actor_name + one.summary < other.actor_name + other.summary ? -1 : 1));
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
    expect(await here.query("select summary, detail from kernel.history where subject_id = $1 and action = 'reveal'", [id])).toEqual([
      { summary: "查看完整敏感信息：电话通知当事人", detail: { reason: "电话通知当事人" } },
    ]);
  });

  test("who may not see the record opens nothing and leaves no trace on it", async () => {
    const id = await here.opened({ phone: "13812345678" });
    expect(await ask("POST", `/${id}/reveal`, { payload: { reason: "想看看" }, who: "stranger" })).toMatchObject({ status: 404 });
    expect(await seen(id)).toEqual([]);
  });
  test("a citizen gets by a reason no more than by reading", async () => {
    const id = newId();
    done(await here.citizen.take("open", id, { name: "群众的事", office: here.east, phone: "13812345678" }));
    done(await here.chief.take("write", id, { note: "内部意见" }));
    const answer = await ask("POST", `/${id}/reveal`, { payload: { reason: "看看内部意见" }, who: "citizen" });
    expect(answer.text).not.toContain("内部意见");
  });

  test("a citizen is answered a step with no more columns than reading shows", async () => {
    const id = newId();
    const send = {
      payload: { id, input: { name: "群众的事", office: here.east } },
      headers: { "idempotency-key": newId() },
      who: "citizen",
    };
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
    expect((await seen(id)).map((entry) => entry.summary)).toEqual(["打印受理单（docx）", "打印受理单（pdf）"]);
  });

  test("every look at a record is noted with who looked; looking at the list is not", async () => {
    const id = await here.opened();
    await ask("GET", "");
    await ask("GET", `/${id}`);
    await ask("GET", `/${id}`, { who: "director" });
    expect((await seen(id)).map((entry) => [entry.action, entry.actor_name])).toEqual([
      ["view", "chief甲"],
      ["view", "director甲"],
    ]);
  });

  test("the history is read newest first by those who see the record", async () => {
    const id = await here.opened();
    await here.chief.take("finish", id);
    const { body } = await ask("GET", `/${id}/history`);
    expect(body.items.map((entry: { action: string }) => entry.action).sort()).toEqual(["open", "refused"]);
  });
});

test("the description of all this is OpenAPI with every step in it", async () => {
  const { paths } = (await http.app.inject({ url: "/api/v1/openapi.json" })).json();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([base, `${base}/steps/open`, `${base}/{id}/steps/accept`, `${base}/{id}/reveal`]),
  );
});
