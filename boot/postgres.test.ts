// The database of an installation under the hands of an unkind operator: killed, interrupted, started twice, put in odd places.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "./postgres.ts";
import { commandOf, isAlive } from "./processes.ts";
import { withClient } from "./roles.ts";
import { isReachable } from "./service-user.ts";

const here = dirname(fileURLToPath(import.meta.url));
const server = join(here, "testing-server.ts");
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
let place: string;
let dataDir: string;
let started: ChildProcess[] = [];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "zhunsheng-boot-"));
  chmodSync(place, 0o711);
  dataDir = join(place, "data");
});
afterEach(async () => {
  for (const child of started) child.kill("SIGKILL");
  started = [];
  await until(() => keeperPid() === 0);
  const outside = join(dataDir, "postgres-at");
  if (existsSync(outside)) rmSync(dirname(readFileSync(outside, "utf8").trim()), { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
});

type Running = {
  child: ChildProcess;
  pid: number;
  url: string;
  app: string;
  version: string;
  ended: Promise<number | string>;
  said(): string;
};

/** Starts the small server and waits for its `ready`; fails with what it said when it ends before. */
async function start(
  args: string[] = [dataDir],
  { by, identity = {} }: { by?: string[]; identity?: { uid?: number; gid?: number } } = {},
): Promise<Running> {
  const { child, ended, said } = launch(args, { by, identity });
  await until(() => said().includes("ready {") || child.exitCode !== null);
  const line = /ready (\{.*\})/.exec(said())?.[1];
  if (!line) throw new Error(said());
  return { child, ended, said, ...(JSON.parse(line) as { pid: number; url: string; app: string; version: string }) };
}

function launch(
  args: string[],
  { by = [process.execPath, server], identity = {} }: { by?: string[] | undefined; identity?: { uid?: number; gid?: number } } = {},
) {
  const [program = "", ...first] = by;
  const child = spawn(program, [...first, ...args], { stdio: ["ignore", "pipe", "pipe"], cwd: place, ...identity });
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | string>((done) => child.once("close", (code, signal) => done(code ?? signal ?? "")));
  return { child, ended, said: () => said };
}

async function until(holds: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > milliseconds) throw new Error("waited too long");
    await sleep(50);
  }
}

function record(name: string): number {
  try {
    return (JSON.parse(readFileSync(join(dataDir, "run", name), "utf8")) as { pid: number }).pid;
  } catch {
    return 0;
  }
}
const keeperPid = () =>
  isAlive(record("keeper.json")) && commandOf(record("keeper.json")).includes("keeper.ts") ? record("keeper.json") : 0;
const postgresPid = () => record("database.json");

/** Processes whose command line names this test's folder. */
function left(): string[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map((pid) => commandOf(Number(pid))).filter((command) => command.includes(place));
}

const answers = (url: string) =>
  withClient(url, (client) => client.query("select 1"))
    .then(() => true)
    .catch(() => false);

test("the first start makes a UTF-8 database that is closed to passwords it does not know", async () => {
  const database = await openDatabase({ dataDir });
  expect(database).toMatchObject({ embedded: true, version: expect.stringMatching(/^18\./) });
  await withClient(database.ownerUrl, async (client) => {
    const { rows } = await client.query(
      "select current_setting('server_encoding') as encoding, datctype as ctype, current_setting('fsync') as fsync from pg_database where datname = current_database()",
    );
    expect(rows).toEqual([{ encoding: "UTF8", ctype: "C.UTF-8", fsync: "on" }]);
  });
  await withClient(database.appUrl, async (client) => {
    const { rows } = await client.query(
      "select rolsuper or rolbypassrls or rolcreaterole as mighty, current_setting('timezone') as zone from pg_roles where rolname = current_user",
    );
    expect(rows).toEqual([{ mighty: false, zone: "Asia/Shanghai" }]);
  });
  expect(await answers(database.ownerUrl.replace(/:[^:@/]+@/, ":wrong@"))).toBe(false);
  expect(statSync(join(dataDir, "keys", "database-owner")).mode & 0o777).toBe(0o600);
  await database.close();
  expect(left()).toEqual([]);
});

test("what was written is there after a restart, under the same address", async () => {
  const first = await openDatabase({ dataDir });
  await withClient(first.appUrl, (client) => client.query("select 1"));
  await withClient(first.ownerUrl, (client) => client.query("create table kept as select 7 as n"));
  await first.close();
  const second = await openDatabase({ dataDir });
  expect(second.ownerUrl).toBe(first.ownerUrl);
  await withClient(second.ownerUrl, async (client) => expect((await client.query("select n from kept")).rows).toEqual([{ n: 7 }]));
  await second.close();
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends server, keeper and PostgreSQL in order, with exit code 0", async (name) => {
  const running = await start();
  process.kill(running.pid, name);
  expect(await running.ended).toBe(0);
  expect(running.said()).toContain("closed");
  expect(left()).toEqual([]);
  expect(existsSync(join(dataDir, "run", "lock.json"))).toBe(false);
});

test("kill -9 of the server leaves no process, and the next start works at once", async () => {
  const running = await start();
  process.kill(running.pid, "SIGKILL");
  const next = await start();
  expect(await answers(next.url)).toBe(true);
  process.kill(next.pid, "SIGKILL");
  await until(() => left().length === 0);
});

test("kill -9 of PostgreSQL: it comes back at the same address without losing what was committed", async () => {
  const running = await start();
  await withClient(running.url, (client) => client.query("create table kept as select 7 as n"));
  const before = postgresPid();
  process.kill(before, "SIGKILL");
  await until(async () => postgresPid() !== before && (await answers(running.url)));
  await withClient(running.url, async (client) => expect((await client.query("select n from kept")).rows).toEqual([{ n: 7 }]));
});

test("kill -9 of the keeper: another one takes its place, and still nothing is left at the end", async () => {
  const running = await start();
  const before = keeperPid();
  process.kill(before, "SIGKILL");
  await until(async () => keeperPid() !== 0 && keeperPid() !== before && (await answers(running.url)));
  process.kill(running.pid, "SIGTERM");
  expect(await running.ended).toBe(0);
  expect(left()).toEqual([]);
});

test("kill -9 of server and keeper together: the next start stops the PostgreSQL that was left and goes on", async () => {
  const running = await start();
  const keeper = keeperPid();
  process.kill(running.pid, "SIGKILL");
  process.kill(keeper, "SIGKILL");
  const next = await start();
  expect(await answers(next.url)).toBe(true);
});

test("a second start on the same data directory says so in one sentence and exits with 1", async () => {
  const running = await start();
  const second = launch([dataDir]);
  expect(await second.ended).toBe(1);
  expect(second.said().trim()).toMatch(/^数据目录 .* 正由另一个准绳进程（进程号 \d+）使用，请先停止它，或用 ZS_DATA 指定别的数据目录。$/);
  expect(await answers(running.url)).toBe(true);
});

test("a lock whose process id now belongs to somebody else locks nothing", async () => {
  mkdirSync(join(dataDir, "run"), { recursive: true });
  chmodSync(dataDir, 0o711);
  writeFileSync(join(dataDir, "run", "lock.json"), JSON.stringify({ pid: process.pid, birth: "another life", kind: "server" }));
  const database = await openDatabase({ dataDir });
  await database.close();
});

test("a command uses the running server's database and leaves it running", async () => {
  const running = await start();
  const command = await start([dataDir, "command"]);
  expect(await command.ended).toBe(0);
  expect(command.url).toBe(running.url);
  expect(await answers(running.url)).toBe(true);
});

test("a command without a server starts the database and stops it, and waits for another command that uses it", async () => {
  const first = await openDatabase({ dataDir, adopt: true });
  const second = await start([dataDir, "command"]);
  expect(await second.ended).toBe(0);
  expect(await answers(first.ownerUrl)).toBe(true);
  await first.close();
  expect(left()).toEqual([]);
});

test("a data directory with a long path, blanks and Chinese letters works", async () => {
  dataDir = join(place, "司法局 数据", "很长的目录名".repeat(8), "再长一些".repeat(8), "data");
  mkdirSync(dirname(dataDir), { recursive: true });
  const database = await openDatabase({ dataDir });
  expect(await answers(database.appUrl)).toBe(true);
  await database.close();
});

test("as root below a directory that only root may enter, the database files get a place that can be reached", async (context) => {
  if (process.getuid?.() !== 0) return context.skip();
  chmodSync(place, 0o700);
  const database = await openDatabase({ dataDir });
  const outside = readFileSync(join(dataDir, "postgres-at"), "utf8").trim();
  expect(statSync(outside).uid).not.toBe(0);
  await withClient(database.ownerUrl, (client) => client.query("create table kept as select 7 as n"));
  await database.close();
  const again = await openDatabase({ dataDir });
  await withClient(again.ownerUrl, async (client) => expect((await client.query("select n from kept")).rows).toEqual([{ n: 7 }]));
  await again.close();
});

test("an ordinary user needs no root", async (context) => {
  const nobody = { name: "nobody", uid: 65534, gid: 65534 };
  if (process.getuid?.() !== 0 || !isReachable(server, nobody))
    return context.skip("only root can play another user, and only where that user can read the product");
  chmodSync(place, 0o777);
  const running = await start([dataDir], { identity: { uid: 65534, gid: 65534 } });
  expect(await answers(running.app)).toBe(true);
  expect(statSync(join(dataDir, "postgres")).uid).toBe(65534);
  running.child.kill("SIGINT");
  expect(await running.ended).toBe(0);
});

test("started through the launcher: kill -9 of the launcher stops the server and the database", async () => {
  const script = `import(${JSON.stringify(join(here, "../bin/bootstrap.mjs"))}).then((m) => m.handOver("boot/testing-server.ts", ${JSON.stringify([dataDir])}))`;
  const running = await start([script], { by: [process.execPath, "-e"] });
  expect(running.pid).not.toBe(running.child.pid);
  running.child.kill("SIGKILL");
  await until(() => !isAlive(running.pid) && left().length === 0);
});

test("started through the launcher: Ctrl-C ends all with exit code 0", async () => {
  const script = `import(${JSON.stringify(join(here, "../bin/bootstrap.mjs"))}).then((m) => m.handOver("boot/testing-server.ts", ${JSON.stringify([dataDir])}))`;
  const running = await start([script], { by: [process.execPath, "-e"] });
  process.kill(running.pid, "SIGINT");
  running.child.kill("SIGINT");
  expect(await running.ended).toBe(0);
  expect(left()).toEqual([]);
});
