// The endpoints every kind of record gets from its declaration: list, export, count, one record, its history, steps, documents.
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { inTransaction, readAll } from "./db.ts";
import { csv } from "./csv.ts";
import { requireSession, sendRefusal, type Server, type Session, siteOf } from "./http.ts";
import { isRefused, type RecordRow, type RecordType, refuse, subjectOf } from "./lifecycle.ts";
import type { DocumentDeclaration, Module, RecordModule } from "./module.ts";
import { may } from "./permissions.ts";
import {
  abilities,
  countStatement,
  historyStatement,
  type ListAsk,
  listStatement,
  masked,
  page,
  recordStatements,
  rowStatement,
  registrations,
} from "./records.ts";
import { searchFind } from "./search.ts";
import { takeStep } from "./step.ts";

type Row = RecordRow & Record<string, unknown>;
const Key = z.uuid({ error: "Idempotency-Key 必须是 UUID" });
const Id = z.object({ id: z.uuid({ error: "编号格式不对" }) });
const Query = z.record(z.string(), z.string());

/** Adds the endpoints of one kind of record under /api/v1/<module>/<path>. */
export function recordEndpoints(app: FastifyInstance, server: Server, module: Module, record: RecordModule): void {
  const base = `/api/v1/${module.name}/${record.type.path}`;
  const tags = [`${module.label}·${record.type.label}`];
  listing(app, server, record.type, { base, tags });
  reading(app, server, record, { base, tags });
  for (const step of Object.keys(record.type.steps)) stepping(app, server, record, { base, tags, step });
}

interface Place {
  base: string;
  tags: string[];
}

async function askOf(server: Server, session: Session, type: RecordType, query: Record<string, string>): Promise<ListAsk> {
  const { limit, cursor, order, q, total: _, ...filters } = query;
  const ask: ListAsk = { filters, order, cursor, limit: Math.min(Math.max(Math.trunc(Number(limit ?? 50)) || 50, 1), 200) };
  if (q === undefined || q.trim() === "") return ask;
  const [found] = await readAll(server.app, session.settings, [searchFind(session.actor.bureau, q.trim(), 500)]);
  const hits = (found ?? []) as { subject: string; subject_id: string }[];
  return { ...ask, ids: hits.filter((hit) => hit.subject === subjectOf(type)).map((hit) => hit.subject_id) };
}

function listing(app: FastifyInstance, server: Server, type: RecordType, place: Place): void {
  app.get<{ Querystring: Record<string, string> }>(
    place.base,
    { schema: { tags: place.tags, summary: `${type.label}列表`, querystring: Query } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const ask = await askOf(server, session, type, request.query);
      const statement = listStatement(type, session.actor, ask);
      if (isRefused(statement)) return sendRefusal(reply, statement);
      const count = request.query.total === "1" ? countStatement(type, session.actor, ask, 10_000) : undefined;
      const counting = count === undefined || isRefused(count) ? [] : [count];
      const [rows, totals] = await readAll(server.app, session.settings, [statement, ...counting]);
      const found = page(type, ask, (rows ?? []) as Row[]);
      const total = (totals as { total: number }[] | undefined)?.[0]?.total;
      return {
        items: found.items.map((row) => masked(row, type.masked)),
        next: found.next,
        ...(total === undefined ? {} : { total }),
        can: registrations(type, session.actor),
      };
    },
  );
  app.get<{ Querystring: Record<string, string> }>(
    `${place.base}.csv`,
    { schema: { tags: place.tags, summary: `导出${type.label}`, querystring: Query } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const ask = await askOf(server, session, type, { ...request.query, limit: "200" });
      const first = listStatement(type, session.actor, ask);
      if (isRefused(first)) return sendRefusal(reply, first);
      await readAll(server.app, session.settings, [first]); // what the database refuses is said before the file begins
      const site = siteOf(server, session);
      const written = (total: number) =>
        server.views.note(site, type, undefined, {
          action: "export",
          summary: `导出${type.label}${total}条`,
          detail: { query: request.query, total },
        });
      reply
        .type("text/csv; charset=utf-8")
        .header("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(type.label)}.csv`);
      return reply.send(Readable.from(csv(server, session, type, { ask, written })));
    },
  );
}

function reading(app: FastifyInstance, server: Server, record: RecordModule, place: Place): void {
  const { type } = record;
  app.get<{ Params: { id: string } }>(
    `${place.base}/:id`,
    { schema: { tags: place.tags, summary: `一条${type.label}`, params: Id } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const found = await readRecord(server, session, type, request.params.id);
      if (found === undefined) return sendRefusal(reply, notFound(type));
      const site = siteOf(server, session);
      server.views.note(site, type, found.row, { action: "view", summary: "查看" });
      const documents = Object.entries(record.documents).filter(([, one]) => has(session, one, found.row));
      const { row, parts } = shownTo(session, type, found);
      const able = abilities(type, session.actor, found.row, site.today);
      return {
        title: type.title(found.row),
        record: masked(row, type.masked),
        parts: Object.fromEntries(Object.entries(parts).map(([key, rows]) => [key, rows.map((one) => masked(one, maskedPart))])),
        clocks: found.clocks,
        abilities: able,
        presets: await presetsOf(server, session, record, { row: found.row, steps: able.map((one) => one.step) }),
        documents: documents.map(([key, one]) => ({ name: key, label: one.label })),
      };
    },
  );
  app.get<{ Params: { id: string } }>(
    `${place.base}/:id/history`,
    { schema: { tags: place.tags, summary: `${type.label}的办理记录`, params: Id } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const [rows, entries] = await readAll(server.app, session.settings, [
        rowStatement(type, session.actor, request.params.id),
        historyStatement(type, session.actor, request.params.id, 300),
      ]);
      if (rows?.length === 0) return sendRefusal(reply, notFound(type));
      return { items: session.actor.kind === "citizen" ? outline(entries as Entry[]) : entries };
    },
  );
  revealing(app, server, record, place);
  printing(app, server, record, place);
}

/** Start values of the forms that are open to the reader. */
async function presetsOf(
  server: Server,
  session: Session,
  record: RecordModule,
  open: { row: Row; steps: string[] },
): Promise<Record<string, unknown>> {
  const wanted = Object.entries(record.presets ?? {}).filter(([step]) => open.steps.includes(step));
  if (wanted.length === 0) return {};
  return inTransaction(server.app, session.settings, async (tx) => {
    const ctx = { ...siteOf(server, session), query: tx.query };
    const made = await Promise.all(wanted.map(async ([step, preset]) => [step, (await preset?.(open.row, ctx)) ?? {}]));
    return Object.fromEntries(made);
  });
}

type Found = { row: Row; parts: Record<string, Record<string, unknown>[]> };
type Entry = { action: string; actor_name: string; detail: unknown };

/** Whether the record has this document for the reader, as it now stands. */
function has(session: Session, document: DocumentDeclaration, row: Row): boolean {
  const meant = session.actor.kind !== "citizen" || document.citizen === true;
  return meant && document.states.includes(row.state) && document.fits?.(row) !== false;
}

/** A citizen sees of an own record what the declaration names, not the office's working notes. */
function shownTo(session: Session, type: RecordType, found: Found): Found {
  if (session.actor.kind !== "citizen") return found;
  const { columns = [], parts = [] } = type.citizen ?? {};
  const kept = ["bureau_id", "id", "state", "version", "offices", "owners", ...columns];
  const row = Object.fromEntries(Object.entries(found.row).filter(([column]) => kept.includes(column))) as Row;
  return { row, parts: Object.fromEntries(Object.entries(found.parts).filter(([key]) => parts.includes(key))) };
}

/** What a citizen is told of the history: what was done and when, not who looked or what was refused. */
function outline(entries: Entry[]): Entry[] {
  const inner = new Set(["view", "refused", "print", "export", "reveal"]);
  return entries.filter((entry) => !inner.has(entry.action)).map((entry) => ({ ...entry, detail: {} }));
}

const maskedPart = ["id_number", "phone", "address"];

/** Opens the sensitive values of a record for a reason that goes into the history. */
function revealing(app: FastifyInstance, server: Server, record: RecordModule, place: Place): void {
  const { type } = record;
  const body = z.object({
    reason: z.string({ error: "请写明查看原因" }).trim().min(2, "请写明查看原因，至少2个字").max(200, "查看原因不超过200字"),
  });
  app.post<{ Params: { id: string }; Body: { reason: string } }>(
    `${place.base}/:id/reveal`,
    { schema: { tags: place.tags, summary: "查看完整的敏感信息", params: Id, body } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const found = await readRecord(server, session, type, request.params.id);
      if (found === undefined) return sendRefusal(reply, notFound(type));
      if (session.actor.kind === "citizen") return sendRefusal(reply, refuse("not-permitted", "完整的敏感信息只供工作人员办案时查看。"));
      const site = siteOf(server, session);
      server.views.note(site, type, found.row, {
        action: "reveal",
        summary: `查看完整敏感信息：${request.body.reason}`,
        detail: { reason: request.body.reason },
      });
      await server.views.flush();
      const parts =
        record.reveal === undefined
          ? found.parts
          : await inTransaction(
              server.app,
              session.settings,
              async (tx) => record.reveal?.(found.parts, { ...site, query: tx.query }) ?? found.parts,
            );
      const shown = shownTo(session, type, { row: found.row, parts });
      return { record: shown.row, parts: shown.parts };
    },
  );
}

function printing(app: FastifyInstance, server: Server, record: RecordModule, place: Place): void {
  const { type } = record;
  const params = Id.extend({ document: z.string(), format: z.enum(["docx", "pdf"]) });
  const schema = { tags: place.tags, summary: `${type.label}的文书`, params };
  app.get<{ Params: { id: string; document: string; format: string } }>(
    `${place.base}/:id/documents/:document.:format`,
    { schema },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const declared = Object.hasOwn(record.documents, request.params.document) ? record.documents[request.params.document] : undefined;
      const found = await readRecord(server, session, type, request.params.id);
      if (found === undefined || declared === undefined || !has(session, declared, found.row))
        return sendRefusal(reply, refuse("not-found", `这条${type.label}现在没有这份文书。`));
      const site = siteOf(server, session);
      const document = await inTransaction(server.app, session.settings, (tx) =>
        declared.fill(found.row, found.parts, { ...site, query: tx.query }),
      );
      const file = request.params.format === "pdf" ? await server.printers.pdf(document) : await server.printers.word(document);
      if (isRefused(file)) return sendRefusal(reply, file);
      server.views.note(site, type, found.row, { action: "print", summary: `打印${declared.label}（${request.params.format}）` });
      const fileName = encodeURIComponent(`${declared.label}-${type.title(found.row)}.${request.params.format}`);
      reply.type(
        request.params.format === "pdf" ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      );
      return reply
        .header("Content-Disposition", `${request.params.format === "pdf" ? "inline" : "attachment"}; filename*=UTF-8''${fileName}`)
        .send(file);
    },
  );
}

function notFound(type: RecordType) {
  return refuse("not-found", `没有找到这条${type.label}：可能编号有误，或不在您的查看范围内。`);
}

/** Reads a record with its parts and clocks through the actor's visibility; undefined when it is not there for him. */
export async function readRecord(
  server: Server,
  session: Session,
  type: RecordType,
  id: string,
): Promise<{ row: Row; clocks: unknown[]; parts: Record<string, Record<string, unknown>[]> } | undefined> {
  const [rows, clocks, ...parts] = await readAll(server.app, session.settings, recordStatements(type, session.actor, id));
  const row = (rows as Row[] | undefined)?.[0];
  if (row === undefined) return undefined;
  return {
    row,
    clocks: clocks ?? [],
    parts: Object.fromEntries(Object.keys(type.parts ?? {}).map((key, index) => [key, (parts[index] ?? []) as Record<string, unknown>[]])),
  };
}

function stepping(app: FastifyInstance, server: Server, record: RecordModule, place: Place & { step: string }): void {
  const { type } = record;
  const step = type.steps[place.step];
  if (step === undefined) return;
  const fresh = step.from === "new";
  // The body is judged inside the step, where a sentence can name the field; OpenAPI still shows what is asked.
  const body = z.object({
    ...(fresh ? { id: z.uuid() } : {}),
    version: z.number().int().optional(),
    input: (step.asks ?? z.object({})).meta({ description: step.hint ?? step.label }),
  });
  const url = fresh ? `${place.base}/steps/${place.step}` : `${place.base}/:id/steps/${place.step}`;
  const schema = { tags: place.tags, summary: `${type.label}：${step.label}`, body, ...(fresh ? {} : { params: Id }) };
  app.post<{ Params: { id: string }; Body: { id: string; version?: number; input?: Record<string, unknown> } | null }>(
    url,
    { schema, validatorCompiler: () => () => true },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const asked = readStep(request.headers["idempotency-key"], fresh ? request.body?.id : request.params.id);
      if (isRefused(asked)) return sendRefusal(reply, asked);
      const site = siteOf(server, session);
      const answer = await takeStep(site, record, {
        ...asked,
        step: place.step,
        input: request.body?.input ?? {},
        version: request.body?.version,
      });
      if (isRefused(answer)) return sendRefusal(reply, answer);
      const visible = may(session.actor, type.permissions, step.by, answer.record) || answer.record.owners.includes(session.actor.id);
      return {
        title: type.title(answer.record),
        record: masked(shownTo(session, type, { row: answer.record, parts: {} }).row, type.masked),
        repeated: answer.repeated,
        abilities: visible ? abilities(type, session.actor, answer.record, site.today) : [],
      };
    },
  );
}

function readStep(key: unknown, id: unknown): { key: string; id: string } | ReturnType<typeof refuse> {
  const readKey = Key.safeParse(key);
  const readId = z.uuid().safeParse(id);
  if (!readKey.success) return refuse("invalid", "请求缺少 Idempotency-Key（每次提交由客户端生成的 UUID），请刷新页面后重试。");
  return readId.success
    ? { key: readKey.data.toLowerCase(), id: readId.data.toLowerCase() }
    : refuse("invalid", "记录编号格式不对，请刷新页面后重试。");
}
