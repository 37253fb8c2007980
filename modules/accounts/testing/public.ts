// A small server for tests over a database of its own: two demonstration bureaus, people signed in by login, requests without a port.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, InjectOptions } from "fastify";
import pg from "pg";
import { afterAll } from "vitest";
import { newId, systemClock } from "#kernel/clock";
import { openPool } from "#kernel/db";
import { recordEndpoints } from "#kernel/endpoints";
import { buildApp, type Server } from "#kernel/http";
import { loadLawBook } from "#kernel/lawbook";
import type { Module } from "#kernel/module";
import { loadSecrets } from "#kernel/secrets";
import { idleParts } from "#kernel/testing-server";
import { testDatabase } from "#kernel/testing-database";
import { viewLog } from "#kernel/views";
import { type DemoEntry, demoAccounts, makeAuthenticate } from "#modules/accounts";
import { loadDivisions } from "#modules/offices";

/** What a request was answered: status, body as JSON (or text), and the raw response. */
export interface Heard {
  status: number;
  /** Whatever came: tests look into it. */
  body: ReturnType<typeof JSON.parse>;
  headers: Record<string, unknown>;
  raw: Buffer;
}

/** Somebody at the keyboard. */
export interface Person {
  id: string;
  cookie: string;
  send(
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    body?: InjectOptions["payload"],
    headers?: Record<string, string>,
  ): Promise<Heard>;
  /** Takes a step; without `id` it registers a new record. */
  take(path: string, step: string, input?: Record<string, unknown>, id?: string): Promise<Heard>;
}

export interface Stage {
  server: Server;
  app: FastifyInstance;
  owner: pg.Client;
  entries: DemoEntry[];
  dataDir: string;
  /** Signs a demonstration account in by what follows the bureau's code in its login. */
  as(login: string, bureau?: number): Promise<Person>;
  /** A person with a cookie that is already there. */
  holding(cookie: string, id: string): Person;
}

/** Opens the stage; it is cleared away after the file's last test. */
export async function openStage(modules: Module[], { demo = "yes" }: { demo?: "yes" | "no" } = {}): Promise<Stage> {
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "zs-stage-"));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const [appPool, ownerPool] = [openPool(database.appUrl, 4), openPool(database.ownerUrl, 2)];
  await loadDivisions(owner);
  const entries = demo === "yes" ? await demoAccounts(owner, bureaus, dataDir) : [];
  const clock = systemClock();
  const book = loadLawBook();
  const authenticate = makeAuthenticate({ owner: ownerPool }, modules, clock);
  const server: Server = {
    app: appPool,
    owner: ownerPool,
    modules,
    clock,
    book: () => book,
    ...idleParts,
    views: viewLog(ownerPool),
    secrets: loadSecrets(dataDir),
    authenticate,
    demo: demo === "yes",
    dataDir,
  };
  const app = await buildApp(server);
  for (const module of modules) {
    for (const record of module.records) recordEndpoints(app, server, module, record);
    module.routes?.(app, server);
  }
  await app.ready();
  afterAll(async () => {
    await app.close();
    await server.views.flush();
    await Promise.all([appPool.end(), ownerPool.end(), owner.end()]);
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const holding = (cookie: string, id: string) => personOf(app, cookie, id);
  const as = async (login: string, bureau = 999_901) => {
    const entry = entries.find((one) => one.login === `${bureau}-${login}`);
    if (entry === undefined) throw new Error(`no demonstration account ${bureau}-${login}`);
    const { cookie } = await signIn(app, entry.login, entry.password);
    return holding(cookie, entry.account);
  };
  return { server, app, owner, entries, dataDir, as, holding };
}

/** The stage's two bureaus: one in the present, one whose clock stands. */
export const bureaus = [
  { bureau: 999_901, name: "示范市示范区司法局", shortName: "示司", standsOn: null },
  { bureau: 440_811, name: "湛江市麻章区司法局", shortName: "麻司", standsOn: "2020-12-31" },
];

/** Signs in; the cookie is empty when refused. */
export async function signIn(app: FastifyInstance, login: string, password: string): Promise<Heard & { cookie: string }> {
  const response = await app.inject({ method: "POST", url: "/api/v1/session", payload: { login, password } });
  const cookie = response.cookies.find((one) => one.name === "zs_session")?.value ?? "";
  return { ...heard(response), cookie };
}

function personOf(app: FastifyInstance, cookie: string, id: string): Person {
  const send: Person["send"] = async (method, url, body, headers = {}) => {
    const response = await app.inject({
      method,
      url,
      cookies: { zs_session: cookie },
      headers: { "x-requested-with": "zhunsheng", ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return heard(response);
  };
  const take: Person["take"] = (path, step, input = {}, record) => {
    const key = { "idempotency-key": newId() };
    return record === undefined
      ? send("POST", `/api/v1/${path}/steps/${step}`, { id: newId(), input }, key)
      : send("POST", `/api/v1/${path}/${record}/steps/${step}`, { input }, key);
  };
  return { id, cookie, send, take };
}

function heard(response: { statusCode: number; headers: Record<string, unknown>; body: string; rawPayload: Buffer }): Heard {
  const json = String(response.headers["content-type"] ?? "").includes("json");
  return {
    status: response.statusCode,
    body: json ? JSON.parse(response.body) : { text: response.body },
    headers: response.headers,
    raw: response.rawPayload,
  };
}
