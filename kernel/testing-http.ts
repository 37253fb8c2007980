// The ledger over HTTP for tests: who asks is named in a header, printers print a word.
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll } from "vitest";
import { newId, systemClock } from "./clock.ts";
import { recordEndpoints } from "./endpoints.ts";
import { buildApp, type Server } from "./http.ts";
import { entryRecord, ledger, ledgerModule, type Somebody } from "./testing-ledger.ts";
import { idleParts } from "./testing-server.ts";
import { viewLog } from "./views.ts";

export const base = "/api/v1/ledger/entries";
const record = {
  ...entryRecord(),
  documents: {
    slip: { label: "受理单", states: ["active"], fill: async () => ({ layout: "plain" as const, title: "受理单", blocks: [] }) },
  },
};

export type LedgerHttp = Awaited<ReturnType<typeof ledgerHttp>>;

/** A ledger with its endpoints. `x-who` names who asks: chief, director, stranger, citizen or foreigner. */
export async function ledgerHttp() {
  const here = await ledger();
  const { chief, director, stranger, citizen, foreigner } = here;
  const known = new Map<string, Somebody>(Object.entries({ chief, director, stranger, citizen, foreigner }));

  async function build(more: Partial<Server> = {}): Promise<[Server, FastifyInstance]> {
    const server: Server = {
      ...idleParts,
      app: here.app,
      owner: here.owner,
      modules: [],
      clock: systemClock("2026-03-02"),
      book: () => here.book,
      views: viewLog(here.owner),
      secrets: here.secrets,
      demo: false,
      dataDir: here.dataDir,
      printers: { word: async () => Buffer.from("word"), pdf: async () => Buffer.from("pdf") },
      authenticate: async (request) => {
        const who = known.get(String(request.headers["x-who"]));
        return who === undefined ? undefined : { actor: who.actor, settings: who.settings };
      },
      ...more,
    };
    const app = await buildApp(server);
    recordEndpoints(app, server, ledgerModule(), record);
    await app.ready();
    return [server, app];
  }
  const [server, app] = await build();
  afterAll(() => app.close());

  async function ask(method: "GET" | "POST", url: string, more: Partial<InjectOptions> & { who?: string } = {}) {
    const { who = "chief", headers, ...rest } = more;
    const response = await app.inject({ method, url: `${base}${url}`, headers: { "x-who": who, ...headers }, ...rest });
    const type = String(response.headers["content-type"]);
    return {
      status: response.statusCode,
      type,
      text: response.body,
      headers: response.headers,
      body: type.includes("json") ? response.json() : undefined,
    };
  }
  const take = (id: string, step: string, input: unknown = {}, more: { who?: string; version?: unknown } = {}) =>
    ask("POST", `/${id}/steps/${step}`, {
      payload: { input, version: more.version },
      headers: { "idempotency-key": newId() },
      ...(more.who === undefined ? {} : { who: more.who }),
    });
  return { here, server, app, build, ask, take };
}
