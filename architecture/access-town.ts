// The whole product on a database of its own, with one sample of every kind of record in each of two bureaus, and anybody to look at it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import pg from "pg";
import { afterAll } from "vitest";
import { newId } from "#kernel/clock";
import type { Server, Session } from "#kernel/http";
import { type RecordType, subjectOf } from "#kernel/lifecycle";
import { type Actor, type Sees, settingsOf } from "#kernel/permissions";
import { testDatabase } from "#kernel/testing-database";
import { linesOf } from "#modules/accounts";
import { createBureau, createOffice, createPost, loadDivisions } from "#modules/offices";
import { composeServer } from "../apps/server/compose.ts";
import { doEffects } from "../apps/server/worker.ts";
import { modules } from "../modules/all.ts";
import { type At, mark, samples } from "./access-samples.ts";

export const lines: Record<string, Sees> = linesOf(modules);
export const types: RecordType[] = modules.flatMap((module) => module.records.map((record) => record.type));
export const today = "2026-03-02";

/** An answer, with its body read when it is JSON. */
export interface Heard {
  status: number;
  text: string;
  raw: Buffer;
  /** Whatever came: tests look into it freely. */
  body: ReturnType<typeof JSON.parse>;
}

/** Somebody who sends requests; `actor` undefined is nobody. */
export interface Somebody {
  actor: Actor | undefined;
  session: Session | undefined;
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Heard>;
}

/** One bureau with its offices and samples. */
export interface Bureau extends At {
  west: string;
  people: Record<string, Somebody>;
  file: string;
}

export interface Town {
  app: FastifyInstance;
  server: Server;
  owner: pg.Client;
  appUrl: string;
  home: Bureau;
  abroad: Bureau;
  somebody(place: { role: string; office: string; bureau: number; range?: [number, number]; id?: string }): Somebody;
  nobody: Somebody;
}

/** A file to attach. */
export const attachment = "附件内容，仅供有权人员查看。";

/** Opens the product with both bureaus; it is cleared away after the file's last test. */
export async function openTown(): Promise<Town> {
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "zs-access-"));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await loadDivisions(owner);
  const { server, app, close } = await composeServer({
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    dataDir,
    demo: false,
    fixedDay: today,
  });
  const sessions = new Map<string, Session>();
  server.authenticate = async (request) => sessions.get(String(request.headers["x-somebody"] ?? ""));
  await app.ready();
  afterAll(async () => {
    await close();
    await owner.end();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const somebody: Town["somebody"] = (place) => {
    const actor = actorOf(place);
    const session = sessionOf(actor);
    sessions.set(actor.id, session);
    return { actor, session, send: sender(app, actor.id) };
  };
  const setting = {
    app,
    server,
    owner,
    appUrl: database.appUrl,
    somebody,
    nobody: { actor: undefined, session: undefined, send: sender(app, "") },
  };
  const home = await populate(setting, 999_901);
  const abroad = await populate(setting, 440_811);
  await doEffects(server, new Map(modules.flatMap((module) => Object.entries(module.effects ?? {}))));
  return { ...setting, home, abroad };
}

function actorOf({ role, office, bureau, range, id }: Parameters<Town["somebody"]>[0]): Actor {
  const [low, high] = range ?? [bureau, bureau];
  const kind = role === "citizen" ? "citizen" : role === "system" ? "system" : "staff";
  return { id: id ?? newId(), name: `${role}${bureau}`, kind, bureau, bureauName: "示范区司法局", low, high, posts: [{ role, office }] };
}

/** A session as signing in makes it. */
function sessionOf(actor: Actor): Session {
  const known = { login: actor.name, mustChange: false, posts: actor.posts.map((post) => ({ ...post, officeName: "" })) };
  return { actor, settings: settingsOf(actor, lines), ...known };
}

function sender(app: FastifyInstance, id: string): Somebody["send"] {
  return async (method, url, body, headers = {}) => {
    const raw = typeof body === "string" || Buffer.isBuffer(body);
    const response = await app.inject({
      method: method as "GET",
      url,
      headers: {
        "x-somebody": id,
        "x-requested-with": "zhunsheng",
        ...(body === undefined || raw ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    });
    const json = String(response.headers["content-type"] ?? "").includes("json");
    return { status: response.statusCode, text: response.body, raw: response.rawPayload, body: json ? JSON.parse(response.body) : {} };
  };
}

type Setting = Pick<Town, "app" | "owner" | "somebody">;

/** Two township offices, the people of the first, and one sample of every kind of record made by them through the real steps. */
async function populate(town: Setting, bureau: number): Promise<Bureau> {
  const at = "2026-01-05T01:00:00.000Z";
  const leadership = await createBureau(town.owner, { bureau, name: "示范区司法局", shortName: "示", standsOn: null, at });
  const office = (name: string, division: string) =>
    createOffice(town.owner, { bureau, name, kind: "township-office", division, sort: 10, at });
  const [east, west] = [await office("东司法所", `${bureau}100`), await office("西司法所", `${bureau}101`)];
  const people: Record<string, Somebody> = {};
  for (const role of new Set(Object.values(samples).flatMap((steps) => steps.map((one) => one.role)))) {
    const place = role.endsWith("-admin") ? leadership : east;
    const person = town.somebody({ role, office: place, bureau });
    people[role] = person;
    if (role !== "citizen")
      await createPost(town.owner, {
        bureau,
        account: idOf(person),
        name: role,
        role,
        office: place,
        officeName: "",
        day: "2026-01-05",
        at,
      });
  }
  const makers = Object.fromEntries(Object.entries(people).map(([role, person]) => [role, idOf(person)]));
  const here: Bureau = { bureau, office: east, west, township: `${bureau}100`, made: {}, makers, people, file: newId() };
  for (const subject of Object.keys(samples)) await make(here, subject);
  const attached = `/api/v1/files/${here.file}?subject=mediation.case&subject_id=${here.made["mediation.case"]}&name=${encodeURIComponent(`${mark}.txt`)}`;
  const kept = await people.citizen?.send("PUT", attached, attachment, { "content-type": "text/plain" });
  if (kept?.status !== 200) throw new Error(`the file was not taken: ${kept?.text}`);
  return here;
}

export function idOf(person: Somebody): string {
  if (person.actor === undefined) throw new Error("nobody has no id");
  return person.actor.id;
}

/** The address of a kind of record. */
export function baseOf(type: Pick<RecordType, "module" | "path">): string {
  return `/api/v1/${type.module}/${type.path}`;
}

async function make(here: Bureau, subject: string): Promise<void> {
  const type = types.find((one) => subjectOf(one) === subject);
  if (type === undefined) throw new Error(`architecture/access-samples.ts has a sample of ${subject}, which is no kind of record any more`);
  const id = newId();
  for (const [index, { role, step, input }] of (samples[subject] ?? []).entries()) {
    const url = index === 0 ? `${baseOf(type)}/steps/${step}` : `${baseOf(type)}/${id}/steps/${step}`;
    const answer = await here.people[role]?.send(
      "POST",
      url,
      { ...(index === 0 ? { id } : {}), input: input(here) },
      { "idempotency-key": newId() },
    );
    if (answer?.status !== 200) throw new Error(`the sample of ${subject} was not made (${step}): ${answer?.text}`);
  }
  here.made[subject] = id;
}
