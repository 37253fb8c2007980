// Signing in and out: one sentence and one time for every wrong answer, a lock after five, and an entry in the history for each.
import { setTimeout as wait } from "node:timers/promises";
import { newId, onDay, ticks } from "#kernel/clock";
import { historyInsert } from "#kernel/history";
import type { Server } from "#kernel/http";
import { isRefused, refuse, type Refused } from "#kernel/lifecycle";
import { matches, newToken, readToken } from "./secrets.ts";
import { signIn } from "./settings.ts";

/** An account that has proved itself. */
export interface Proved {
  bureau: number;
  account: string;
  name: string;
}

interface Begun {
  locked: boolean;
  bureau: number | null;
  account: string | null;
  hash: string | null;
  account_name: string | null;
  account_state: string | null;
}

const wrong = refuse("wrong-password", `登录名或口令不正确。连续输错${signIn.failures}次，该登录名将锁定${signIn.lockedMinutes}分钟。`);
const locked = refuse(
  "too-many",
  `该登录名连续输错${signIn.failures}次，已锁定${signIn.lockedMinutes}分钟；请稍后再试，或请系统管理员解除锁定。`,
  signIn.basis,
);
const suspended = refuse("not-permitted", "该账号已被锁定或注销，请联系本机关系统管理员。");

/** Judges a login and a password. An unknown login is answered like a wrong password, in words and in time. */
export async function prove(server: Server, typed: string, password: string, address: string): Promise<Proved | Refused> {
  const began = ticks();
  const answer = await judged(server, typed.trim().toLowerCase().slice(0, 64), password.slice(0, 200), address);
  if (isRefused(answer)) await wait(Math.max(0, signIn.refusedAfterMs - (ticks() - began)));
  return answer;
}

async function judged(server: Server, login: string, password: string, address: string): Promise<Proved | Refused> {
  const { rows } = await server.owner.query<Begun>("select * from accounts.begin_sign_in($1, $2, $3)", [
    login,
    signIn.failures,
    signIn.lockedMinutes,
  ]);
  const begun = rows[0];
  const right = await matches(begun?.hash, password);
  if (begun === undefined || begun.bureau === null || begun.account === null) return begun?.locked === true ? locked : wrong;
  const proved = { bureau: begun.bureau, account: begun.account, name: begun.account_name ?? "" };
  const refusal = begun.locked ? locked : !right ? wrong : begun.account_state === "active" ? undefined : suspended;
  if (refusal === undefined) return proved;
  await recordAccess(server, proved, {
    action: "sign-in-refused",
    summary: begun.locked ? "登录被拒绝：登录名锁定中" : right ? "登录被拒绝：账号不可用" : "登录被拒绝：口令不正确",
    address,
  });
  return refusal;
}

/** Opens a session and answers its secret, the value of the cookie. */
export async function openSession(server: Server, proved: Proved, address: string): Promise<string> {
  const secret = newToken(proved.bureau);
  await server.owner.query("select accounts.open_session($1, $2, $3)", [proved.bureau, proved.account, readToken(secret)?.hash]);
  await recordAccess(server, proved, { action: "sign-in", summary: "登录", address });
  return secret;
}

/** Writes an entry about an account into its bureau's history. */
export async function recordAccess(server: Server, who: Proved, what: { action: string; summary: string; address: string }): Promise<void> {
  const { rows } = await server.owner.query<{ stands_on: string | null }>("select stands_on from offices.bureau_of($1)", [who.bureau]);
  const stands = rows[0]?.stands_on ?? null;
  const entry = {
    bureau_id: who.bureau,
    id: newId(),
    at: stands === null ? server.clock.now() : onDay(stands),
    on_day: stands ?? server.clock.today(),
    actor_id: who.account,
    actor_name: who.name,
    actor_role: "",
    subject: "accounts.account",
    subject_id: who.account,
    action: what.action,
    version: null,
    summary: what.summary,
    detail: { address: what.address },
    offices: [],
    owners: [who.account],
  };
  await server.owner.query(historyInsert(entry));
}
