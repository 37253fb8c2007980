// Answers: a refusal keeps its sentence, a lost line is a sentence too, and a lost step is sent again with the same key.
import { afterEach, expect, test, vi } from "vitest";
import { call, isLost, isRefusal, queryOf, refusalOf, takeStep, whenSignedOut } from "./api.ts";

const answers = (...made: (Response | Error)[]) => {
  const sent: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const next = made[sent.length - 1];
    if (next === undefined || next instanceof Error) throw next ?? new TypeError("no answer");
    return next;
  });
  return sent;
};
const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });

afterEach(() => vi.unstubAllGlobals());

test("a problem keeps sentence, basis and fields", async () => {
  answers(problem(422, { detail: "需要两方", code: "one-party", basis: "《人民调解法》", fields: { parties: "至少两方" } }));
  expect(await call("POST", "/x", {})).toEqual({
    refused: "需要两方",
    code: "one-party",
    basis: "《人民调解法》",
    fields: { parties: "至少两方" },
  });
});

test("a server that says nothing is explained", () => {
  expect(refusalOf(502, undefined)).toMatchObject({ code: "unavailable" });
  expect(refusalOf(500, "x").refused).toContain("500");
});

test("a lost line is a refusal that may be tried again", async () => {
  answers(new TypeError("failed to fetch"));
  const answer = await call("GET", "/x");
  expect(isRefusal(answer) && isLost(answer)).toBe(true);
});

test("a step lost on the way is sent again with the same key", async () => {
  const sent = answers(new TypeError("failed to fetch"), Response.json({ title: "好" }));
  expect(await takeStep("/steps/accept", { input: {} }, "key-1")).toEqual({ title: "好" });
  const keys = sent.map(({ init }) => new Headers(init.headers).get("Idempotency-Key"));
  expect(keys).toEqual(["key-1", "key-1"]);
});

test("a refused step is not sent again", async () => {
  const sent = answers(problem(409, { detail: "已被他人更新", code: "stale" }));
  expect(await takeStep("/x", {}, "k")).toMatchObject({ code: "stale" });
  expect(sent).toHaveLength(1);
});

test("whoever listens hears that nobody is signed in any more", async () => {
  answers(problem(401, { detail: "请登录", code: "not-signed-in" }), problem(401, { detail: "请登录", code: "not-signed-in" }));
  let heard = 0;
  const stop = whenSignedOut(() => {
    heard += 1;
  });
  await call("GET", "/x");
  stop();
  await call("GET", "/x");
  expect(heard).toBe(1);
});

test("empty parts of a query are left out", () => {
  expect(queryOf({ q: "张 三", state: "", cursor: undefined, limit: 20 })).toBe("?q=%E5%BC%A0+%E4%B8%89&limit=20");
  expect(queryOf({})).toBe("");
});
