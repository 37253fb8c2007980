// Puts the parts of a server together over an open database; used by the server, the command line, tests and benchmarks alike.
import { openPool } from "#kernel/db";
import { systemClock } from "#kernel/clock";
import { recordEndpoints } from "#kernel/endpoints";
import { buildApp, type Server } from "#kernel/http";
import { loadLawBook } from "#kernel/lawbook";
import { loadSecrets } from "#kernel/secrets";
import { viewLog } from "#kernel/views";
import { makeAuthenticate } from "#modules/accounts";
import type { FastifyInstance } from "fastify";
import { renderPdf } from "../../boot/print-pdf.ts";
import { renderWord } from "../../boot/print-word.ts";
import { lawBooks } from "#modules/time-limits";
import { modules } from "../../modules/all.ts";

/** Where a server finds its database and data. */
export interface Place {
  ownerUrl: string;
  appUrl: string;
  dataDir: string;
  demo: boolean;
  fixedDay?: string | undefined;
  /** Connections for people's requests. */
  connections?: number;
}

/** A server ready for requests, without a port. */
export interface Composed {
  server: Server;
  app: FastifyInstance;
  close(): Promise<void>;
}

/** Opens the pools and builds the application with every module's endpoints. */
export async function composeServer(place: Place): Promise<Composed> {
  const server = openServer(place);
  await server.refresh();
  const app = await buildApp(server);
  for (const module of server.modules) {
    for (const record of module.records) recordEndpoints(app, server, module, record);
    module.routes?.(app, server);
  }
  return {
    server,
    app,
    close: async () => {
      await app.close();
      await server.views.flush();
      await Promise.all([server.app.end(), server.owner.end()]);
    },
  };
}

/** The parts without the HTTP application: enough for the command line. */
export function openServer(place: Place): Server {
  const app = openPool(place.appUrl, place.connections ?? 16);
  const owner = openPool(place.ownerUrl, 4);
  const books = lawBooks(owner, loadLawBook());
  const clock = systemClock(place.fixedDay);
  return {
    app,
    owner,
    modules,
    clock,
    book: books.of,
    refresh: books.refresh,
    views: viewLog(owner),
    secrets: loadSecrets(place.dataDir),
    printers: { word: renderWord, pdf: renderPdf },
    authenticate: makeAuthenticate({ owner }, modules, clock),
    demo: place.demo,
    dataDir: place.dataDir,
  };
}
