// The HTTP server: who is asking, problem+json with a Chinese sentence, OpenAPI; the endpoints themselves come from the modules' declarations.
import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { Pool } from "pg";
import type { Clock } from "./clock.ts";
import { onDay } from "./clock.ts";
import type { Document } from "./documents.ts";
import type { LawBook } from "./lawbook.ts";
import type { Refused } from "./lifecycle.ts";
import type { Module } from "./module.ts";
import type { Actor } from "./permissions.ts";
import type { Secrets } from "./secrets.ts";
import type { StepSite } from "./step.ts";
import type { ViewLog } from "./views.ts";

/** Somebody who is signed in: the actor, and the database settings made for him. */
export interface Session {
  actor: Actor;
  settings: string;
}

/** What endpoints work with. `owner` is for the worker and for sign-in only; people's requests go through `app`. */
export interface Server {
  app: Pool;
  owner: Pool;
  modules: Module[];
  clock: Clock;
  book(bureau: number): LawBook;
  /** Reads again what may have been set elsewhere since: the bureaus' time limits. */
  refresh(): Promise<void>;
  views: ViewLog;
  secrets: Secrets;
  /** Where documents are printed: Word here, PDF in a process of its own. */
  printers: { word(document: Document): Promise<Buffer>; pdf(document: Document): Promise<Buffer | Refused> };
  /** Finds out who sends a request (cookie or bearer token). */
  authenticate(request: FastifyRequest): Promise<Session | undefined>;
  demo: boolean;
  dataDir: string;
}

declare module "fastify" {
  interface FastifyRequest {
    session: Session | undefined;
  }
}

const statusOf: Record<string, number> = {
  "not-found": 404,
  "not-signed-in": 401,
  "not-permitted": 403,
  "must-change-password": 403,
  stale: 409,
  "key-reused": 409,
  "wrong-state": 409,
  "already-there": 409,
  "too-many": 429,
  "too-large": 413,
  fault: 500,
  starting: 503,
  unavailable: 503,
};

/** Answers with a refusal as problem+json. */
export function sendRefusal(reply: FastifyReply, refusal: Refused): FastifyReply {
  const status = statusOf[refusal.code] ?? 422;
  const body = {
    type: "about:blank",
    title: refusal.refused,
    status,
    detail: refusal.refused,
    code: refusal.code,
    basis: refusal.basis,
    fields: refusal.fields,
  };
  return reply.status(status).type("application/problem+json").send(JSON.stringify(body));
}

/** The site of steps and reads for a session: a demonstration bureau's clock stands on its own day. */
export function siteOf(server: Server, session: Session): StepSite {
  const stands = session.actor.standsOn;
  const today = stands ?? server.clock.today();
  const now = stands === undefined || stands === null ? server.clock.now() : onDay(stands);
  return {
    pool: server.app,
    actor: session.actor,
    settings: session.settings,
    today,
    now,
    book: server.book(session.actor.bureau),
    secrets: server.secrets,
  };
}

/** Reads a query string: a name sent twice has one value, so that no endpoint meets a list where it reads a text. */
const oneValueEach = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Builds the HTTP application without endpoints. */
export async function buildApp(server: Server): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: 2_000_000,
    trustProxy: "loopback, linklocal, uniquelocal",
    routerOptions: { maxParamLength: 200, querystringParser: oneValueEach },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "准绳 Zhunsheng", version: "1" } },
    transform: jsonSchemaTransform,
  });
  app.decorateRequest("session", undefined);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "same-origin").header("X-Frame-Options", "SAMEORIGIN");
    if (!(request.routeOptions.url ?? request.url).startsWith("/api/") || request.url.startsWith("/api/v1/openapi.json")) return;
    request.session = await server.authenticate(request);
  });
  app.setErrorHandler(
    (error: Error & { statusCode?: number; validation?: { message?: string; instancePath?: string }[]; code?: string }, request, reply) => {
      sendRefusal(reply, explain(error, request));
    },
  );
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(reply, { refused: `没有这个地址：${request.url.split("?")[0]}`, code: "not-found" }),
  );
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  return app;
}

const lostConnection = new Set(["57P01", "57P02", "57P03", "08006", "08003", "ECONNREFUSED", "ECONNRESET"]);

/** A sentence for whatever went wrong outside a refusal; true faults are logged without personal data and shown with the request's number. */
function explain(
  error: Error & { statusCode?: number; validation?: { message?: string; instancePath?: string }[]; code?: string },
  request: FastifyRequest,
): Refused {
  if (error.validation !== undefined) {
    return {
      refused: `提交的内容格式有误：${error.validation.map((one) => `${one.instancePath ?? ""} ${one.message ?? ""}`.trim()).join("；")}`,
      code: "invalid",
    };
  }
  if (error.statusCode === 413) return { refused: "提交的内容过大，请减少文字或附件后重试。", code: "too-large" };
  if (error.statusCode === 400 || error.statusCode === 415)
    return { refused: "提交的内容不是有效的数据格式，请刷新页面后重试。", code: "invalid" };
  if (error.code === "22021" || error.code === "22P05") return { refused: "内容中有无法保存的控制字符，请删除后重试。", code: "invalid" };
  if (error.code === "22P02" || error.code === "22007" || error.code === "22008" || error.code === "22009")
    return { refused: "编号或日期的格式不对，请核对后重试。", code: "invalid" };
  if (error.code === "23505") return { refused: "这个编号已被使用，请刷新页面后重试；已填写的内容会保留。", code: "already-there" };
  if (error.code === "22003" || error.code === "23514") return { refused: "日期或数字超出可保存的范围，请核对后重试。", code: "invalid" };
  if (error.code === "40001" || error.code === "40P01" || error.code === "55P03" || error.code === "57014")
    return { refused: "这条记录正在被他人办理，请稍候再试；您填写的内容没有丢失。", code: "unavailable" };
  const lost = lostConnection.has(error.code ?? "") || /Connection terminated|connection.*(closed|ended)/i.test(error.message);
  if (lost) return { refused: "数据库正在恢复，请稍候几秒再试；您填写的内容没有丢失。", code: "unavailable" };
  process.stderr.write(
    `${JSON.stringify({ level: "error", request: request.id, url: request.routeOptions.url, message: error.message, stack: error.stack })}\n`,
  );
  return { refused: `系统出现故障（编号 ${request.id}），请稍后重试；如反复出现，请把编号告诉系统管理员。`, code: "fault" };
}

/** The session of a request that needs one, or the refusal already sent. */
export function requireSession(request: FastifyRequest, reply: FastifyReply): Session | undefined {
  if (request.session !== undefined) return request.session;
  sendRefusal(reply, { refused: "您尚未登录或登录已过期，请重新登录；已填写的内容会保留在本机。", code: "not-signed-in" });
  return undefined;
}
