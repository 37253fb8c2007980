// What is judged without a database: passwords, what a session may be used for, secrets, the menu.
import { expect, test } from "vitest";
import { accounts } from "#modules/accounts";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";
import { judgeUse, linesOf } from "./authenticate.ts";
import { menusOf } from "./menus.ts";
import { judgePassword, matches, newPassword, newToken, readToken } from "./secrets.ts";
import { leaveSlip, takeSlip } from "./slips.ts";

test("made passwords pass the rule for passwords and never repeat", () => {
  const made = Array.from({ length: 200 }, newPassword);
  expect(made.filter((password) => judgePassword(password, "somebody") !== undefined)).toEqual([]);
  expect(new Set(made).size).toBe(200);
});

test("a password of ten characters with letters and digits is the least", () => {
  expect(judgePassword("abcdefgh12", "somebody")).toBeUndefined();
  expect(judgePassword("abcdefg12", "somebody")?.refused).toContain("不少于10位");
  expect(judgePassword("密码密码密码ab12345", "somebody")).toBeUndefined();
  expect(judgePassword("somebody12345", "somebody")?.refused).toContain("登录名");
  expect(judgePassword(`a1${"x".repeat(300)}`, "somebody")?.code).toBe("weak-password");
});

test("without a kept hash no password matches", async () => {
  expect(await matches(null, "anything-1")).toBe(false);
  expect(await matches(undefined, "")).toBe(false);
  expect(await matches("not a hash", "anything-1")).toBe(false);
});

test("a secret names its bureau and is read only whole", () => {
  const token = newToken(440_811, "zs_");
  expect(readToken(token, "zs_")).toMatchObject({ bureau: 440_811 });
  expect(readToken(token)).toBeUndefined();
  expect(readToken(token.slice(0, -1), "zs_")).toBeUndefined();
  expect(readToken(`${token}'`, "zs_")).toBeUndefined();
});

test("a token does only what its scope says; a person with a one-time password only changes it", () => {
  const token = { mustChange: false, scopes: ["mediation:read", "files:step"] };
  const allowed = (method: string, path: string) => judgeUse(token, method, path) === undefined;
  expect(allowed("GET", "/api/v1/mediation/cases")).toBe(true);
  expect(allowed("GET", "/api/v1/session")).toBe(true);
  expect(allowed("PUT", "/api/v1/files/x")).toBe(true);
  expect(allowed("POST", "/api/v1/mediation/cases/steps/register")).toBe(false);
  expect(allowed("DELETE", "/api/v1/session")).toBe(false);
  expect(allowed("GET", "/api/v1/files")).toBe(false);
  expect(allowed("GET", "/api/v1")).toBe(false);
  const fresh = { mustChange: true };
  expect(judgeUse(fresh, "POST", "/api/v1/password")).toBeUndefined();
  expect(judgeUse(fresh, "GET", "/api/v1/mediation/cases")?.code).toBe("must-change-password");
});

test("a slip is for its maker, once", () => {
  leaveSlip(999_901, "a", { text: "secret", by: "me" });
  expect(takeSlip(999_901, "a", "you")).toBeUndefined();
  expect(takeSlip(440_811, "a", "me")).toBeUndefined();
  expect(takeSlip(999_901, "a", "me")).toBe("secret");
  expect(takeSlip(999_901, "a", "me")).toBeUndefined();
});

test("the history is a line of its own, open to audit administrators only; posts are closed to citizens", () => {
  const lines = linesOf([offices, accounts, messages]);
  expect(Object.keys(lines.history ?? {})).toEqual(["audit-admin"]);
  expect(lines.posts?.citizen).toBeUndefined();
  expect(lines.offices?.citizen).toBe("bureau");
});

test("the menu shows administrators what they keep", () => {
  const actor = {
    id: "a",
    name: "何新",
    kind: "staff" as const,
    bureau: 999_901,
    bureauName: "",
    low: 999_901,
    high: 999_901,
    posts: [{ role: "system-admin", office: "o" }],
  };
  const menus = menusOf([offices, accounts, messages], actor);
  expect(menus.map((menu) => menu.module)).toEqual(["offices", "accounts"]);
  expect(menus[1]?.records.map((record) => [record.path, record.can.map((can) => can.step)])).toEqual([
    ["accounts", ["open"]],
    ["tokens", ["make"]],
  ]);
});
