// Over HTTP: finding by full number, opening a full number for a recorded reason, and what an answer never carries.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId, systemClock } from "#kernel/clock";
import { openPool } from "#kernel/db";
import { recordEndpoints } from "#kernel/endpoints";
import { buildApp, type Session } from "#kernel/http";
import { loadLawBook } from "#kernel/lawbook";
import { settingsOf } from "#kernel/permissions";
import { loadSecrets } from "#kernel/secrets";
import { idleParts } from "#kernel/testing-server";
import { testDatabase } from "#kernel/testing-database";
import { viewLog } from "#kernel/views";
import { inventIdNumber } from "./identifiers.ts";
import { people } from "./module.ts";
import { sees } from "./permissions.ts";

const [east, west] = [newId(), newId()];
const number = inventIdNumber("999901", "1985-03-04", 11);
const id = newId();
const folder = mkdtempSync(join(tmpdir(), "zhunsheng-people-"));
let [app, owner]: Pool[] = [];
let http: FastifyInstance;

function session(role: string, office: string): Session {
  const actor = {
    id: newId(),
    name: "测试人员",
    kind: "staff" as const,
    bureau: 440811,
    bureauName: "某县司法局",
    low: 440811,
    high: 440811,
    posts: [{ role, office }],
  };
  return { actor, settings: settingsOf(actor, { people: sees }) };
}
const sessions: Record<string, Session> = {
  clerk: session("officer", east),
  neighbour: session("officer", west),
  director: session("director", newId()),
};

beforeAll(async () => {
  const database = await testDatabase();
  [app, owner] = [openPool(database.appUrl, 4), openPool(database.ownerUrl, 2)];
  const book = loadLawBook();
  const server = {
    app,
    owner,
    modules: [people],
    clock: systemClock("2026-11-23"),
    book: () => book,
    ...idleParts,
    views: viewLog(owner),
    secrets: loadSecrets(folder),
    authenticate: async (request: { headers: Record<string, unknown> }) => sessions[String(request.headers["x-who"])],
    demo: false,
    dataDir: folder,
  };
  http = await buildApp(server);
  for (const one of people.records) recordEndpoints(http, server, people, one);
  people.routes?.(http, server);
  const input = { name: "解晓东", idKind: "resident-id", idNumber: number, phone: "13800138000" };
  const made = await http.inject({
    method: "POST",
    url: "/api/v1/people/persons/steps/register",
    headers: { "x-who": "clerk", "idempotency-key": newId() },
    payload: { id, input },
  });
  expect(made.statusCode).toBe(200);
});
afterAll(async () => {
  await http.close();
  await Promise.all([app?.end(), owner?.end()]);
  rmSync(folder, { recursive: true, force: true });
});

const get = (who: string, url: string) => http.inject({ method: "GET", url, headers: { "x-who": who } });
const open = (who: string, payload: object) =>
  http.inject({ method: "POST", url: `/api/v1/people/persons/${id}/number`, headers: { "x-who": who }, payload });

test("a full number finds the person for those who see him, masked", async () => {
  const found = await get("clerk", `/api/v1/people/find?id=${number}`);
  expect(found.json().items).toMatchObject([
    {
      type: "person",
      path: "persons",
      id,
      record: { name: "解晓东", id_masked: `999***********${number.slice(14)}`, phone: "138****8000" },
    },
  ]);
  expect(found.body).not.toContain(number);
  expect((await get("director", `/api/v1/people/find?id=${number}`)).json().items).toHaveLength(1);
  expect((await get("neighbour", `/api/v1/people/find?id=${number}`)).json()).toEqual({ items: [] });
  expect((await get("nobody", `/api/v1/people/find?id=${number}`)).statusCode).toBe(401);
});

test("a mistyped number is told what is wrong with it", async () => {
  const wrong = await get("clerk", `/api/v1/people/find?id=${number.slice(0, 17)}`);
  expect(wrong.statusCode).toBe(422);
  expect(wrong.json().title).toContain("应为18位");
});

test("list, search and record carry neither the number nor anything sealed", async () => {
  for (const url of ["persons", "persons?q=xxd", `persons/${id}`]) {
    const answer = await get("clerk", `/api/v1/people/${url}`);
    expect(answer.statusCode, url).toBe(200);
    expect(answer.body, url).toContain("解晓东");
    expect(answer.body, url).not.toMatch(new RegExp(`${number}|13800138000|id_digest|id_sealed`));
  }
});

test("the full number is opened for a reason, and the reason stands in the history", async () => {
  expect((await open("clerk", {})).statusCode).toBe(422);
  expect((await open("neighbour", { reason: "核对身份" })).statusCode).toBe(404);
  expect((await open("clerk", { reason: "核对身份" })).json()).toEqual({ id, idNumber: number });
  const { rows } = (await owner?.query("select summary, offices from kernel.history where subject_id = $1 and action = 'reveal'", [
    id,
  ])) ?? { rows: [] };
  expect(rows).toEqual([{ summary: "查看完整证件号码：核对身份", offices: [east] }]);
});
