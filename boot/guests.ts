// Commands that use the database another command has started: the starter waits for them before it stops the database.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf } from "./processes.ts";

/** Notes this process as a guest of the data directory; the answer takes the note away. */
export function registerGuest(dataDir: string): () => void {
  const folder = join(dataDir, "run", "guests");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, birthOf(process.pid) ?? "");
  return () => rmSync(file, { force: true });
}

/** Waits until every living guest has left. */
export async function awaitLeaving(dataDir: string): Promise<void> {
  while (livingGuests(join(dataDir, "run", "guests")) > 0) await sleep(50);
}

function livingGuests(folder: string): number {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return 0;
  }
  const living = names.filter((name) => birthOf(Number(name)) === readFileSync(join(folder, name), "utf8"));
  for (const name of names) if (!living.includes(name)) rmSync(join(folder, name), { force: true });
  return living.length;
}
