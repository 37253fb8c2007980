// Signing in, as people and attackers experience it.
import { statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { accounts, demoAccounts } from "#modules/accounts";
import { bureaus, openStage, type Stage, signIn } from "#modules/accounts/testing";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages]);
});

const entry = (login: string, bureau = 999_901) => {
  const found = stage.entries.find((one) => one.login === `${bureau}-${login}`);
  if (found === undefined) throw new Error(login);
  return found;
};

test("every demonstration account signs in with the password made for it", async () => {
  expect(stage.entries.length).toBe(2 * 19);
  for (const one of stage.entries.filter((each) => /director|chief1|mediator2|citizen|admin/.test(each.login))) {
    const answer = await signIn(stage.app, one.login, one.password);
    expect([one.login, answer.status, answer.body.name]).toEqual([one.login, 200, one.name]);
  }
});

test("the passwords lie in a file that only its owner reads, and a second start changes nothing", async () => {
  expect(statSync(join(stage.dataDir, "demo-accounts.json")).mode & 0o777).toBe(0o600);
  const again = await demoAccounts(stage.owner, bureaus, stage.dataDir);
  expect(again).toEqual(stage.entries);
  const { rows } = await stage.owner.query(
    "select (select count(*)::int from accounts.account) as accounts, (select count(*)::int from offices.post) as posts",
  );
  expect(rows[0]).toEqual({ accounts: 38, posts: 2 * (18 + 10) });
});

test("whoever is signed in is told who he is, which day it is, and what he finds in the menu", async () => {
  const mediator = await stage.as("mediator1");
  const { body } = await mediator.send("GET", "/api/v1/session");
  expect(body.actor).toMatchObject({
    kind: "staff",
    bureau: 999_901,
    bureauName: "示范市示范区司法局",
    roles: [{ role: "mediator", label: "人民调解员", officeName: "明德司法所" }],
  });
  expect(body).toMatchObject({ demo: true, mustChange: false, unread: 0 });
  expect(
    body.menus.map((menu: { module: string; records: { path: string }[] }) => [menu.module, ...menu.records.map((record) => record.path)]),
  ).toEqual([["offices", "offices", "posts"]]);
  const citizen = await (await stage.as("citizen")).send("GET", "/api/v1/session");
  expect(citizen.body.actor.roles).toMatchObject([{ role: "citizen", label: "群众" }]);
  expect(citizen.body.menus.flatMap((menu: { records: { path: string }[] }) => menu.records.map((record) => record.path))).toEqual([
    "offices",
  ]);
  const past = await (await stage.as("director", 440_811)).send("GET", "/api/v1/session");
  expect(past.body.today).toBe("2020-12-31");
});

test("nobody signed in is answered without a refusal: the page asks to sign in", async () => {
  const answer = await stage.app.inject({ url: "/api/v1/session" });
  expect(answer.json()).toMatchObject({ actor: null, demo: true, setup: false });
});

test("the cookie is out of reach of scripts and is not sent along by other sites", async () => {
  const answer = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login: entry("chief2").login, password: entry("chief2").password },
  });
  expect(answer.headers["set-cookie"]).toMatch(/^zs_session=999901\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const https = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    headers: { "x-forwarded-proto": "https" },
    payload: { account: entry("chief2").account },
  });
  expect(https.headers["set-cookie"]).toMatch(/; Secure/);
});

test("an unknown login and a wrong password are answered with the same words", async () => {
  const wrong = await signIn(stage.app, entry("legal-aid").login, "not-the-password-1");
  const unknown = await signIn(stage.app, "nobody-of-that-name", "not-the-password-1");
  expect(wrong.status).toBe(422);
  expect({ status: unknown.status, body: unknown.body }).toEqual({ status: wrong.status, body: wrong.body });
  expect(wrong.body.detail).toContain("登录名或口令不正确");
});

test("five wrong passwords lock the login for a quarter of an hour, the right password included; an unknown login locks just so", async () => {
  const victim = entry("publicity");
  const answers = [];
  for (const login of [victim.login, "ghost-of-nobody"]) {
    for (let attempt = 1; attempt <= 5; attempt += 1) expect((await signIn(stage.app, login, "wrong-password-1")).status).toBe(422);
    const sixth = await signIn(stage.app, login, login === victim.login ? victim.password : "wrong-password-1");
    answers.push({ status: sixth.status, body: sixth.body });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ status: 429, body: { code: "too-many", basis: expect.stringContaining("22239") } });

  const admin = await stage.as("system-admin");
  const seen = await admin.send("GET", `/api/v1/accounts/accounts/${victim.account}`);
  expect(seen.body.record.locked_until).not.toBeNull();
  await stage.owner.query("update accounts.attempt set locked_until = now() - interval '1 second' where locked_until is not null");
  expect((await signIn(stage.app, victim.login, victim.password)).status).toBe(200);
});

test("many guesses at once are counted before they are judged", async () => {
  const victim = entry("litigation");
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => signIn(stage.app, victim.login, `guess-number-${at}`)));
  expect(answers.filter((answer) => answer.status === 422)).toHaveLength(5);
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(7);
});

test("a system administrator lifts a lock at once", async () => {
  const victim = entry("enforcement");
  for (let attempt = 1; attempt <= 6; attempt += 1) await signIn(stage.app, victim.login, "wrong-password-1");
  const admin = await stage.as("system-admin");
  expect((await admin.take("accounts/accounts", "unlock", {}, victim.account)).status).toBe(200);
  expect((await signIn(stage.app, victim.login, victim.password)).status).toBe(200);
  expect((await admin.take("accounts/accounts", "unlock", {}, victim.account)).body.detail).toContain("没有被锁定");
});

test("every attempt on an account is in its history", async () => {
  const { rows } = await stage.owner.query(
    "select action, count(*)::int as times from kernel.history where subject_id = $1 and action like 'sign-in%' group by action order by action",
    [entry("enforcement").account],
  );
  expect(rows).toEqual([
    { action: "sign-in", times: 1 },
    { action: "sign-in-refused", times: 6 },
  ]);
});

test("one click signs a demonstration account in, and no other", async () => {
  const clicked = await stage.app.inject({ method: "POST", url: "/api/v1/session", payload: { account: entry("citizen").account } });
  expect(clicked.statusCode).toBe(200);
  const other = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { account: "01900000-0000-7000-8000-000000000000" },
  });
  expect(other.statusCode).toBe(404);
  const { bureaus: groups } = (await stage.app.inject({ url: "/api/v1/demo-accounts" })).json();
  expect(groups.map((group: { bureau: number }) => group.bureau)).toEqual([999_901, 440_811]);
  expect(groups[0].accounts[0]).toMatchObject({ login: "999901-director", label: "局领导", password: entry("director").password });
});

test("signing out ends the session at once", async () => {
  const chief = await stage.as("chief1");
  expect((await chief.send("GET", "/api/v1/bureau")).status).toBe(200);
  await chief.send("DELETE", "/api/v1/session");
  expect((await chief.send("GET", "/api/v1/bureau")).status).toBe(401);
});

test("a session ends after eight hours of rest and after twelve hours of work", async () => {
  for (const aged of ["seen_at = now() - interval '481 minutes'", "opened_at = now() - interval '721 minutes'"]) {
    const fresh = await stage.as("mediator2");
    await stage.owner.query(`update accounts.session set ${aged} where account_id = $1`, [fresh.id]);
    expect((await fresh.send("GET", "/api/v1/bureau")).status).toBe(401);
  }
});

test("a forged, foreign or broken cookie opens nothing", async () => {
  const { cookie } = await stage.as("director");
  for (const forged of ["", "x", cookie.replace("999901", "440811"), `${cookie}x`, `999901.${"A".repeat(43)}`, "999901.' or 1=1 --"]) {
    const answer = await stage.app.inject({ url: "/api/v1/bureau", cookies: { zs_session: forged } });
    expect(answer.statusCode).toBe(401);
  }
});

test("another site cannot make a signed-in browser change anything", async () => {
  const { cookie } = await stage.as("mediator1");
  const ask = (headers: Record<string, string>) =>
    stage.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: { zs_session: cookie }, headers });
  for (const headers of [{}, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
    const answer = await ask(headers as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "not-permitted"]);
  }
  const signInFromElsewhere = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    headers: { "sec-fetch-site": "cross-site" },
    payload: { account: entry("citizen").account },
  });
  expect(signInFromElsewhere.statusCode).toBe(403);
  expect((await ask({ "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
});

test("a new password must be long, mixed, and not the old one; then the old one and other sessions are gone", async () => {
  const me = entry("reconsideration");
  const here = await stage.as("reconsideration");
  const elsewhere = await stage.as("reconsideration");
  await elsewhere.send("GET", "/api/v1/bureau");
  const change = (current: string, next: string) => here.send("POST", "/api/v1/password", { current, next });
  expect((await change("not-mine-at-all-1", "brand-new-2026")).body.fields).toEqual({ current: "原口令不正确" });
  for (const weak of ["short1", "onlyletterslong", "123456789012", "aaaaaaaaaa1", `${me.login}7`, me.password]) {
    expect((await change(me.password, weak)).body.code).toBe("weak-password");
  }
  expect((await change(me.password, "brand-new-2026")).status).toBe(200);
  expect((await here.send("GET", "/api/v1/bureau")).status).toBe(200);
  expect((await elsewhere.send("GET", "/api/v1/bureau")).status).toBe(401);
  expect((await signIn(stage.app, me.login, me.password)).status).toBe(422);
  expect((await signIn(stage.app, me.login, "brand-new-2026")).status).toBe(200);
});

test("the application's database role reads no secret and cannot call what sign-in calls", async () => {
  const refused = async (statement: string) => {
    await expect(stage.server.app.query(statement)).rejects.toThrow(/permission denied/);
  };
  for (const table of ["secret", "session", "login", "attempt", "token_secret"]) await refused(`select * from accounts.${table}`);
  await refused("select accounts.begin_sign_in('x', 5, 15)");
  await refused("select accounts.actor_of(999901, '\\x00', '2026-01-01', 8, 12)");
  await refused("select accounts.open_session(999901, '01900000-0000-7000-8000-000000000000', '\\x00')");
  await expect(stage.server.app.query("select accounts.set_password(999901, $1, 'x', null)", [entry("director").account])).rejects.toThrow(
    /neither owner/,
  );
});
