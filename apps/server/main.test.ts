// Starting and stopping the product: what is said while it starts, why it does not start, and that nothing noted is lost at the end.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { entryType } from "#kernel/testing-ledger";
import { testDatabase } from "#kernel/testing-database";
import { composeServer } from "./compose.ts";
import { fill } from "./fill.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "zs-main-"));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
}
function start(environment: Record<string, string>): Started {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: { ...process.env, ZS_DEMO: "0", DATABASE_URL: "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  child.stdout?.on("data", (chunk: Buffer) => (words += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (words += chunk.toString()));
  return { child, said: () => words, ended: new Promise((done) => child.on("close", (code) => done(code))) };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as net.AddressInfo; // a TCP server's address is never a string
  await new Promise((closed) => server.close(closed));
  return port;
}

describe("why it does not start", () => {
  test("a port that is taken is named with what to do; the data directory is not touched", async () => {
    const taken = net.createServer();
    await new Promise<void>((ready) => taken.listen(0, "127.0.0.1", ready));
    const { port } = taken.address() as net.AddressInfo; // as above
    const dataDir = folder();
    const { ended, said } = start({ PORT: String(port), ZS_DATA: dataDir });
    expect(await ended).toBe(1);
    expect(said()).toBe(`端口 ${port} 已被占用：请先停止占用它的程序，或用 PORT=另一端口 npm start。\n`);
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    taken.close();
  });

  test("a database that cannot be reached is said in a sentence, without the inside of the program", async () => {
    const { ended, said } = start({
      PORT: String(await freePort()),
      ZS_DATA: folder(),
      DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none`,
    });
    expect(await ended).toBe(1);
    expect(said()).toMatch(/[\u4e00-\u9fff]{4}/u);
    expect(said()).not.toMatch(/\n\s+at /);
  });

  test("keys of another installation are refused before anything is written with them", async () => {
    const database = await testDatabase();
    const [mine, theirs] = [folder(), folder()];
    const stages: string[] = [];
    const schema = await fill({ ownerUrl: database.ownerUrl, dataDir: mine, demo: false, say: (words) => stages.push(words) });
    expect([typeof schema, stages]).toEqual(["string", ["更新数据结构"]]);
    await expect(fill({ ownerUrl: database.ownerUrl, dataDir: theirs, demo: false, say: () => undefined })).rejects.toThrow(
      /密钥.*不是同一套/,
    );
    expect(await fill({ ownerUrl: database.ownerUrl, dataDir: mine, demo: false, say: () => undefined })).toBe(schema);
  });
});

describe("while it starts", () => {
  test("it is alive, says at which stage it is and when to ask again; stopped then, it ends in order and leaves no database behind", async () => {
    const [port, dataDir] = [await freePort(), folder()];
    const { child, ended, said } = start({ PORT: String(port), ZS_DATA: dataDir });
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    let alive: Response | undefined;
    for (let tries = 0; tries < 200 && alive === undefined; tries += 1) {
      alive = await get("/healthz");
      if (alive === undefined) await pause(50);
    }
    expect([alive?.status, await alive?.json()]).toEqual([200, { alive: true }]);
    const page = await get("/mediation/cases");
    expect([page?.status, page?.headers.get("retry-after"), page?.headers.get("content-type")]).toEqual([
      503,
      "2",
      "application/problem+json",
    ]);
    expect(await page?.json()).toMatchObject({
      ready: false,
      code: "starting",
      status: 503,
      detail: expect.stringMatching(/^系统.+，请稍候片刻再试。$/),
    });
    child.kill("SIGTERM");
    expect([await ended, said().includes("    at ")]).toEqual([0, false]);
    for (let tries = 0; tries < 100 && existsSync(join(dataDir, "postgres", "postmaster.pid")); tries += 1) await pause(50);
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
  });
});

describe("when it stops", () => {
  test("views that were waiting are written before the connections close", async () => {
    const database = await testDatabase();
    const composed = await composeServer({
      ownerUrl: database.ownerUrl,
      appUrl: database.appUrl,
      dataDir: folder(),
      demo: false,
      fixedDay: "2026-03-02",
    });
    const id = newId();
    const actor = {
      id: newId(),
      name: "某",
      kind: "staff" as const,
      bureau: 999901,
      bureauName: "某局",
      low: 999901,
      high: 999901,
      posts: [],
    };
    const { server } = composed;
    const site = {
      pool: server.app,
      actor,
      settings: "",
      today: "2026-03-02",
      now: server.clock.now(),
      book: server.book(999901),
      secrets: server.secrets,
    };
    server.views.note(
      site,
      entryType(),
      { bureau_id: 999901, id, state: "open", version: 1, offices: [], owners: [] },
      { action: "view", summary: "最后一眼" },
    );
    await composed.close();
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { rows } = await client.query("select summary, on_day from kernel.history where subject_id = $1", [id]);
    await client.end();
    expect(rows).toEqual([{ summary: "最后一眼", on_day: "2026-03-02" }]);
  });

  test("every module's endpoints are there, each described, none twice", async () => {
    const database = await testDatabase();
    const composed = await composeServer({ ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir: folder(), demo: false });
    const { paths } = (await composed.app.inject({ url: "/api/v1/openapi.json" })).json();
    for (const { name, records } of composed.server.modules)
      for (const { type } of records) expect(Object.keys(paths)).toContain(`/api/v1/${name}/${type.path}`);
    expect((await composed.app.inject({ url: "/api/v1/work" })).statusCode).toBe(401);
    await composed.close();
  });
});
