// What a person meets first: his work, what is due for him, what he finds, and the calculator of limits.
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId, plusDays } from "#kernel/clock";
import { buildApp, type Server } from "#kernel/http";
import { done, entryRecord, type Ledger, ledger, ledgerModule, type Somebody } from "#kernel/testing-ledger";
import { idleParts } from "#kernel/testing-server";
import { viewLog } from "#kernel/views";
import { workbenchEndpoints } from "./routes.ts";

const clocks = {
  review: { label: "审查期限", starts: "open", metBy: ["accept"], rule: "FY-05" },
  right: { label: "对方的权利", starts: "open", metBy: ["finish"], rule: "TJ-05" },
};
const known = new Map<string, Somebody>();
let here: Ledger;
let app: FastifyInstance;
let today = "2026-03-02";
beforeAll(async () => {
  here = await ledger(clocks);
  for (const [name, who] of Object.entries({
    chief: here.chief,
    director: here.director,
    stranger: here.stranger,
    citizen: here.citizen,
    foreigner: here.foreigner,
  }))
    known.set(name, who);
  const server: Server = {
    ...idleParts,
    app: here.app,
    owner: here.owner,
    modules: [ledgerModule({ records: [entryRecord(clocks)] })],
    clock: { today: () => today, now: () => `${today}T01:00:00.000Z` },
    book: () => here.book,
    views: viewLog(here.owner),
    secrets: here.secrets,
    demo: false,
    dataDir: here.dataDir,
    authenticate: async (request) => {
      const who = known.get(String(request.headers["x-who"]));
      return who === undefined ? undefined : { actor: who.actor, settings: who.settings };
    },
  };
  app = await buildApp(server);
  workbenchEndpoints(app, server);
  afterAll(() => app.close());
});
beforeEach(async () => {
  today = "2026-03-02";
  here.on(today);
  await here.query("truncate ledger.entry, kernel.deadline, kernel.search_entry");
});

async function get(url: string, who = "chief") {
  const response = await app.inject({ url: `/api/v1/${url}`, headers: { "x-who": who } });
  return { status: response.statusCode, body: response.json() };
}
const titles = (body: { groups: { items: { title: string }[] }[] }) =>
  body.groups.flatMap((group) => group.items.map((item) => item.title));

describe("my work", () => {
  test("records in which the next step is mine, with their title, in my office only; sensitive values in part", async () => {
    await here.opened({ name: "东边的", phone: "13812345678" });
    await here.opened({ name: "西边的" }, here.stranger);
    const { body } = await get("work");
    expect(body.groups).toMatchObject([
      { module: "ledger", path: "entries", label: "台账", more: false, items: [{ title: "未编号 东边的", phone: "138****5678" }] },
    ]);
    expect(titles((await get("work", "stranger")).body)).toEqual(["未编号 西边的"]);
  });

  test("what is ended, and who may take no step, has nothing to do", async () => {
    const id = await here.opened();
    expect((await get("work", "director")).body.groups).toEqual([]);
    expect((await get("work", "citizen")).body.groups).toEqual([]);
    done(await here.chief.take("cancel", id));
    expect((await get("work")).body.groups).toEqual([]);
  });

  test("eight are shown and it is said that there are more", async () => {
    for (let index = 0; index < 9; index += 1) await here.opened({ name: `第${index}件` });
    const { body } = await get("work");
    expect([body.groups[0].items.length, body.groups[0].more]).toEqual([8, true]);
  });
});

describe("what is due", () => {
  test("red after the last day, amber three working days before, green earlier; rights of others make nobody late", async () => {
    await here.opened({ name: "审查中" });
    const light = async (day: string) => {
      today = day;
      const { body } = await get("work");
      expect(body.lights[body.upcoming[0]?.light]).toBe(1);
      return body.upcoming.map((row: { label: string; light: string }) => `${row.label} ${row.light}`);
    };
    expect(await light("2026-03-03")).toEqual(["审查期限 green"]);
    expect(await light("2026-03-04")).toEqual(["审查期限 amber"]);
    expect(await light("2026-03-09")).toEqual(["审查期限 amber"]);
    expect(await light("2026-03-10")).toEqual(["审查期限 red"]);
  });

  test("each says which record, until when, why, and by which article", async () => {
    const id = await here.opened({ name: "审查中" });
    expect((await get("work")).body.upcoming).toMatchObject([
      {
        subject: "ledger.entry",
        subject_id: id,
        title: "未编号 审查中",
        due_on: "2026-03-09",
        path: "entries",
        arithmetic: expect.stringContaining("5个工作日"),
        basis: expect.stringMatching(/《.+》.*第.+条/),
      },
    ]);
  });

  test("a limit that was met, that stands, or is further than thirty days off is not due", async () => {
    const [met, standing, far] = [await here.opened(), await here.opened(), await here.opened()];
    done(await here.chief.take("accept", met));
    await here.query("update kernel.deadline set paused = true where subject_id = $1", [standing]);
    await here.query("update kernel.deadline set due_on = $2 where subject_id = $1 and clock = 'review'", [far, plusDays(today, 31)]);
    expect((await get("work")).body.upcoming).toEqual([]);
    await here.query("update kernel.deadline set due_on = $2 where subject_id = $1 and clock = 'review'", [far, plusDays(today, 30)]);
    expect((await get("work")).body.upcoming).toHaveLength(1);
  });

  test("nothing is due of what one may not see", async () => {
    await here.opened();
    for (const who of ["stranger", "citizen", "foreigner"])
      expect((await get("work", who)).body).toMatchObject({ upcoming: [], lights: { red: 0, amber: 0, green: 0 } });
    expect((await get("work", "director")).body.upcoming).toHaveLength(1);
  });
});

describe("finding", () => {
  test("with the way to the record; blanks around the words do not matter, no words find nothing", async () => {
    const id = await here.opened({ name: "漏水" });
    expect((await get(`search?q=${encodeURIComponent(" 漏水 ")}`)).body.items).toEqual([
      { module: "ledger", path: "entries", label: "台账", id, title: "未编号 漏水" },
    ]);
    for (const query of ["search", "search?q=", "search?q=%20"]) expect((await get(query)).body.items).toEqual([]);
    expect((await get(`search?q=${encodeURIComponent("漏水")}`, "stranger")).body.items).toEqual([]);
  });

  test("an entry of a kind that is no more is passed over", async () => {
    await here.query(
      "insert into kernel.search_entry (bureau_id, subject, subject_id, line, title, words, grams, offices, owners) values (999901, 'gone.thing', $1, 'ledger', '旧', '旧事', '{旧,事,旧事}', array[$2]::uuid[], '{}')",
      [newId(), here.east],
    );
    expect((await get(`search?q=${encodeURIComponent("旧事")}`)).body.items).toEqual([]);
  });
});

describe("the calculator", () => {
  test("a limit with its last day and its article", async () => {
    expect((await get("deadline?rule=FY-18&date=2026-03-02")).body).toMatchObject({ rule: "FY-18", due: "2026-05-06" });
    expect((await get("deadline?rule=FY-18&date=2026-03-02&extend=30")).body).toMatchObject({ due: "2026-06-01" });
  });

  test.each([
    "deadline",
    "deadline?rule=FY-18",
    "deadline?rule=ZZ-9&date=2026-03-02",
    "deadline?rule=FY-18&date=2026-02-30",
    "deadline?rule=FY-18&date=2026-03-02&extend=99",
    "deadline?rule=FY-18&date=2026-03-02&extend=x",
    "workdays",
    "workdays?from=2026-03-05&to=2026-03-01",
    "workdays?from=x&to=y",
  ])("%s is refused in a sentence", async (url) => {
    const { status, body } = await get(url);
    expect([status, typeof body.title]).toEqual([422, "string"]);
  });

  test("working days of May 2026: the holiday counts not, the Saturday worked for it does", async () => {
    expect((await get("workdays?from=2026-04-30&to=2026-05-10")).body).toMatchObject({ count: 4 });
  });

  test("all rules by family, each in words", async () => {
    const { items } = (await get("rules")).body;
    expect(items.length).toBeGreaterThan(140);
    const family = items.find((one: { family: string }) => one.family === "FY-18");
    expect(family.versions.map((one: { id: string }) => one.id)).toEqual(["FY-18o", "FY-18"]);
    expect(
      items
        .flatMap((one: { versions: { words: string; basis: string[] }[] }) => one.versions)
        .every((one: { words: string; basis: string[] }) => one.words !== "" && one.basis.length > 0),
    ).toBe(true);
  });

  test.each(["work", "search?q=x", "deadline", "workdays", "rules"])("%s is for those signed in", async (url) => {
    expect((await get(url, "nobody")).status).toBe(401);
  });
});
