// The server's side of the keeper: starts it, hears from it, and starts another one if it is killed.
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { KeeperOrder, KeeperWord } from "./keeper.ts";
import { StartRefused } from "./refusal.ts";

export type Kept = { port: number; stop(): Promise<void> };

const keeperFile = join(dirname(fileURLToPath(import.meta.url)), "keeper.ts");
const nodeFlags = ["--max-old-space-size=32", "--max-semi-space-size=1", "--disable-warning=ExperimentalWarning"];

/** Starts a keeper and waits until PostgreSQL answers. `onLost` hears when neither can be kept running. Throws StartRefused. */
export async function keepRunning(order: KeeperOrder, onLost: (sentence: string) => void): Promise<Kept> {
  let isClosing = false;
  let losses = 0;
  let current = await startKeeper(order);
  const watch = (keeper: Keeper) => {
    void keeper.ended.then(async () => {
      if (isClosing) return;
      losses += 1;
      await sleep(200 * losses);
      if (isClosing) return;
      try {
        if (losses > 5) throw new StartRefused(keeper.lost() || "看守进程多次中断。");
        current = await startKeeper(order);
        watch(current);
      } catch (error) {
        onLost(`数据库不能继续运行：${(error as Error).message}`);
      }
    });
  };
  watch(current);
  const stop = async () => {
    isClosing = true;
    await current.stop();
  };
  return { port: current.port, stop };
}

type Keeper = { port: number; ended: Promise<void>; lost(): string; stop(): Promise<void> };

async function startKeeper(order: KeeperOrder): Promise<Keeper> {
  const child = spawn(process.execPath, [...nodeFlags, keeperFile, JSON.stringify(order)], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    windowsHide: true,
  });
  const ended = new Promise<void>((done) => {
    child.once("exit", () => done());
    child.once("error", () => done());
  });
  let lost = "";
  const port = await firstWord(child, ended, (sentence) => (lost = sentence));
  letGo(child);
  return { port, ended, lost: () => lost, stop: () => stopKeeper(child, ended) };
}

async function firstWord(child: ChildProcess, ended: Promise<void>, onLost: (sentence: string) => void): Promise<number> {
  let lost = "";
  const heard = new Promise<number>((done) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const word = JSON.parse(line) as KeeperWord;
      if ("ready" in word) done(word.ready);
      else onLost((lost = word.lost));
    });
  });
  const port = await Promise.race([heard, ended.then(() => 0)]);
  if (!port) throw new StartRefused(`数据库没有启动成功。${lost}`);
  return port;
}

async function stopKeeper(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref();
  child.stdin?.on("error", () => undefined);
  child.stdin?.end("stop\n");
  await ended;
}

/** The keeper must not keep this process alive: when we end, its pipe closes and it stops PostgreSQL. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as { unref?: () => void } | null)?.unref?.();
  child.stdin?.on("error", () => undefined);
}
