// The audit administrator's view: the history of every line of the bureau, by time, person and act, page by page.
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { newId, plusDays } from "#kernel/clock";
import { inTransaction, join, readAll, type Sql, sql } from "#kernel/db";
import { historyInsert } from "#kernel/history";
import { requireSession, sendRefusal, type Server, type Session, siteOf } from "#kernel/http";
import { refuse } from "#kernel/lifecycle";

const Ask = z.object({
  from: z.iso.date("起始日期格式应为年-月-日").optional(),
  to: z.iso.date("截止日期格式应为年-月-日").optional(),
  actor: z.string().trim().max(60).optional(),
  action: z.string().max(60).optional(),
  subject: z.string().max(80).optional(),
  subject_id: z.uuid("对象编号格式不对").optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const Cursor = z.tuple([z.string(), z.uuid()]);

/** Adds GET /api/v1/audit: {items, next}, newest first. Reading it is itself recorded. */
export function auditRoute(app: FastifyInstance, server: Server): void {
  app.get<{ Querystring: z.infer<typeof Ask> }>(
    "/api/v1/audit",
    { schema: { tags: ["审计"], summary: "全部操作记录（审计管理员）", querystring: Ask } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      if (!session.actor.posts.some((post) => post.role === "audit-admin"))
        return sendRefusal(reply, refuse("not-permitted", "只有审计管理员可以查看全部操作记录。", "GB/T 22239-2019 8.1.4.3 安全审计"));
      const last = readCursor(request.query.cursor);
      if (last === "bad") return sendRefusal(reply, refuse("bad-cursor", "翻页标记无效，请从第一页重新查看。"));
      const [rows] = await readAll(server.app, session.settings, [auditStatement(session.actor.bureau, request.query, last)]);
      const found = (rows ?? []) as { at: string; id: string }[];
      const items = found.slice(0, request.query.limit);
      const end = items.at(-1);
      if (last === undefined) await recordLook(server, session, request.query);
      return {
        items,
        next: found.length > items.length && end !== undefined ? Buffer.from(JSON.stringify([end.at, end.id])).toString("base64url") : null,
      };
    },
  );
}

function auditStatement(bureau: number, ask: z.infer<typeof Ask>, last: [string, string] | undefined): Sql {
  const conditions = [sql`bureau_id = ${bureau}`];
  if (ask.from !== undefined) conditions.push(sql`at >= ${`${ask.from}T00:00:00+08:00`}::timestamptz`);
  if (ask.to !== undefined) conditions.push(sql`at < ${`${plusDays(ask.to, 1)}T00:00:00+08:00`}::timestamptz`);
  if (ask.actor !== undefined && ask.actor !== "")
    conditions.push(z.uuid().safeParse(ask.actor).success ? sql`actor_id = ${ask.actor}` : sql`actor_name = ${ask.actor}`);
  if (ask.action !== undefined && ask.action !== "") conditions.push(sql`action = ${ask.action}`);
  if (ask.subject !== undefined && ask.subject !== "") conditions.push(sql`subject = ${ask.subject}`);
  if (ask.subject_id !== undefined) conditions.push(sql`subject_id = ${ask.subject_id}`);
  if (last !== undefined) conditions.push(sql`(at, id) < (${last[0]}::timestamptz, ${last[1]}::uuid)`);
  return sql`select id, at, on_day, actor_id, actor_name, actor_role, subject, subject_id, action, version, summary, detail
    from kernel.history where ${join(conditions, " and ")} order by at desc, id desc limit ${ask.limit + 1}`;
}

function readCursor(cursor: string | undefined): [string, string] | undefined | "bad" {
  if (cursor === undefined || cursor === "") return undefined;
  try {
    const read = Cursor.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return read.success && !Number.isNaN(Date.parse(read.data[0])) ? read.data : "bad";
  } catch {
    return "bad";
  }
}

async function recordLook(server: Server, session: Session, asked: Record<string, unknown>): Promise<void> {
  const [site, { actor }] = [siteOf(server, session), session];
  const who = {
    bureau_id: actor.bureau,
    id: newId(),
    at: site.now,
    on_day: site.today,
    actor_id: actor.id,
    actor_name: actor.name,
    actor_role: "audit-admin",
  };
  const what = {
    subject: "accounts.account",
    subject_id: actor.id,
    action: "audit",
    version: null,
    summary: "查看操作记录",
    detail: asked,
    offices: [],
    owners: [actor.id],
  };
  await inTransaction(server.app, session.settings, (tx) => tx.query(historyInsert({ ...who, ...what })));
}
