// Starts the product: database, migrations, reference and demo data, web pages, HTTP, jobs; stops everything in order.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join, resolve } from "node:path";
import { openDatabase } from "../../boot/postgres.ts";
import { whenStopped } from "../../boot/stopping.ts";
import { buildWeb } from "../../boot/web.ts";
import { fill } from "./fill.ts";
import { composeServer } from "./compose.ts";
import { serveWeb } from "./web.ts";
import { startWorker } from "./worker.ts";
import { productVersion } from "./version.ts";

const port = Number(process.env.PORT ?? 8080);
const host = process.env.HOST ?? "127.0.0.1";
const dataDir = resolve(process.env.ZS_DATA ?? "data");
const demo = process.env.ZS_DEMO !== "0";
const closing: (() => Promise<void>)[] = [];
let stage = "正在启动";
let handle = (request: IncomingMessage, response: ServerResponse) => starting(request, response);

function starting(request: IncomingMessage, response: ServerResponse): void {
  const alive = request.url === "/healthz";
  response.writeHead(alive ? 200 : 503, { "Content-Type": alive ? "application/json" : "application/problem+json", "Retry-After": "2" });
  response.end(
    JSON.stringify(
      alive
        ? { alive: true }
        : { ready: false, stage, title: stage, status: 503, code: "starting", detail: `系统${stage}，请稍候片刻再试。` },
    ),
  );
}

function say(words: string): void {
  stage = words;
  process.stdout.write(`${words}\n`);
}

/** Runs the stages one after the other. */
async function start(): Promise<void> {
  const http = createServer((request, response) => handle(request, response));
  await new Promise<void>((done, failed) => http.once("error", failed).listen(port, host, done));
  closing.push(async () => {
    http.closeAllConnections();
    await new Promise<void>((done) => http.close(() => done()));
  });
  say("启动数据库");
  const database = await openDatabase({ dataDir, databaseUrl: process.env.DATABASE_URL });
  closing.push(() => database.close());
  const schema = await fill({ ownerUrl: database.ownerUrl, dataDir, demo, say });
  await buildWeb(say);
  const composed = await composeServer({
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    dataDir,
    demo,
    fixedDay: process.env.ZS_TODAY,
  });
  closing.push(() => composed.close());
  composed.app.get("/healthz", { schema: { hide: true } }, async () => ({ alive: true }));
  composed.app.get("/readyz", { schema: { hide: true } }, async () => ({ ready: true, version: productVersion, schema }));
  await serveWeb(composed.app, join(import.meta.dirname, "../../dist"));
  await composed.app.ready();
  closing.push(startWorker(composed.server));
  handle = (request, response) => composed.app.routing(request, response);
  say(`ready http://${host}:${port}`);
}

whenStopped(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

start().catch(async (error: Error & { code?: string }) => {
  const sentence =
    error.code === "EADDRINUSE" ? `端口 ${port} 已被占用：请先停止占用它的程序，或用 PORT=另一端口 npm start。` : error.message;
  process.stderr.write(`${sentence}\n${error.name === "StartRefused" || error.code === "EADDRINUSE" ? "" : `${error.stack}\n`}`);
  for (const close of closing.splice(0).reverse()) await close().catch(() => undefined);
  process.exit(1);
});
