// Serves the built web pages: the console at /, the mobile pages at /m/.
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { sendRefusal } from "#kernel/http";
import type { FastifyInstance } from "fastify";

const policy =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; object-src 'none'; frame-ancestors 'self'; base-uri 'self'";

/** Adds the pages under `dist`; addresses without a file are the single page itself, so that a link into it can be opened. */
export async function serveWeb(app: FastifyInstance, dist: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: dist,
    serve: false,
    maxAge: 0,
    setHeaders: (response, path) =>
      response.header("Cache-Control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
  });
  app.get("/*", { schema: { hide: true } }, async (request, reply) => {
    const path = decodeURIComponent((request.url.split("?")[0] ?? "/").slice(1));
    if (path.startsWith("api/")) return sendRefusal(reply, { refused: `没有这个地址：/${path}`, code: "not-found" });
    if (/(^|\/)assets\//.test(path) && !existsSync(join(dist, path.startsWith("m/") ? `mobile/${path.slice(2)}` : `console/${path}`)))
      return sendRefusal(reply, { refused: "网页已更新，请刷新页面。", code: "not-found" });
    const shell = path === "m" || path.startsWith("m/") ? "mobile" : "console";
    const inside = shell === "mobile" ? path.replace(/^m\/?/, "") : path;
    reply.header("Content-Security-Policy", policy);
    const file = `${shell}/${inside}`;
    if (inside !== "" && !inside.includes("..") && existsSync(join(dist, file))) return reply.sendFile(file);
    return reply.sendFile(`${shell}/index.html`);
  });
}
