// Endpoints of one's own messages: the list with unread ones first, and marking one read.
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { inTransaction, readAll, type Sql, sql } from "#kernel/db";
import { requireSession, sendRefusal, type Server, siteOf } from "#kernel/http";
import { refuse } from "#kernel/lifecycle";
import type { Actor } from "#kernel/permissions";

const tags = ["消息"];
const Id = z.object({ id: z.uuid("编号格式不对") });
const Page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(200).optional() });

/** How many unread messages the actor has: one row {unread}, counted up to 100. */
export function unreadStatement(actor: Actor): Sql {
  return sql`select count(*)::int as unread from (select 1 from messages.message
    where bureau_id = ${actor.bureau} and account_id = ${actor.id} and channel = 'inbox' and state = 'unread' limit 100) counted`;
}

/** Adds GET /api/v1/messages and POST /api/v1/messages/:id/read. */
export function messageRoutes(app: FastifyInstance, server: Server): void {
  app.get<{ Querystring: z.infer<typeof Page> }>(
    "/api/v1/messages",
    { schema: { tags, summary: "我的消息，未读在前", querystring: Page } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const last = request.query.cursor === undefined ? undefined : /^(read|unread)\.([0-9a-f-]{36})$/.exec(request.query.cursor);
      if (last === null) return sendRefusal(reply, refuse("bad-cursor", "翻页标记无效，请从第一页重新查看。"));
      const { limit } = request.query;
      const [rows, count] = await readAll(server.app, session.settings, [
        pageStatement(session.actor, limit, last?.slice(1)),
        unreadStatement(session.actor),
      ]);
      const found = (rows ?? []) as { id: string; state: string }[];
      const items = found.slice(0, limit);
      const end = items.at(-1);
      return {
        items,
        next: found.length > limit && end !== undefined ? `${end.state}.${end.id}` : null,
        unread: (count as { unread: number }[] | undefined)?.[0]?.unread ?? 0,
      };
    },
  );
  app.post<{ Params: { id: string } }>(
    "/api/v1/messages/:id/read",
    { schema: { tags, summary: "标记为已读", params: Id } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const mine = sql`bureau_id = ${session.actor.bureau} and id = ${request.params.id} and account_id = ${session.actor.id} and channel = 'inbox'`;
      const [rows] = await inTransaction(server.app, session.settings, async (tx) => {
        await tx.query(
          sql`update messages.message set state = 'read', read_at = ${siteOf(server, session).now}, version = version + 1 where ${mine} and state = 'unread'`,
        );
        return [await tx.query(sql`select id from messages.message where ${mine}`)];
      });
      return rows?.length === 0 ? sendRefusal(reply, refuse("not-found", "没有找到这条消息。")) : { ok: true };
    },
  );
}

function pageStatement(actor: Actor, limit: number, last: string[] | undefined): Sql {
  const on = last === undefined ? sql`` : sql`and (state, id) < (${last[0]}, ${last[1]}::uuid)`;
  return sql`select id, title, body, subject, subject_id, state, created_at, read_at from messages.message
    where bureau_id = ${actor.bureau} and account_id = ${actor.id} and channel = 'inbox' ${on} order by state desc, id desc limit ${limit + 1}`;
}
