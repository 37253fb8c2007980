// The lock of a data directory: one holder at a time, judged by process and birth, so that kill -9 leaves nothing locked.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf } from "./processes.ts";
import { StartRefused } from "./refusal.ts";

/** Who holds a data directory: a server that stays, or a command that soon ends. */
export type Holder = { pid: number; birth: string; kind: "server" | "command" };
export type Lock = { release(): void };

/** The process that holds this data directory now, or undefined when nobody does. */
export function holderOf(dataDir: string): Holder | undefined {
  const holder = readHolder(lockFile(dataDir));
  return holder && isSame(holder) ? holder : undefined;
}

/**
 * Takes the data directory for this process. Throws StartRefused when a server holds it; waits up to `patience`
 * milliseconds for a command that holds it.
 */
export async function takeLock(dataDir: string, kind: Holder["kind"], patience = 60_000): Promise<Lock> {
  mkdirSync(join(dataDir, "run"), { recursive: true });
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid) ?? "", kind };
  for (let waited = 0; !tryTake(dataDir, mine); waited += 200) {
    const holder = holderOf(dataDir);
    if (holder?.kind === "server" || waited >= patience) {
      throw new StartRefused(
        `数据目录 ${dataDir} 正由另一个准绳进程（进程号 ${holder?.pid ?? "不详"}）使用，请先停止它，或用 ZS_DATA 指定别的数据目录。`,
      );
    }
    if (holder) await sleep(200);
  }
  return { release: () => releaseLock(dataDir, mine) };
}

function tryTake(dataDir: string, mine: Holder): boolean {
  const file = lockFile(dataDir);
  const found = readHolder(file);
  if (found && isSame(found)) return false;
  if (found) discardStale(file, found);
  try {
    writeFileSync(file, JSON.stringify(mine), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead holder's file away; if another process took the lock in between, its file is put back. */
function discardStale(file: string, stale: Holder): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && moved.pid !== stale.pid && isSame(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function releaseLock(dataDir: string, mine: Holder): void {
  const found = readHolder(lockFile(dataDir));
  if (found?.pid === mine.pid && found.birth === mine.birth) rmSync(lockFile(dataDir), { force: true });
}

function lockFile(dataDir: string): string {
  return join(dataDir, "run", "lock.json");
}

function readHolder(file: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return { pid: value.pid ?? 0, birth: value.birth ?? "", kind: value.kind === "command" ? "command" : "server" };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { pid: 0, birth: "", kind: "server" };
  }
}

function isSame(holder: Holder): boolean {
  return birthOf(holder.pid) === holder.birth;
}
