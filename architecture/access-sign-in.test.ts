// Signing in, sessions and tokens of the whole product, as somebody without rights attacks them.
import { beforeAll, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { openStage, type Person, type Stage, signIn } from "#modules/accounts/testing";
import { modules } from "../modules/all.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(modules);
});

const entry = (role: string) => stage.entries.find((one) => one.bureau === 999_901 && one.role === role) ?? expect.fail(role);
const as = (role: string): Promise<Person> => stage.as(entry(role).login.replace("999901-", ""));
const ours = { "x-requested-with": "zhunsheng" };

test.each(["/api/v1/session", "/api/v1/%73ession", "/%61pi/v1/session"])("another site cannot sign anybody in at %s", async (url) => {
  const { login, password } = entry("citizen");
  for (const site of ["cross-site", "same-site"]) {
    const heard = await stage.app.inject({
      method: "POST",
      url,
      headers: { "sec-fetch-site": site, origin: "https://elsewhere.example" },
      payload: { login, password },
    });
    expect([heard.statusCode, heard.cookies]).toEqual([403, []]);
  }
});

test("a cookie alone changes nothing: the request must come from our own pages", async () => {
  const chief = await as("chief");
  for (const headers of [{}, { origin: "https://elsewhere.example" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "none" }]) {
    const heard = await stage.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: { zs_session: chief.cookie }, headers });
    expect(heard.statusCode).toBe(403);
  }
  expect((await chief.send("GET", "/api/v1/work")).status).toBe(200);
});

test("signing in makes a new secret whatever cookie was there before; signing out ends it", async () => {
  const { login, password } = entry("mediator");
  const planted = `999901.${"A".repeat(43)}`;
  const heard = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    headers: ours,
    cookies: { zs_session: planted },
    payload: { login, password },
  });
  const [cookie] = heard.cookies;
  expect(cookie).toMatchObject({ name: "zs_session", httpOnly: true, sameSite: "Lax", path: "/" });
  expect(cookie?.value).not.toBe(planted);
  const me = stage.holding(cookie?.value ?? "", "");
  expect((await stage.holding(planted, "").send("GET", "/api/v1/work")).status).toBe(401);
  expect((await me.send("GET", "/api/v1/work")).status).toBe(200);
  await me.send("DELETE", "/api/v1/session");
  expect((await me.send("GET", "/api/v1/work")).status).toBe(401);
});

test("the address that is recorded cannot be chosen by whoever signs in", async () => {
  const { login, password } = entry("legal-aid-section");
  const from = (remoteAddress: string) =>
    stage.app.inject({
      method: "POST",
      url: "/api/v1/session",
      remoteAddress,
      headers: { ...ours, "x-forwarded-for": "1.2.3.4, 198.51.100.7", host: "elsewhere.example" },
      payload: { login, password },
    });
  const recorded = async () =>
    (
      await stage.owner.query(
        "select detail->>'address' as address from kernel.history where action = 'sign-in' and actor_id = $1 order by at desc, id desc limit 1",
        [entry("legal-aid-section").account],
      )
    ).rows[0]?.address;
  await from("203.0.113.9");
  expect(await recorded()).toBe("203.0.113.9");
  await from("127.0.0.1"); // our own proxy on this machine: the last address it was told is the one it saw
  expect(await recorded()).toBe("198.51.100.7");
});

test("a login that is not there is answered like a wrong password, and odd ones like odd ones", async () => {
  const unknown = await signIn(stage.app, "nobody-at-all", "wrong");
  const wrong = await signIn(stage.app, entry("publicity-section").login, "wrong");
  expect([unknown.status, { ...unknown.body }]).toEqual([wrong.status, { ...wrong.body }]);
  for (const login of ["", "\u0000", "a".repeat(101), "' or 1=1 --"])
    expect([login, (await signIn(stage.app, login, "wrong")).status]).toEqual([login, 422]);
  for (const payload of [
    "[]",
    "null",
    '{"login":{"a":1},"password":[]}',
    `{"login":["${entry("chief").login}"],"password":"${entry("chief").password}"}`,
    '{"__proto__":{"login":"x"}}',
  ]) {
    const heard = await stage.app.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: { "content-type": "application/json" },
      payload,
    });
    expect([payload, heard.statusCode, heard.cookies]).toEqual([payload, 422, []]);
  }
});

test("a token does what its scopes say, however the address is written, and nothing once revoked", async () => {
  const [system, security] = [await as("system-admin"), await as("security-admin")];
  const id = newId();
  const made = await system.send(
    "POST",
    "/api/v1/accounts/tokens/steps/make",
    { id, input: { name: "外部系统", scopes: ["mediation:read"], role: "director", expires_on: stage.server.clock.today() } },
    { "idempotency-key": newId() },
  );
  expect(made.status).toBe(200);
  expect((await security.send("POST", `/api/v1/accounts/tokens/${id}/secret`)).status).toBe(404);
  const { secret } = (await system.send("POST", `/api/v1/accounts/tokens/${id}/secret`)).body;
  expect((await system.send("POST", `/api/v1/accounts/tokens/${id}/secret`)).status).toBe(404);
  const asked = async (method: "GET" | "POST" | "DELETE" | "PUT", url: string) =>
    (await stage.app.inject({ method, url, headers: { authorization: `Bearer ${secret}` } })).statusCode;
  expect(await asked("GET", "/api/v1/mediation/cases")).toBe(401);
  await security.take("accounts/tokens", "approve", {}, id);
  expect(await asked("GET", "/api/v1/mediation/cases")).toBe(200);
  const others = [
    "accounts/accounts",
    "mediation/../accounts/accounts",
    "mediation/%2e%2e/accounts/accounts",
    "search?q=a",
    "work",
    "figures?period=2026",
    "bureau",
    "people/persons",
    "files?subject=x",
    "audit",
  ];
  for (const url of others) expect([url, await asked("GET", `/api/v1/${url}`)]).toEqual([url, 403]);
  for (const url of ["mediation/cases/steps/register", `mediation/cases/${id}/reveal`, "password"])
    expect([url, await asked("POST", `/api/v1/${url}`)]).toEqual([url, 403]);
  expect([
    await asked("PUT", `/api/v1/files/${id}`),
    await asked("DELETE", "/api/v1/session"),
    await asked("GET", "/%61pi/v1/accounts/accounts"),
  ]).toEqual([403, 403, expect.toSatisfy((status: number) => [401, 403].includes(status))]);
  await security.take("accounts/tokens", "revoke", {}, id);
  const { rows } = await stage.owner.query("select accounts.token_actor(999901, sha256($1), $2) as answer", [
    Buffer.from(secret),
    stage.server.clock.today(),
  ]);
  expect(rows[0]?.answer).toBeNull();
});
