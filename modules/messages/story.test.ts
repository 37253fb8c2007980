// Being told: who gets a message, in which order, and who does not see it.
import { beforeAll, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { accounts } from "#modules/accounts";
import { openStage, type Stage } from "#modules/accounts/testing";
import { messageEffects, messages } from "#modules/messages";
import { offices } from "#modules/offices";
import { fillIn } from "./tell.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages]);
});

const account = (login: string, bureau = 999_901) => stage.entries.find((one) => one.login === `${bureau}-${login}`)?.account ?? "";
const officeId = async (name: string) =>
  (await stage.owner.query<{ id: string }>("select id from offices.office where name = $1", [name])).rows[0]?.id ?? "";

async function tell(
  changes: { whom?: string; owners?: string[]; offices?: string[]; words?: string; channel?: string; bureau?: number },
  id = newId(),
): Promise<string> {
  const bureau_id = changes.bureau ?? 999_901;
  const record = {
    bureau_id,
    id: newId(),
    offices: changes.offices ?? [],
    owners: changes.owners ?? [],
    number: "(2026)示司人调字第1号",
    note: null,
  };
  const payload = {
    whom: changes.whom ?? "owners",
    words: changes.words ?? "您的申请已受理，案号{number}。",
    type: "mediation.case",
    title: "邻里纠纷",
    channel: changes.channel,
    record,
  };
  await messageEffects.tell(stage.owner, { id, bureau_id, payload: JSON.parse(JSON.stringify(payload)) });
  return id;
}

test("the words are filled from the record; what is not there is left out", () => {
  expect(fillIn("案号{number}，{missing}{empty}共{count}人：{names}", { number: "1", empty: null, count: 2, names: ["甲", "乙"] })).toBe(
    "案号1，共2人：甲、乙",
  );
});

test("an owner finds the message once, however often it is delivered, and reads it", async () => {
  const effect = await tell({ owners: [account("citizen")] });
  await tell({ owners: [account("citizen")] }, effect);
  const citizen = await stage.as("citizen");
  expect((await citizen.send("GET", "/api/v1/session")).body.unread).toBe(1);
  const { body } = await citizen.send("GET", "/api/v1/messages");
  expect(body.items).toMatchObject([
    { title: "邻里纠纷", body: "您的申请已受理，案号(2026)示司人调字第1号。", subject: "mediation.case", state: "unread" },
  ]);
  expect((await citizen.send("POST", `/api/v1/messages/${body.items[0].id}/read`)).status).toBe(200);
  expect((await citizen.send("POST", `/api/v1/messages/${body.items[0].id}/read`)).status).toBe(200);
  const after = await citizen.send("GET", "/api/v1/messages");
  expect(after.body).toMatchObject({ unread: 0, items: [{ state: "read" }] });
});

test("an office is told through everybody who holds a post in it", async () => {
  await tell({ whom: "office", offices: [await officeId("清和司法所")], words: "请及时受理。" });
  const got = async (login: string) =>
    (await (await stage.as(login)).send("GET", "/api/v1/messages")).body.items.some(
      (item: { body: string }) => item.body === "请及时受理。",
    );
  expect([await got("chief2"), await got("mediator2"), await got("chief1"), await got("director")]).toEqual([true, true, false, false]);
});

test("nobody reads or marks another's message, administrators included", async () => {
  await tell({ owners: [account("chief1")], words: "只给负责人。" });
  const mine = (await (await stage.as("chief1")).send("GET", "/api/v1/messages")).body.items[0];
  for (const login of ["director", "mediator1", "system-admin", "audit-admin"]) {
    const other = await stage.as(login);
    expect((await other.send("GET", "/api/v1/messages")).body.items.map((item: { id: string }) => item.id)).not.toContain(mine.id);
    expect((await other.send("POST", `/api/v1/messages/${mine.id}/read`)).status).toBe(404);
  }
});

test("unread messages come first, newest first, page by page without gaps", async () => {
  const login = "mediation";
  for (let at = 1; at <= 7; at += 1) await tell({ owners: [account(login)], words: `第${at}条` });
  const person = await stage.as(login);
  const all = (await person.send("GET", "/api/v1/messages")).body.items as { id: string; body: string }[];
  expect(all.map((item) => item.body)).toEqual([7, 6, 5, 4, 3, 2, 1].map((at) => `第${at}条`));
  await person.send("POST", `/api/v1/messages/${all[1]?.id}/read`);
  const pages: string[] = [];
  let cursor = "";
  do {
    const { body } = await person.send("GET", `/api/v1/messages?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
    pages.push(...body.items.map((item: { body: string }) => item.body));
    cursor = body.next ?? "";
  } while (cursor !== "");
  expect(pages).toEqual([7, 5, 4, 3, 2, 1, 6].map((at) => `第${at}条`));
  expect((await person.send("GET", "/api/v1/messages?cursor=x")).body.code).toBe("bad-cursor");
});

test("a text message waits to be sent and is not in the inbox twice", async () => {
  await tell({ owners: [account("mediator1")], channel: "sms", words: "短信提醒。" });
  const { rows } = await stage.owner.query("select channel, state from messages.message where body = '短信提醒。' order by channel");
  expect(rows).toEqual([
    { channel: "inbox", state: "unread" },
    { channel: "sms", state: "waiting" },
  ]);
  const items = (await (await stage.as("mediator1")).send("GET", "/api/v1/messages")).body.items as { body: string }[];
  expect(items.filter((item) => item.body === "短信提醒。")).toHaveLength(1);
});

test("in a bureau whose clock stands, messages bear its day", async () => {
  await tell({ owners: [account("citizen", 440_811)], bureau: 440_811 });
  const { body } = await (await stage.as("citizen", 440_811)).send("GET", "/api/v1/messages");
  expect(body.items[0].created_at.startsWith("2020-12-31") || body.items[0].created_at.startsWith("2021-01-01")).toBe(true);
});
