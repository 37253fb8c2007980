// Endpoints of the organisation beside its records: divisions for pickers, the bureau's card, who works where.
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { readAll } from "#kernel/db";
import { requireSession, type Server, siteOf } from "#kernel/http";
import { divisionsStatement } from "./divisions.ts";
import { bureauStatement, holders, officesStatement } from "./queries.ts";
import { isAdministrator } from "./permissions.ts";
import { roleLabel } from "./words.ts";

const tags = ["机构"];
const Below = z.object({
  parent: z
    .string()
    .regex(/^\d{0,9}$/, "上级区划代码应为2、4、6或9位数字")
    .optional(),
  on: z.iso.date("日期格式应为年-月-日").optional(),
});

/** Adds GET /api/v1/divisions, /api/v1/bureau and /api/v1/staff. */
export function officeRoutes(app: FastifyInstance, server: Server): void {
  app.get<{ Querystring: z.infer<typeof Below> }>(
    "/api/v1/divisions",
    { schema: { tags, summary: "下级行政区划（公开）", querystring: Below } },
    async (request) => {
      const day = request.query.on ?? (request.session === undefined ? server.clock.today() : siteOf(server, request.session).today);
      const [items] = await readAll(server.app, "", [divisionsStatement(request.query.parent, day)]);
      return { items };
    },
  );
  app.get("/api/v1/bureau", { schema: { tags, summary: "本机关和它的机构" } }, async (request, reply) => {
    const session = requireSession(request, reply);
    if (session === undefined) return reply;
    const [bureau, offices] = await readAll(server.app, session.settings, [
      bureauStatement(session.actor.bureau),
      officesStatement(session.actor.bureau),
    ]);
    return { bureau: bureau?.[0], offices };
  });
  staffRoute(app, server);
}

const Staff = z.object({ office: z.uuid().optional(), role: z.string().max(40).optional() });

function staffRoute(app: FastifyInstance, server: Server): void {
  app.get<{ Querystring: z.infer<typeof Staff> }>(
    "/api/v1/staff",
    { schema: { tags, summary: "在任工作人员，供选择承办人", querystring: Staff } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const { office, role } = request.query;
      const wanted = { ...(office === undefined ? {} : { offices: [office] }), ...(role === undefined ? {} : { roles: [role] }) };
      const [rows] = await readAll(server.app, session.settings, [holders(session.actor.bureau, siteOf(server, session).today, wanted)]);
      const seesAdministrators = session.actor.posts.some((post) => isAdministrator(post.role));
      const shown = (rows as { role: string }[]).filter((row) => seesAdministrators || !isAdministrator(row.role));
      return { items: shown.map((row) => ({ ...row, role_label: roleLabel(row.role) })) };
    },
  );
}
