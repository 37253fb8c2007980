// Endpoints of the register beside its records: finding by full number, opening a full number for a reason.
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { inTransaction } from "#kernel/db";
import { readRecord } from "#kernel/endpoints";
import { requireSession, sendRefusal, type Server, type Session, siteOf } from "#kernel/http";
import { type RecordType, refuse } from "#kernel/lifecycle";
import { masked } from "#kernel/records";
import { fullNumbers, type Reader } from "./identity.ts";
import { organisationType, personType } from "./lifecycle.ts";
import { findByNumber, readAsked } from "./queries.ts";

// The specific types are laid aside, as kernel/module does.
const persons = personType as unknown as RecordType;
const organisations = organisationType as unknown as RecordType;
const tags = ["人员和单位"];
const Asked = z.object({ id: z.string().trim().min(1, "请填写证件号码或统一社会信用代码").max(60, "号码不超过60位") });
const Reason = z.object({
  reason: z.string({ error: "请写明查看原因" }).trim().min(2, "请写明查看原因，至少2个字").max(200, "查看原因不超过200字"),
});
const Which = z.object({ id: z.uuid({ error: "编号格式不对" }) });

/** Adds GET /api/v1/people/find and POST /api/v1/people/persons/:id/number. */
export function peopleRoutes(app: FastifyInstance, server: Server): void {
  finding(app, server);
  opening(app, server);
}

function asReader<T>(server: Server, session: Session, work: (reader: Reader) => Promise<T>): Promise<T> {
  return inTransaction(server.app, session.settings, (tx) => work({ query: tx.query, secrets: server.secrets, actor: session.actor }));
}

function finding(app: FastifyInstance, server: Server): void {
  app.get<{ Querystring: z.infer<typeof Asked> }>(
    "/api/v1/people/find",
    { schema: { tags, summary: "按完整证件号码查找", querystring: Asked } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const { meant, doubt } = readAsked(request.query.id, siteOf(server, session).today);
      const found = await asReader(server, session, (reader) => findByNumber(reader, meant));
      const items = [...found.persons.map((row) => shown(persons, row)), ...found.organisations.map((row) => shown(organisations, row))];
      return items.length === 0 && doubt !== undefined ? sendRefusal(reply, doubt) : { items };
    },
  );
}

function shown(type: RecordType, row: Parameters<RecordType["title"]>[0] & Record<string, unknown>) {
  return { type: type.name, path: type.path, id: row.id, title: type.title(row), record: masked(row, type.masked) };
}

/** The full number, with the reason in the history before the answer. */
function opening(app: FastifyInstance, server: Server): void {
  const schema = { tags, summary: "查看完整的证件号码", params: Which, body: Reason };
  app.post<{ Params: z.infer<typeof Which>; Body: z.infer<typeof Reason> }>(
    "/api/v1/people/persons/:id/number",
    { schema },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const { id } = request.params;
      const found = await readRecord(server, session, persons, id);
      const number = (await asReader(server, session, (reader) => fullNumbers(reader, [id]))).get(id);
      if (found === undefined || number === undefined)
        return sendRefusal(reply, refuse("not-found", "没有找到这个人员的证件号码：可能未登记证件，或不在您的查看范围内。"));
      const { reason } = request.body;
      server.views.note(siteOf(server, session), persons, found.row, {
        action: "reveal",
        summary: `查看完整证件号码：${reason}`,
        detail: { reason },
      });
      await server.views.flush();
      return { id, idNumber: number };
    },
  );
}
