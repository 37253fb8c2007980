// The first visit to an empty installation.
import { beforeAll, expect, test } from "vitest";
import { accounts } from "#modules/accounts";
import { openStage, type Stage, signIn } from "#modules/accounts/testing";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages], { demo: "no" });
});

const wish = {
  division: "999901",
  bureau_name: "示范市示范区司法局",
  short_name: "示司",
  login: "first",
  name: "何新",
  password: "long-enough-2026",
};
const setUp = (changes: Partial<typeof wish> = {}) =>
  stage.app.inject({ method: "POST", url: "/api/v1/setup", payload: { ...wish, ...changes } });

test("an empty installation says so, and has neither demonstration accounts nor one-click sign-in", async () => {
  expect((await stage.app.inject({ url: "/api/v1/session" })).json()).toMatchObject({ actor: null, setup: true, demo: false });
  expect((await stage.app.inject({ url: "/api/v1/demo-accounts" })).statusCode).toBe(404);
  const click = await stage.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { account: "01900000-0000-7000-8000-000000000000" },
  });
  expect(click.statusCode).toBe(403);
});

test("a weak password or a wrong code sets nothing up", async () => {
  expect((await setUp({ password: "short" })).json().code).toBe("weak-password");
  expect((await setUp({ division: "9999" })).statusCode).toBe(422);
  expect((await stage.owner.query("select 1 from offices.bureau")).rows).toEqual([]);
});

test("of two first visitors at once one becomes the first system administrator, the other is refused", async () => {
  const answers = await Promise.all([setUp(), setUp({ login: "second" })]);
  expect(answers.map((answer) => answer.statusCode).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect((await stage.app.inject({ url: "/api/v1/session" })).json().setup).toBe(false);
  expect((await setUp({ login: "third", division: "440811" })).statusCode).toBe(409);
});

test("the first system administrator names the first security administrator, who grants everything else", async () => {
  const { rows } = await stage.owner.query<{ login: string; id: string }>("select login, id from accounts.account");
  const { cookie } = await signIn(stage.app, rows[0]?.login ?? "", wish.password);
  const first = stage.holding(cookie, rows[0]?.id ?? "");
  const office = (await first.send("GET", "/api/v1/bureau")).body.offices[0].id;
  const person = (await first.take("accounts/accounts", "open", { login: "keeper", name: "安全", kind: "staff" })).body.record.id;
  const give = (role: string) => first.take("offices/posts", "grant", { account_id: person, role, office_id: office });
  expect((await give("director")).body.code).toBe("not-permitted");
  expect((await give("security-admin")).status).toBe(200);
  expect((await first.take("offices/posts", "grant", { account_id: first.id, role: "security-admin", office_id: office })).body.code).toBe(
    "own-grant",
  );
});
