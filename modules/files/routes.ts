// Endpoints of files: uploading to a record, listing a record's files, downloading one.
import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { requireSession, sendRefusal, type Server, siteOf } from "#kernel/http";
import { isRefused, refuse } from "#kernel/lifecycle";
import { type FileRow, fileWithHost, filesOf, hostOf } from "./queries.ts";
import { openStored } from "./store.ts";
import { upload } from "./upload.ts";
import { type FileKind, kinds, mostBytes, refusals } from "./words.ts";

const tags = ["附件"];
const Id = z.object({ id: z.uuid("附件编号格式不对") });
const Of = z.object({ subject: z.string().max(80), subject_id: z.uuid("记录编号格式不对") });
const Upload = Of.extend({ name: z.string().min(1, "请提供文件名").max(500, "文件名过长，请缩短") });
const Shown = z.object({ inline: z.enum(["0", "1"]).optional() });

/** Adds PUT and GET /api/v1/files/:id and GET /api/v1/files. */
export function fileRoutes(app: FastifyInstance, server: Server): void {
  uploading(app, server);
  app.get<{ Querystring: z.infer<typeof Of> }>(
    "/api/v1/files",
    { schema: { tags, summary: "一条记录的附件", querystring: Of } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const host = await hostOf(server, session, request.query.subject, request.query.subject_id);
      return isRefused(host) ? sendRefusal(reply, host) : { items: (await filesOf(server, session, host)).map(shown) };
    },
  );
  app.get<{ Params: { id: string }; Querystring: z.infer<typeof Shown> }>(
    "/api/v1/files/:id",
    { schema: { tags, summary: "下载附件", params: Id, querystring: Shown } },
    async (request, reply) => {
      const session = requireSession(request, reply);
      if (session === undefined) return reply;
      const found = await fileWithHost(server, session, request.params.id);
      if (isRefused(found)) return sendRefusal(reply, found);
      const { file, host } = found;
      const stream = await openStored(server.dataDir, file.sha256);
      if (stream === undefined)
        return sendRefusal(reply, refuse("unavailable", `附件“${file.name}”的内容暂时读不到，请联系系统管理员从备份恢复。`));
      server.views.note(siteOf(server, session), host.type, host.row, {
        action: "export",
        summary: `下载附件：${file.name}`,
        detail: { file: file.id, sha256: file.sha256 },
      });
      const kind: FileKind | undefined = Object.values(kinds).find((one) => one.mediaType === file.media_type);
      const disposition = request.query.inline === "1" && kind?.shown === "inline" ? "inline" : "attachment";
      reply
        .type(file.media_type)
        .header("Content-Length", file.size)
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", "private, no-store");
      if (disposition === "attachment") reply.header("Content-Security-Policy", "default-src 'none'; sandbox");
      return reply.header("Content-Disposition", `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`).send(stream);
    },
  );
}

function shown({ id, name, media_type, size, sha256, uploader_name, created_at }: FileRow) {
  return { id, name, media_type, size, sha256, uploader_name, created_at };
}

/** Uploading has a scope of its own, in which any body arrives as a stream whatever it calls itself. */
function uploading(app: FastifyInstance, server: Server): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    const schema = { tags, summary: "上传附件（请求体是文件本身）", params: Id, querystring: Upload };
    scope.put<{ Params: { id: string }; Querystring: z.infer<typeof Upload> }>(
      "/api/v1/files/:id",
      { schema, bodyLimit: 4 * mostBytes },
      async (request, reply) => {
        const session = requireSession(request, reply);
        if (session === undefined) return reply;
        if (Number(request.headers["content-length"] ?? 0) > mostBytes) return sendRefusal(reply, refusals.tooLarge);
        const { subject, subject_id: subjectId, name } = request.query;
        const body = (request.body as Readable | undefined) ?? request.raw; // the parser above hands on the stream
        const answer = await upload(server, session, { id: request.params.id, subject, subjectId, name, body });
        return isRefused(answer) ? sendRefusal(reply, answer) : { file: shown(answer.file), repeated: answer.repeated };
      },
    );
  });
}
