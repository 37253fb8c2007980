// The three administrators: what each may do, and what none may do alone.
import { beforeAll, expect, test } from "vitest";
import { newId, plusDays } from "#kernel/clock";
import { accounts } from "#modules/accounts";
import { openStage, type Person, type Stage, signIn } from "#modules/accounts/testing";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";

let stage: Stage;
let system: Person;
let security: Person;
let audit: Person;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages]);
  [system, security, audit] = await Promise.all([stage.as("system-admin"), stage.as("security-admin"), stage.as("audit-admin")]);
});

const opened = async (login: string, kind = "staff") => {
  const answer = await system.take("accounts/accounts", "open", { login, name: "何新", kind });
  expect([login, answer.status, answer.body.detail]).toEqual([login, 200, undefined]);
  return String(answer.body.record.id);
};
const officeId = async (name: string, bureau = 999_901) => {
  const { rows } = await stage.owner.query<{ id: string }>("select id from offices.office where bureau_id = $1 and name = $2", [
    bureau,
    name,
  ]);
  return rows[0]?.id ?? "";
};
const grant = async (by: Person, account: string, role: string, office = "明德司法所") =>
  by.take("offices/posts", "grant", { account_id: account, role, office_id: await officeId(office) });

test("a new account gets a password that is shown once, to its maker only, and must be changed before anything else", async () => {
  const account = await opened("he.xin");
  const slip = `/api/v1/accounts/accounts/${account}/one-time-password`;
  expect((await security.send("POST", slip)).status).toBe(404);
  const shown = await system.send("POST", slip);
  expect(shown.body.secret).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  expect((await system.send("POST", slip)).status).toBe(404);

  const { cookie } = await signIn(stage.app, "HE.XIN ", shown.body.secret);
  const fresh = stage.holding(cookie, account);
  expect((await fresh.send("GET", "/api/v1/bureau")).body).toMatchObject({ code: "must-change-password" });
  expect((await fresh.send("GET", "/api/v1/session")).body).toMatchObject({ mustChange: true, menus: [] });
  expect((await fresh.send("POST", "/api/v1/password", { current: shown.body.secret, next: "my-own-words-42" })).status).toBe(200);
  expect((await fresh.send("GET", "/api/v1/bureau")).status).toBe(200);

  const { rows } = await stage.owner.query(
    "select 1 from kernel.history where detail::text like '%' || $1 || '%' or summary like '%' || $1 || '%'",
    [shown.body.secret],
  );
  expect(rows).toEqual([]);
});

test("a login is taken in the whole installation, whatever its case", async () => {
  await opened("only.once");
  const elsewhere = await stage.as("system-admin", 440_811);
  const again = await elsewhere.take("accounts/accounts", "open", { login: "Only.Once", name: "何新", kind: "staff" });
  expect(again.body).toMatchObject({ code: "login-taken", detail: expect.stringContaining("已被使用") });
  const { rows } = await stage.owner.query("select 1 from accounts.account where login = 'only.once'");
  expect(rows).toHaveLength(1);
});

test("a reset password replaces the old one and ends every session", async () => {
  const target = stage.entries.find((one) => one.login === "999901-corrections");
  const before = await stage.as("corrections");
  expect((await system.take("accounts/accounts", "reset", {}, target?.account)).status).toBe(200);
  const { secret } = (await system.send("POST", `/api/v1/accounts/accounts/${target?.account}/one-time-password`)).body;
  const { rows } = await stage.owner.query("select 1 from accounts.session where account_id = $1", [before.id]);
  expect(rows).toEqual([]);
  expect((await signIn(stage.app, "999901-corrections", target?.password ?? "")).status).toBe(422);
  expect((await signIn(stage.app, "999901-corrections", secret)).status).toBe(200);
});

test("a locked or closed account does not sign in, and only the right administrator locks", async () => {
  const account = await opened("to.be.locked");
  const { secret } = (await system.send("POST", `/api/v1/accounts/accounts/${account}/one-time-password`)).body;
  expect((await system.take("accounts/accounts", "lock", { reason: "离岗" }, account)).body.code).toBe("not-permitted");
  expect((await security.take("accounts/accounts", "lock", { reason: "离岗" }, account)).status).toBe(200);
  expect((await signIn(stage.app, "to.be.locked", secret)).body.detail).toContain("已被锁定或注销");
  expect((await security.take("accounts/accounts", "unlock", {}, account)).status).toBe(200);
  expect((await signIn(stage.app, "to.be.locked", secret)).status).toBe(200);
  expect((await system.take("accounts/accounts", "close", { reason: "调离" }, account)).status).toBe(200);
  expect((await signIn(stage.app, "to.be.locked", secret)).status).toBe(403);
});

test("nobody locks, resets or closes the own account", async () => {
  for (const step of ["reset", "close"]) {
    expect((await system.take("accounts/accounts", step, { reason: "试" }, system.id)).body).toMatchObject({ code: "own-account" });
  }
  expect((await security.take("accounts/accounts", "lock", { reason: "试" }, security.id)).body.code).toBe("own-account");
});

test("an account with a post is not closed", async () => {
  const account = await opened("still.there");
  await grant(security, account, "officer");
  expect((await system.take("accounts/accounts", "close", { reason: "调离" }, account)).body.detail).toContain("明德司法所");
});

test("nobody grants himself a post", async () => {
  expect((await grant(security, security.id, "director")).body).toMatchObject({
    code: "own-grant",
    detail: expect.stringContaining("不能给自己"),
  });
});

test("the three administrators exclude each other and every business role", async () => {
  const account = await opened("one.hat.only");
  expect((await grant(security, account, "mediator")).status).toBe(200);
  for (const role of ["system-admin", "security-admin", "audit-admin"]) {
    expect((await grant(security, account, role)).body).toMatchObject({
      code: "roles-exclude",
      detail: expect.stringContaining("互不兼任"),
    });
  }
  expect((await grant(security, system.id, "audit-admin")).body.code).toBe("roles-exclude");
  expect((await grant(security, audit.id, "mediator")).body.code).toBe("roles-exclude");
  expect((await grant(security, account, "mediator")).body.code).toBe("already-there");
  expect((await grant(security, account, "chief", "清和司法所")).status).toBe(200);
});

test("a system administrator grants nothing while there is a security administrator", async () => {
  const account = await opened("from.system");
  expect((await grant(system, account, "director")).body.detail).toContain("安全管理员");
  expect((await grant(system, account, "security-admin")).body.code).toBe("not-permitted");
});

test("posts are granted to staff of the bureau only, in offices of the bureau only, and never as citizen or system", async () => {
  const citizen = await opened("some.citizen", "citizen");
  expect((await grant(security, citizen, "officer")).body.code).toBe("no-account");
  const foreign = stage.entries.find((one) => one.login === "440811-chief1")?.account ?? "";
  expect((await grant(security, foreign, "officer")).body.code).toBe("no-account");
  const account = await opened("wrong.place");
  const there = await officeId("麻章司法所", 440_811);
  expect((await security.take("offices/posts", "grant", { account_id: account, role: "officer", office_id: there })).body.code).toBe(
    "no-office",
  );
  for (const role of ["citizen", "system", "emperor"]) expect((await grant(security, account, role)).body.code).toBe("invalid");
});

test("a post counts from the moment it is granted until it is ended", async () => {
  const account = await opened("new.mediator");
  const { secret } = (await system.send("POST", `/api/v1/accounts/accounts/${account}/one-time-password`)).body;
  const granted = await grant(security, account, "mediator");
  const { cookie } = await signIn(stage.app, "new.mediator", secret);
  const roles = async () =>
    (await stage.holding(cookie, account).send("GET", "/api/v1/session")).body.actor.roles.map((post: { role: string }) => post.role);
  expect(await roles()).toEqual(["mediator"]);
  expect((await system.take("offices/posts", "end", {}, granted.body.record.id)).body.code).toBe("not-permitted");
  expect((await security.take("offices/posts", "end", {}, granted.body.record.id)).status).toBe(200);
  const later = await signIn(stage.app, "new.mediator", secret);
  expect((await stage.holding(later.cookie, account).send("GET", "/api/v1/session")).body.actor.roles).toEqual([]);
});

test("business people do no administration", async () => {
  for (const login of ["director", "mediation", "chief1", "mediator1", "citizen"]) {
    const person = await stage.as(login);
    expect((await person.take("accounts/accounts", "open", { login: `by.${login}`, name: "何新", kind: "staff" })).status).toBe(403);
    expect((await grant(person, system.id, "officer")).status).toBe(403);
    expect((await person.send("GET", "/api/v1/accounts/accounts")).body.items.map((row: { id: string }) => row.id)).toEqual([person.id]);
    expect((await person.send("GET", "/api/v1/audit")).status).toBe(403);
  }
});

test("another bureau's administrators see and reach nothing here", async () => {
  const other = await stage.as("system-admin", 440_811);
  const { body } = await other.send("GET", "/api/v1/accounts/accounts?limit=200");
  expect(body.items.length).toBe(19);
  expect(body.items.every((row: { login: string }) => row.login.startsWith("440811-"))).toBe(true);
  expect((await other.send("GET", `/api/v1/accounts/accounts/${system.id}`)).status).toBe(404);
  expect((await other.take("accounts/accounts", "reset", {}, security.id)).status).toBe(404);
});

test("a token is made by one administrator, approved by another, and reaches no further than its scope", async () => {
  const expires_on = plusDays(stage.server.clock.today(), 30);
  const made = await system.take("accounts/tokens", "make", { name: "市级平台", scopes: ["offices:read"], role: "director", expires_on });
  const token = String(made.body.record.id);
  const { secret } = (await system.send("POST", `/api/v1/accounts/tokens/${token}/secret`)).body;
  expect(secret).toMatch(/^zs_999901\./);
  const ask = async (method: "GET" | "POST", url: string) =>
    (
      await stage.app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${secret}`, "idempotency-key": newId() },
        ...(method === "POST" ? { payload: { id: newId(), input: {} } } : {}),
      })
    ).statusCode;
  expect(await ask("GET", "/api/v1/offices/offices")).toBe(401);
  expect((await system.take("accounts/tokens", "approve", {}, token)).body.code).toBe("not-permitted");
  expect((await security.take("accounts/tokens", "approve", {}, token)).status).toBe(200);
  expect(await ask("GET", "/api/v1/offices/offices")).toBe(200);
  expect(await ask("GET", "/api/v1/session")).toBe(200);
  expect(await ask("POST", "/api/v1/offices/offices/steps/open")).toBe(403);
  expect(await ask("GET", "/api/v1/accounts/accounts")).toBe(403);
  expect(await ask("POST", "/api/v1/password")).toBe(403);
  expect((await security.take("accounts/tokens", "revoke", {}, token)).status).toBe(200);
});

test("an expired token opens nothing, and one without an end is not made", async () => {
  const wish = { name: "旧系统", scopes: ["*:read"], role: "director" };
  for (const expires_on of [plusDays(stage.server.clock.today(), -1), plusDays(stage.server.clock.today(), 800)]) {
    expect((await system.take("accounts/tokens", "make", { ...wish, expires_on })).body.code).toBe("bad-expiry");
  }
  const made = await system.take("accounts/tokens", "make", { ...wish, expires_on: plusDays(stage.server.clock.today(), 1) });
  const { secret } = (await system.send("POST", `/api/v1/accounts/tokens/${made.body.record.id}/secret`)).body;
  await security.take("accounts/tokens", "approve", {}, made.body.record.id);
  await stage.owner.query("update accounts.token set expires_on = expires_on - 2 where id = $1", [made.body.record.id]);
  const answer = await stage.app.inject({ url: "/api/v1/bureau", headers: { authorization: `Bearer ${secret}` } });
  expect(answer.statusCode).toBe(401);
});

test("the audit administrator reads the history of everything in the own bureau, page by page, and his reading is on record", async () => {
  const first = await audit.send("GET", "/api/v1/audit?limit=5");
  expect(first.body.items).toHaveLength(5);
  const second = await audit.send("GET", `/api/v1/audit?limit=5&cursor=${first.body.next}`);
  const ids = [...first.body.items, ...second.body.items].map((row: { id: string }) => row.id);
  expect(new Set(ids).size).toBe(10);
  expect(second.body.items[0].at <= first.body.items[4].at).toBe(true);
  const grants = await audit.send("GET", "/api/v1/audit?action=grant&subject=offices.post");
  expect(grants.body.items.length).toBeGreaterThan(0);
  expect((await audit.send("GET", "/api/v1/audit?action=audit")).body.items[0].actor_name).toBe(
    stage.entries.find((one) => one.account === audit.id)?.name,
  );
  const other = await (await stage.as("audit-admin", 440_811)).send("GET", "/api/v1/audit?limit=200");
  expect(other.body.items.every((row: { at: string }) => row.at < "2021")).toBe(true);
  expect((await audit.send("GET", "/api/v1/audit?cursor=rubbish")).body.code).toBe("bad-cursor");
  expect((await audit.send("GET", "/api/v1/audit?from=2200-01-01")).body.items).toEqual([]);
});
