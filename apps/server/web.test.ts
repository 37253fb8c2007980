// The pages over HTTP: the console at /, the mobile pages at /m/, links into them, files that are kept, and nothing outside the folder.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendRefusal } from "#kernel/http";
import { serveWeb } from "./web.ts";

let app: FastifyInstance;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "zs-web-"));
  const dist = join(folder, "dist");
  for (const shell of ["console", "mobile"]) {
    mkdirSync(join(dist, shell, "assets"), { recursive: true });
    writeFileSync(join(dist, shell, "index.html"), `<title>${shell}</title>`);
    writeFileSync(join(dist, shell, "assets", "app-1a2b.js"), `"${shell}"`);
  }
  writeFileSync(join(folder, "secret.txt"), "secret");
  app = Fastify();
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, { refused: "没有", code: "not-found" }));
  await serveWeb(app, dist);
  afterAll(() => app.close());
});
const get = (url: string) => app.inject({ url });

test.each([
  ["/", "console"],
  ["/mediation/cases/1", "console"],
  ["/?next=/m", "console"],
  ["/m", "mobile"],
  ["/m/", "mobile"],
  ["/m/apply", "mobile"],
  ["/m?a=1", "mobile"],
  ["/menu", "console"],
])("%s opens the %s", async (url, shell) => {
  const answer = await get(url);
  expect([answer.statusCode, answer.body]).toEqual([200, `<title>${shell}</title>`]);
  expect(answer.headers["content-type"]).toContain("text/html");
  expect(answer.headers["cache-control"]).toBe("no-cache");
});

test.each([
  ["/assets/app-1a2b.js", '"console"'],
  ["/m/assets/app-1a2b.js", '"mobile"'],
])("%s is kept by the browser for good", async (url, body) => {
  const answer = await get(url);
  expect([answer.statusCode, answer.body]).toEqual([200, body]);
  expect(answer.headers["cache-control"]).toContain("immutable");
  expect(answer.headers["content-type"]).toContain("javascript");
});

test("scripts come from the product itself, and nobody else may frame it", async () => {
  const policy = String((await get("/")).headers["content-security-policy"]);
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'self'");
});

test("an unknown address of the interface is a refusal, not a page", async () => {
  const answer = await get("/api/v1/nothing");
  expect([answer.statusCode, answer.json().code]).toEqual([404, "not-found"]);
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/m/..%2f..%2fsecret.txt",
  "/assets/..%2f..%2f..%2fsecret.txt",
  "/%00",
  "/%E0%A4%A",
  "//secret.txt",
  "/assets",
  "/assets/",
  "/m/assets",
])("%s gives nothing from outside and breaks nothing", async (url) => {
  const answer = await get(url);
  expect(answer.statusCode).toBeLessThan(500);
  expect(answer.body).not.toContain("secret\n");
  expect(answer.body).not.toBe("secret");
});
