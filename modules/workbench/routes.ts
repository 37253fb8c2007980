// What a person meets first: the worklist across all lines, what is due, search, and the calculator of statutory limits.
import type { FastifyInstance } from "fastify";
import { plusDays } from "#kernel/clock";
import { readAll, sql } from "#kernel/db";
import { answerDeadline, answerWorkdays, describe, families, trafficLight } from "#kernel/deadlines";
import { requireSession, sendRefusal, type Server, siteOf } from "#kernel/http";
import { isRefused, type RecordRow, type RecordType, refuse, subjectOf } from "#kernel/lifecycle";
import { masked, workStatement } from "#kernel/records";
import { searchFind } from "#kernel/search";

const most = 8;

interface DueRow {
  subject: string;
  subject_id: string;
  title: string | null;
  label: string;
  due_on: string;
  arithmetic: string;
  basis: string;
  status: string;
}

function typesBySubject(server: Server): Map<string, RecordType> {
  return new Map(server.modules.flatMap((module) => module.records.map((record) => [subjectOf(record.type), record.type])));
}

/** Adds /work, /search, /deadline, /workdays and /rules under /api/v1. */
export function workbenchEndpoints(app: FastifyInstance, server: Server): void {
  const tags = ["工作台"];
  app.get("/api/v1/work", { schema: { tags, summary: "待办与到期" } }, async (request, reply) => {
    const session = requireSession(request, reply);
    return session === undefined ? reply : work(server, session);
  });
  app.get<{ Querystring: { q?: string } }>("/api/v1/search", { schema: { tags, summary: "查找" } }, async (request, reply) => {
    const session = requireSession(request, reply);
    if (session === undefined) return reply;
    const query = (request.query.q ?? "").trim();
    if (query === "") return { items: [] };
    const [rows] = await readAll(server.app, session.settings, [searchFind(session.actor.bureau, query, 50)]);
    const types = typesBySubject(server);
    return {
      items: (rows as { subject: string; subject_id: string; title: string }[]).flatMap((row) => {
        const type = types.get(row.subject);
        return type === undefined
          ? []
          : [{ module: type.module, path: type.path, label: type.label, id: row.subject_id, title: row.title }];
      }),
    };
  });
  lawEndpoints(app, server);
}

async function work(server: Server, session: Parameters<typeof siteOf>[1]) {
  const site = siteOf(server, session);
  const { actor } = session;
  const wanted = server.modules.flatMap((module) =>
    module.records.flatMap((record) => {
      const statement = workStatement(record.type, actor, site.today, most + 1);
      return statement === undefined ? [] : [{ module, type: record.type, statement }];
    }),
  );
  const horizon = Temporal.PlainDate.from(site.today).add({ days: 30 }).toString();
  const due = sql`select d.subject, d.subject_id, e.title, d.label, d.due_on, d.arithmetic, d.basis, d.status
    from kernel.deadline d left join kernel.search_entry e on e.bureau_id = d.bureau_id and e.subject = d.subject and e.subject_id = d.subject_id
    where d.bureau_id = ${actor.bureau} and d.met_on is null and not d.paused and d.kind in ('duty', 'soft', 'cap') and d.due_on <= ${horizon}
    order by d.due_on, d.id limit 200`;
  const soon = lastAmberDay(server, actor.bureau, site.today);
  const counted = sql`select count(*) filter (where due_on < ${site.today}) as red, count(*) filter (where due_on between ${site.today} and ${soon}) as amber,
      count(*) filter (where due_on > ${soon}) as green
    from kernel.deadline where bureau_id = ${actor.bureau} and met_on is null and not paused and kind in ('duty', 'soft', 'cap') and due_on <= ${horizon}`;
  const [dueRows, counts, ...lists] = await readAll(server.app, session.settings, [due, counted, ...wanted.map((one) => one.statement)]);
  const types = typesBySubject(server);
  const upcoming = (dueRows as DueRow[]).map((row) => ({
    ...row,
    light: trafficLight(row.due_on, site.today, site.book, String(actor.bureau)),
    ...placeOf(types.get(row.subject)),
  }));
  const groups = wanted.map(({ module, type }, index) => {
    const rows = (lists[index] ?? []) as (RecordRow & Record<string, unknown>)[];
    return {
      module: module.name,
      path: type.path,
      label: type.label,
      more: rows.length > most,
      items: rows.slice(0, most).map((row) => ({ ...masked(row, type.masked), title: type.title(row) })),
    };
  });
  const [lights = { red: 0, amber: 0, green: 0 }] = (counts ?? []) as { red: number; amber: number; green: number }[];
  return { groups: groups.filter((group) => group.items.length > 0), lights, upcoming: upcoming.slice(0, 50) };
}

/** The last day whose light is amber today: the same judgement as trafficLight, asked day by day. */
function lastAmberDay(server: Server, bureau: number, today: string): string {
  let day = today;
  for (let next = plusDays(day, 1); trafficLight(next, today, server.book(bureau), String(bureau)) === "amber"; next = plusDays(day, 1))
    day = next;
  return day;
}

function placeOf(type: RecordType | undefined): { module: string; path: string; type: string } {
  return { module: type?.module ?? "", path: type?.path ?? "", type: type?.label ?? "" };
}

function lawEndpoints(app: FastifyInstance, server: Server): void {
  const tags = ["时限"];
  app.get<{ Querystring: Record<string, string> }>(
    "/api/v1/deadline",
    { schema: { tags, summary: "计算法定时限" } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const { rule, date, place, extend } = request.query;
      if (rule === undefined || date === undefined) return sendRefusal(reply, refuse("invalid", "请选择时限规则并填写起算日期。"));
      const answer = answerDeadline(server.book(session.actor.bureau), {
        rule,
        date,
        place: place ?? String(session.actor.bureau),
        ...(extend === undefined ? {} : { extend: Number(extend) }),
      });
      return isRefused(answer) ? sendRefusal(reply, answer) : answer;
    },
  );
  app.get<{ Querystring: Record<string, string> }>(
    "/api/v1/workdays",
    { schema: { tags, summary: "计算工作日" } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const { from = "", to = "", place } = request.query;
      const answer = answerWorkdays(server.book(session.actor.bureau), { from, to, place });
      return isRefused(answer) ? sendRefusal(reply, answer) : answer;
    },
  );
  app.get("/api/v1/rules", { schema: { tags, summary: "全部时限规则" } }, async (request, reply) => {
    const session = requireSession(request, reply);
    if (session === undefined) return reply;
    return {
      items: families(server.book(session.actor.bureau)).map(({ family, versions }) => ({
        family,
        versions: versions.map((rule) => ({ ...rule, words: describe(rule) })),
      })),
    };
  });
}
