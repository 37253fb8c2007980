// Facts about other processes: is one alive, is it still the same one, what does it run, wait until it is gone.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** True when a process with this id exists, whoever owns it. A zombie, dead but not yet collected, counts as gone. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return process.platform !== "linux" || statFields(pid)[0] !== "Z";
}

/** A mark that differs between two processes that had the same id one after the other; undefined when there is none. */
export function birthOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === "linux") return `${bootId()}:${statFields(pid)[19] ?? ""}`;
  if (process.platform === "win32") return "alive";
  return ask("ps", ["-o", "lstart=", "-p", String(pid)]);
}

/** The command line of a process, empty when it is gone or unknown. */
export function commandOf(pid: number): string {
  if (!isAlive(pid)) return "";
  if (process.platform === "linux") return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  if (process.platform === "win32") return ask("tasklist", ["/fi", `PID eq ${pid}`, "/fo", "csv", "/nh"]);
  return ask("ps", ["-o", "command=", "-p", String(pid)]);
}

/** Waits until the process is gone; answers false when it is still there after `milliseconds`. */
export async function waitGone(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; isAlive(pid); waited += 20) {
    if (waited >= milliseconds) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; answers false when there is nobody to receive it. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Fields of /proc/<pid>/stat after the command name: state first, start time at place 19. */
function statFields(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function bootId(): string {
  return read("/proc/sys/kernel/random/boot_id").trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function ask(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}
