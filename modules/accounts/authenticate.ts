// Who sends a request: the cookie of a person or the bearer token of a system, looked up in the database and trusted for ten seconds.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Pool } from "pg";
import { type Clock, systemClock, ticks } from "#kernel/clock";
import { sendRefusal, type Session } from "#kernel/http";
import { type Refused, refuse } from "#kernel/lifecycle";
import type { Module } from "#kernel/module";
import { type Actor, type Sees, settingsOf } from "#kernel/permissions";
import { lines as officeLines } from "#modules/offices";
import { tokenPrefix } from "./actions/make-token.ts";
import { lines as accountLines } from "./permissions.ts";
import { readToken } from "./secrets.ts";
import { cookieName, signIn } from "./settings.ts";

/** A session with what sign-in knows beside the actor. */
export interface SignedIn extends Session {
  login: string;
  mustChange: boolean;
  posts: { role: string; office: string; officeName: string }[];
  /** Present for tokens: "module:read", "module:step". */
  scopes?: string[] | undefined;
}

interface Answer {
  id: string;
  name: string;
  kind: "staff" | "citizen" | "token";
  bureau: number;
  bureauName: string;
  low: number;
  high: number;
  standsOn: string | null;
  mustChange: boolean;
  login: string;
  posts: SignedIn["posts"];
  scopes?: string[];
}

const nowhere = "00000000-0000-0000-0000-000000000000";
const known = new WeakMap<Pool, Map<string, { found: SignedIn; until: number }>>();
const refusals = new WeakMap<FastifyRequest, Refused>();

/** Every line of work with how far each role sees into it: the modules', and those that are no module's name (posts, history). */
export function linesOf(modules: readonly Module[]): Record<string, Sees> {
  return { ...Object.fromEntries(modules.map((module) => [module.name, module.sees])), ...officeLines, ...accountLines };
}

/** Makes Server.authenticate. Sessions are remembered in this process for at most ten seconds; signing out forgets at once. */
export function makeAuthenticate(
  pools: { owner: Pool },
  modules: readonly Module[],
  clock: Clock = systemClock(),
): (request: FastifyRequest) => Promise<Session | undefined> {
  const lines = linesOf(modules);
  return async (request) => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    const secret = bearer === undefined ? readToken(request.cookies[cookieName] ?? "") : readToken(bearer, tokenPrefix);
    if (secret === undefined) return undefined;
    if (bearer === undefined && foreign(request)) return refused(request, crossSite);
    const found = await recall(pools.owner, lines, { ...secret, by: bearer === undefined ? "session" : "token", today: clock.today() });
    const refusal = found === undefined ? undefined : judgeUse(found, request.method, pathOf(request));
    return refusal === undefined ? found : refused(request, refusal);
  };
}

const crossSite = refuse("not-permitted", "该请求不是从本系统页面发出的，已拒绝；请回到本系统页面重新操作。");

function refused(request: FastifyRequest, refusal: Refused): undefined {
  refusals.set(request, refusal);
}

const pathOf = (request: FastifyRequest) => request.url.split("?")[0] ?? "";
const reads = (method: string) => method === "GET" || method === "HEAD" || method === "OPTIONS";

/** A request that changes something and does not prove to come from our own pages. */
function foreign(request: FastifyRequest): boolean {
  return (
    !reads(request.method) && request.headers["x-requested-with"] !== "zhunsheng" && request.headers["sec-fetch-site"] !== "same-origin"
  );
}

/** Why a session may not be used for this: a token outside its scope, a person who must first change the password. */
export function judgeUse(found: Pick<SignedIn, "scopes" | "mustChange">, method: string, path: string): Refused | undefined {
  const own = path === "/api/v1/session" || path === "/api/v1/password";
  if (found.mustChange && !own) return refuse("must-change-password", "首次登录或口令被重置后，须先修改口令才能办理业务。", signIn.basis);
  if (found.scopes === undefined || (own && reads(method))) return undefined;
  const [area, verb] = [path.split("/")[3] ?? "", reads(method) ? "read" : "step"];
  if (found.scopes.includes(`${area}:${verb}`) || found.scopes.includes(`*:${verb}`)) return undefined;
  return refuse("not-permitted", `该令牌没有“${area}:${verb}”授权，请由系统管理员申请含此范围的令牌。`);
}

interface Secret {
  bureau: number;
  hash: Buffer;
  by: "session" | "token";
  today: string;
}

const keyOf = (secret: { bureau: number; hash: Buffer }) => `${secret.bureau}/${secret.hash.toString("hex")}`;

async function recall(owner: Pool, lines: Record<string, Sees>, secret: Secret): Promise<SignedIn | undefined> {
  const cache = known.get(owner) ?? new Map<string, { found: SignedIn; until: number }>();
  known.set(owner, cache);
  const kept = cache.get(keyOf(secret));
  if (kept !== undefined && kept.until > ticks()) return kept.found;
  const { rows } =
    secret.by === "session"
      ? await owner.query<{ answer: Answer | null }>("select accounts.actor_of($1, $2, $3, $4, $5) as answer", [
          secret.bureau,
          secret.hash,
          secret.today,
          signIn.idleHours,
          signIn.absoluteHours,
        ])
      : await owner.query<{ answer: Answer | null }>("select accounts.token_actor($1, $2, $3) as answer", [
          secret.bureau,
          secret.hash,
          secret.today,
        ]);
  const answer = rows[0]?.answer;
  cache.delete(keyOf(secret));
  if (answer === null || answer === undefined) return undefined;
  if (cache.size > 10_000) cache.clear();
  const found = sessionOf(answer, lines);
  cache.set(keyOf(secret), { found, until: ticks() + signIn.cachedMs });
  return found;
}

function sessionOf(answer: Answer, lines: Record<string, Sees>): SignedIn {
  const { id, name, kind, bureau, bureauName, low, high, standsOn } = answer;
  const posts = kind === "citizen" ? [{ role: "citizen", office: nowhere, officeName: "" }] : answer.posts;
  const actor: Actor = {
    id,
    name,
    kind,
    bureau,
    bureauName,
    low,
    high,
    standsOn,
    posts: posts.map(({ role, office }) => ({ role, office })),
  };
  return { actor, settings: settingsOf(actor, lines), login: answer.login, mustChange: answer.mustChange, posts, scopes: answer.scopes };
}

/** Forgets a session in this process, so that what has just changed counts at once. */
export function forget(owner: Pool, secret: { bureau: number; hash: Buffer }): void {
  known.get(owner)?.delete(keyOf(secret));
}

/** Forgets every session of an account in this process. */
export function forgetAccount(owner: Pool, account: string): void {
  const cache = known.get(owner);
  for (const [key, one] of cache ?? []) if (one.found.actor.id === account) cache?.delete(key);
}

/** True for a session made here. */
export function isSignedIn(session: Session): session is SignedIn {
  return "login" in session && "posts" in session;
}

/** Says why a request was not let in (403), and refuses any changing request that a foreign site sends. */
export function guardRequests(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    if (!(request.routeOptions.url ?? request.url).startsWith("/api/")) return;
    const site = request.headers["sec-fetch-site"];
    const refusal = refusals.get(request) ?? ((site === "cross-site" || site === "same-site") && foreign(request) ? crossSite : undefined);
    if (refusal !== undefined) return sendRefusal(reply, refusal);
  });
}
