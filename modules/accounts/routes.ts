// The endpoints of accounts beside their records, and the guard in front of all of them.
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { requireSession, sendRefusal, type Server } from "#kernel/http";
import { refuse } from "#kernel/lifecycle";
import { auditRoute } from "./audit.ts";
import { guardRequests } from "./authenticate.ts";
import { sessionRoutes } from "./session-routes.ts";
import { setupRoute } from "./setup.ts";
import { takeSlip } from "./slips.ts";

const Id = z.object({ id: z.uuid("编号格式不对") });

/** Adds session, password, setup, audit and the one-time slips. Call it on the instance that buildApp answered, so that the guard stands before every endpoint. */
export function accountRoutes(app: FastifyInstance, server: Server): void {
  guardRequests(app);
  sessionRoutes(app, server);
  setupRoute(app, server);
  auditRoute(app, server);
  slipRoute(app, "/api/v1/accounts/accounts/:id/one-time-password", "领取新开通或重置的一次性口令（只显示一次）");
  slipRoute(app, "/api/v1/accounts/tokens/:id/secret", "领取新申请的令牌（只显示一次）");
}

function slipRoute(app: FastifyInstance, url: string, summary: string): void {
  app.post<{ Params: { id: string } }>(url, { schema: { tags: ["账号"], summary, params: Id } }, async (request, reply) => {
    const session = requireSession(request, reply);
    if (session === undefined) return reply;
    const secret = takeSlip(session.actor.bureau, request.params.id, session.actor.id);
    reply.header("Cache-Control", "no-store");
    return secret === undefined
      ? sendRefusal(reply, refuse("not-found", "没有可领取的内容：可能已经领取过，或已超过10分钟；请重新办理一次。"))
      : { secret };
  });
}
