// Endpoints of signing in: the session, one's own password, demonstration accounts.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { newId } from "#kernel/clock";
import { inTransaction, readAll, sql } from "#kernel/db";
import { historyInsert } from "#kernel/history";
import { requireSession, sendRefusal, type Server, type Session, siteOf } from "#kernel/http";
import { isRefused, type Refused, refuse } from "#kernel/lifecycle";
import { unreadStatement } from "#modules/messages";
import { roleLabel } from "#modules/offices";
import { forget, forgetAccount, isSignedIn } from "./authenticate.ts";
import { demoEntries } from "./demo-file.ts";
import { seesWhole } from "#kernel/permissions";
import { menusOf } from "./menus.ts";
import { hashPassword, judgePassword, readToken } from "./secrets.ts";
import { cookieName, signIn } from "./settings.ts";
import { isEmpty } from "./setup.ts";
import { openSession, type Proved, prove, recordAccess } from "./sign-in.ts";

const tags = ["登录"];
const SignIn = z.object({ login: z.string().max(100).optional(), password: z.string().max(500).optional(), account: z.uuid().optional() });
const NewPassword = z.object({ current: z.string().max(500), next: z.string().max(500) });

/** Adds /api/v1/session, /api/v1/password and /api/v1/demo-accounts. */
export function sessionRoutes(app: FastifyInstance, server: Server): void {
  app.get("/api/v1/session", { schema: { tags, summary: "当前登录的人员、菜单和未读消息数" } }, async (request) =>
    describe(server, request.session),
  );
  app.post<{ Body: z.infer<typeof SignIn> }>(
    "/api/v1/session",
    { schema: { tags, summary: "登录", body: SignIn } },
    async (request, reply) => {
      const proved = await whoSignsIn(server, request.body, request.ip);
      if (isRefused(proved)) return sendRefusal(reply, proved);
      giveCookie(request, reply, await openSession(server, proved, request.ip));
      return { ok: true, name: proved.name };
    },
  );
  app.delete("/api/v1/session", { schema: { tags, summary: "退出登录" } }, async (request, reply) => {
    const secret = readToken(request.cookies[cookieName] ?? "");
    if (secret !== undefined && request.session !== undefined) {
      await server.owner.query("select accounts.close_session($1, $2)", [secret.bureau, secret.hash]);
      forget(server.owner, secret);
      const { actor } = request.session;
      await recordAccess(
        server,
        { bureau: actor.bureau, account: actor.id, name: actor.name },
        { action: "sign-out", summary: "退出登录", address: request.ip },
      );
    }
    reply.clearCookie(cookieName, { path: "/" });
    return { ok: true };
  });
  app.post<{ Body: z.infer<typeof NewPassword> }>(
    "/api/v1/password",
    { schema: { tags, summary: "修改自己的口令", body: NewPassword } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const refusal = await changePassword(server, session, request);
      return refusal === undefined ? { ok: true } : sendRefusal(reply, refusal);
    },
  );
  app.get("/api/v1/demo-accounts", { schema: { tags, summary: "演示账号（仅演示模式）" } }, async (_request, reply) =>
    server.demo ? { bureaus: demoEntries(server.dataDir) } : sendRefusal(reply, refuse("not-found", "当前不是演示模式，没有演示账号。")),
  );
}

async function describe(server: Server, session: Session | undefined): Promise<Record<string, unknown>> {
  if (session === undefined || !isSignedIn(session)) {
    return { actor: null, today: server.clock.today(), demo: server.demo, setup: !server.demo && (await isEmpty(server.owner)) };
  }
  const { id, name, kind, bureau, bureauName } = session.actor;
  const [unread] = await readAll(server.app, session.settings, [unreadStatement(session.actor)]);
  return {
    actor: {
      id,
      name,
      kind,
      bureau,
      bureauName,
      login: session.login,
      roles: session.posts.map((post) => ({ ...post, label: roleLabel(post.role) })),
    },
    today: siteOf(server, session).today,
    demo: server.demo,
    mustChange: session.mustChange,
    unread: (unread as { unread: number }[] | undefined)?.[0]?.unread ?? 0,
    wholeBureau: server.modules.filter((module) => seesWhole(session.actor, module.sees)).map((module) => module.name),
    menus: session.mustChange ? [] : menusOf(server.modules, session.actor),
  };
}

async function whoSignsIn(server: Server, body: z.infer<typeof SignIn>, address: string): Promise<Proved | Refused> {
  if (body.account === undefined) return prove(server, body.login ?? "", body.password ?? "", address);
  if (!server.demo) return refuse("not-permitted", "一键登录仅在演示模式下可用，请输入登录名和口令。");
  const entry = demoEntries(server.dataDir)
    .flatMap((group) => group.accounts)
    .find((one) => one.account === body.account);
  const { rows } = await server.owner.query<Proved>(
    "select bureau_id as bureau, id as account, name from accounts.account where bureau_id = $1 and id = $2 and state = 'active'",
    [entry?.bureau ?? 0, body.account],
  );
  return rows[0] !== undefined && entry !== undefined ? rows[0] : refuse("not-found", "没有这个演示账号，请刷新登录页后重试。");
}

function giveCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(cookieName, secret, { path: "/", httpOnly: true, sameSite: "lax", secure: request.protocol === "https" });
}

async function changePassword(
  server: Server,
  session: Session,
  request: FastifyRequest<{ Body: z.infer<typeof NewPassword> }>,
): Promise<Refused | undefined> {
  const secret = readToken(request.cookies[cookieName] ?? "");
  if (!isSignedIn(session) || secret === undefined) return refuse("not-permitted", "令牌不能修改口令，请由本人登录后办理。");
  const { current, next } = request.body;
  const proved = await prove(server, session.login, current, request.ip);
  if (isRefused(proved))
    return proved.code === "wrong-password"
      ? { ...refuse("wrong-password", "原口令不正确，请重新输入。", signIn.basis), fields: { current: "原口令不正确" } }
      : proved;
  await server.owner.query("select accounts.forgive($1, $2)", [proved.bureau, proved.account]);
  const weak =
    judgePassword(next, session.login) ?? (current === next ? refuse("weak-password", "新口令不能与原口令相同，请重新设置。") : undefined);
  if (weak !== undefined) return { ...weak, fields: { next: weak.refused } };
  const hash = await hashPassword(next);
  const [site, { actor }] = [siteOf(server, session), session];
  await inTransaction(server.app, session.settings, async (tx) => {
    await tx.query(sql`select accounts.set_password(${actor.bureau}, ${actor.id}::uuid, ${hash}, ${secret.hash})`);
    await tx.query(
      sql`update accounts.account set must_change = false, version = version + 1 where bureau_id = ${actor.bureau} and id = ${actor.id}`,
    );
    await tx.query(
      historyInsert({ ...ownEntry(session), at: site.now, on_day: site.today, action: "change-password", summary: "修改自己的口令" }),
    );
  });
  forgetAccount(server.owner, actor.id);
  return undefined;
}

/** What is the same in every entry about one's own account. */
function ownEntry({ actor }: Session) {
  const role = actor.posts.map((post) => post.role).join(",");
  const who = { bureau_id: actor.bureau, id: newId(), actor_id: actor.id, actor_name: actor.name, actor_role: role };
  return { ...who, subject: "accounts.account", subject_id: actor.id, version: null, detail: {}, offices: [], owners: [actor.id] };
}
