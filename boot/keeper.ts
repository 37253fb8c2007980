// The keeper: a small process between the server and PostgreSQL. It starts PostgreSQL, brings it back when it is killed,
// and stops it as soon as its parent is gone (the pipe on standard input closes), so that nothing is left running.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf, commandOf, isAlive, signal, waitGone } from "./processes.ts";

/** What is said when PostgreSQL ends without a word: an empty reason would look like success. */
const nothingSaid = "PostgreSQL 没有启动，也没有留下日志";

/** What the parent asks for; `ephemeral` names folders to remove when all is over. */
export type KeeperOrder = {
  postgres: string;
  pgdata: string;
  runDir: string;
  settings: string[];
  uid?: number | undefined;
  gid?: number | undefined;
  ephemeral: string[];
};
/** What the keeper says on standard output, one JSON line each. */
export type KeeperWord = { ready: number } | { lost: string };

const order = JSON.parse(process.argv[2] ?? "{}") as KeeperOrder;
const restartsAllowed = 6;
const recentMilliseconds = 60_000;
let child: ChildProcess | undefined;
let stopping = false;
const restarts: number[] = [];

process.stdout.on("error", () => undefined);
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => void stop(0));
process.on("SIGHUP", () => void stop(0));
process.stdin.on("data", () => void stop(0));
process.stdin.on("end", () => void stop(0));
process.stdin.on("error", () => void stop(0));
process.stdin.resume();

await begin();

async function begin(): Promise<void> {
  writeRecord("keeper.json", { pid: process.pid, birth: birthOf(process.pid) });
  try {
    await stopLeftover();
    const port = await startOnFreePort();
    say({ ready: port });
  } catch (error) {
    say({ lost: error instanceof Error ? error.message : String(error) });
    await stop(1);
  }
}

/** Starts PostgreSQL on the port it had last time if that is free, else on another; three attempts. */
async function startOnFreePort(): Promise<number> {
  let wish = recordedPort();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wish);
    const failure = await start(port);
    if (!failure) return port;
    if (attempt === 3 || stopping) throw new Error(failure);
    wish = 0;
    await sleep(300 * attempt);
  }
}

/** Starts PostgreSQL and waits until it accepts connections; answers the last log lines when it ended instead. */
async function start(port: number): Promise<string | undefined> {
  const started = launch(port);
  child = started;
  while (started.exitCode === null && started.signalCode === null && started.pid !== undefined && !stopping) {
    if (isReady(started.pid)) {
      writeRecord("database.json", { port, pid: started.pid });
      started.once("exit", () => void revive(port));
      return started.exitCode === null ? undefined : lastLines() || nothingSaid;
    }
    await sleep(20);
  }
  return lastLines() || nothingSaid;
}

function launch(port: number): ChildProcess {
  const log = openLog();
  const settings = [...order.settings, `port=${port}`].flatMap((setting) => ["-c", setting]);
  const identity = order.uid === undefined ? {} : { uid: order.uid, gid: order.gid };
  const started = spawn(order.postgres, ["-D", order.pgdata, ...settings], {
    ...identity,
    cwd: order.pgdata,
    stdio: ["ignore", log, log],
    env: { PATH: process.env["PATH"], LC_ALL: process.platform === "linux" ? "C.UTF-8" : undefined, TZ: "Asia/Shanghai" },
  });
  started.once("error", () => undefined);
  closeSync(log);
  return started;
}

/** PostgreSQL ended although nobody asked: start it again, at most six times a minute. */
async function revive(port: number): Promise<void> {
  if (stopping) return;
  const now = performance.now();
  restarts.push(now);
  const recent = restarts.filter((at) => now - at < recentMilliseconds).length;
  if (recent > restartsAllowed) {
    say({ lost: lastLines() });
    return stop(1);
  }
  await sleep(recent * 100);
  if (!stopping && (await start(port))) await revive(port);
}

/** A PostgreSQL that a killed keeper left behind is stopped; a pid file that points at a stranger is removed. */
async function stopLeftover(): Promise<void> {
  const pid = Number(pidLines()[0] ?? 0);
  if (!isAlive(pid)) return;
  const command = commandOf(pid);
  if (command.includes("postgres") && (process.platform === "win32" || command.includes(order.pgdata))) return stopPostgres(pid);
  rmSync(join(order.pgdata, "postmaster.pid"), { force: true });
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const pid = child?.pid;
  if (pid !== undefined && isAlive(pid)) await stopPostgres(pid);
  rmSync(join(order.runDir, "database.json"), { force: true });
  rmSync(join(order.runDir, "keeper.json"), { force: true });
  for (const folder of order.ephemeral) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.exit(code);
}

/** Fast shutdown, then immediate, then by force: 15, 5 and 5 seconds. */
async function stopPostgres(pid: number): Promise<void> {
  if (process.platform === "win32") {
    const ctl = order.postgres.replace(/postgres(\.exe)?$/, "pg_ctl$1");
    await new Promise((done) => spawn(ctl, ["stop", "-m", "fast", "-D", order.pgdata], { stdio: "ignore" }).once("close", done));
    return;
  }
  for (const [name, patience] of [
    ["SIGINT", 15_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    signal(pid, name);
    if (await waitGone(pid, patience)) return;
  }
}

function isReady(pid: number): boolean {
  const lines = pidLines();
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

function pidLines(): string[] {
  try {
    return readFileSync(join(order.pgdata, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function recordedPort(): number {
  try {
    return Number(readFileSync(join(order.runDir, "port"), "utf8")) || 0;
  } catch {
    return 0;
  }
}

async function freePort(wish: number): Promise<number> {
  const port = (await probe(wish)) || (await probe(0));
  writeFileSync(join(order.runDir, "port"), String(port));
  return port;
}

function probe(wish: number): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(0));
    server.listen(wish, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

function openLog(): number {
  const file = join(order.runDir, "postgres.log");
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 4_000_000) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

function lastLines(): string {
  try {
    return readFileSync(join(order.runDir, "postgres.log"), "utf8").trim().split("\n").slice(-4).join("\n");
  } catch {
    return "";
  }
}

function writeRecord(name: string, value: object): void {
  const file = join(order.runDir, name);
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}

function say(word: KeeperWord): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
