// The organisation as people use it: divisions, offices, who works where.
import { beforeAll, expect, test } from "vitest";
import { accounts } from "#modules/accounts";
import { openStage, type Person, type Stage } from "#modules/accounts/testing";
import { messages } from "#modules/messages";
import { loadDivisions, offices } from "#modules/offices";
import { excludes } from "./actions/grant.ts";
import { levelOf, parentOf } from "./divisions.ts";

let stage: Stage;
let system: Person;
let security: Person;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages]);
  [system, security] = await Promise.all([stage.as("system-admin"), stage.as("security-admin")]);
});

const divisions = async (query: string) =>
  (await stage.app.inject({ url: `/api/v1/divisions?${query}` })).json().items as { code: string; name: string; level: number }[];

test("a code's length is its level, and its parent the code above", () => {
  expect(["44", "4408", "440811", "440811101", "440811101200"].map(levelOf)).toEqual([1, 2, 3, 4, 5]);
  expect(["44", "4408", "440811", "440811101", "440811101200"].map(parentOf)).toEqual([null, "44", "4408", "440811", "440811101"]);
});

test("divisions are loaded once; loading them again changes nothing", async () => {
  expect(await loadDivisions(stage.owner)).toBe(0);
  await stage.owner.query("update offices.division set name = '旧名' where code = '440811101'");
  expect(await loadDivisions(stage.owner)).toBe(1);
});

test("anybody reads the villages of a township, without signing in", async () => {
  const villages = await divisions("parent=440811101");
  expect(villages.length).toBeGreaterThan(5);
  expect(villages.every((village) => village.code.startsWith("440811101") && village.level === 5)).toBe(true);
  expect((await divisions("")).every((province) => province.level === 1)).toBe(true);
});

test("a division that is gone is still there on a day before it went", async () => {
  const names = async (on: string) => (await divisions(`parent=440811&on=${on}`)).map((one) => one.name);
  expect(await names("2020-12-31")).toContain("湖光农场");
  expect(await names("2024-01-01")).not.toContain("湖光农场");
});

test("a wrong parent is refused with a sentence", async () => {
  const answer = await stage.app.inject({ url: "/api/v1/divisions?parent=44x" });
  expect([answer.statusCode, answer.json().code]).toEqual([422, "invalid"]);
});

test("everybody sees the offices of the own bureau and no other's, citizens too", async () => {
  for (const login of ["director", "mediator1", "citizen", "audit-admin"]) {
    const person = await stage.as(login);
    const { body } = await person.send("GET", "/api/v1/offices/offices?limit=200");
    const names = body.items.map((row: { name: string }) => row.name);
    expect(names).toContain("明德司法所");
    expect(names).not.toContain("麻章司法所");
  }
  const { body } = await (await stage.as("citizen")).send("GET", "/api/v1/bureau");
  expect(body.bureau).toMatchObject({ bureau_id: 999_901, name: "示范市示范区司法局", short_name: "示司", stands_on: null });
});

test("offices and accounts are found by part of their name, accounts by administrators only", async () => {
  const found = async (person: Person, list: string, q: string) =>
    (await person.send("GET", `/api/v1/${list}?q=${encodeURIComponent(q)}`)).body.items.map((row: { name: string }) => row.name);
  expect(await found(await stage.as("citizen"), "offices/offices", "明德")).toEqual(["明德司法所"]);
  expect(await found(security, "accounts/accounts", "999901-chief1")).toHaveLength(1);
  expect(await found(await stage.as("director"), "accounts/accounts", "999901-chief1")).toEqual([]);
});

test("a system administrator opens an office for a township, renames and closes it", async () => {
  const opened = await system.take("offices/offices", "open", { name: "湖口第二司法所", kind: "township-office", division: "999901105" });
  expect(opened.status).toBe(200);
  const id = String(opened.body.record.id);
  expect(opened.body.record).toMatchObject({ offices: [id], owners: [] });
  expect((await system.take("offices/offices", "rename", { name: "湖口东司法所" }, id)).body.title).toBe("湖口东司法所");
  expect((await system.take("offices/offices", "close", {}, id)).body.record.state).toBe("closed");
  const history = await system.send("GET", `/api/v1/offices/offices/${id}/history`);
  expect(history.body.items.map((entry: { action: string }) => entry.action)).toEqual(["close", "rename", "open"]);
});

test("a township office without a township, or with an invented one, is not opened", async () => {
  for (const division of [undefined, "999901999"]) {
    const answer = await system.take("offices/offices", "open", {
      name: "无处司法所",
      kind: "township-office",
      ...(division === undefined ? {} : { division }),
    });
    expect(answer.body.code).toBe("no-township");
  }
});

test("an office in which somebody still holds a post is not closed", async () => {
  const { body } = await system.send("GET", "/api/v1/offices/offices?limit=200");
  const office = body.items.find((row: { name: string }) => row.name === "明德司法所");
  const answer = await system.take("offices/offices", "close", {}, office.id);
  expect(answer.body).toMatchObject({ code: "still-manned", detail: expect.stringContaining("在任岗位") });
});

test("only system administrators keep offices", async () => {
  for (const login of ["director", "chief1", "citizen", "security-admin", "audit-admin"]) {
    const person = await stage.as(login);
    expect((await person.take("offices/offices", "open", { name: "某股", kind: "section" })).status).toBe(403);
  }
});

test("staff see who works where; citizens do not, and business people see no administrators", async () => {
  const mediator = await stage.as("mediator1");
  const seen = (await mediator.send("GET", "/api/v1/staff")).body.items as { role: string; role_label: string }[];
  expect(seen.map((one) => one.role)).toContain("chief");
  expect(seen.some((one) => one.role.endsWith("-admin"))).toBe(false);
  const chosen = (await mediator.send("GET", "/api/v1/staff?role=mediator")).body.items as { role_label: string }[];
  expect(chosen.map((one) => one.role_label)).toEqual(["人民调解员", "人民调解员"]);
  const all = (await security.send("GET", "/api/v1/staff")).body.items as { role: string }[];
  expect(all.some((one) => one.role === "audit-admin")).toBe(true);
  const citizen = await stage.as("citizen");
  expect((await citizen.send("GET", "/api/v1/staff")).body.items).toEqual([]);
  expect((await citizen.send("GET", "/api/v1/offices/posts")).body.items).toEqual([]);
});

test("a security administrator does not end his own post", async () => {
  const own = (await security.send("GET", `/api/v1/offices/posts?account_id=${security.id}`)).body.items[0];
  expect((await security.take("offices/posts", "end", {}, own.id)).body.code).toBe("own-post");
});

test("administrators' roles exclude; business roles go together", () => {
  expect(excludes("何新", "mediator", ["chief", "officer"])).toBeUndefined();
  expect(excludes("何新", "system-admin", [])).toBeUndefined();
  expect(excludes("何新", "system-admin", ["system-admin"])).toBeUndefined();
  expect(excludes("何新", "system-admin", ["audit-admin"])?.refused).toBe(
    "何新已任审计管理员，不能再任系统管理员：系统、安全、审计三类管理员互不兼任，也不兼任业务岗位。",
  );
});
