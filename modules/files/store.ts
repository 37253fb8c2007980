// Where the bytes lie: dataDir/files/ab/cd/<sha256>, written once, never overwritten.
import { createHash, type Hash } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { newId } from "#kernel/clock";
import { isRefused, type Refused } from "#kernel/lifecycle";
import { recognise } from "./recognise.ts";
import { type Kind, mostBytes, refusals } from "./words.ts";

/** A file that has arrived and was recognised, still aside; `keep` puts it in its place, `drop` forgets it. */
export interface Arrived {
  kind: Kind;
  sha256: string;
  size: number;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** The path of stored bytes. */
export function pathOf(dataDir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("not a hash");
  return join(dataDir, "files", sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** Opens stored bytes for reading. */
export async function openStored(dataDir: string, sha256: string): Promise<ReadStream | undefined> {
  const path = pathOf(dataDir, sha256);
  return (await exists(path)) ? createReadStream(path) : undefined;
}

/** Takes a stream in, never more than the limit, and says what it is or why it is refused. */
export async function takeIn(dataDir: string, body: Readable): Promise<Arrived | Refused> {
  const folder = join(dataDir, "files", "arriving");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = join(folder, newId());
  const drop = () => rm(aside, { force: true });
  try {
    const hash = createHash("sha256");
    const size = await write(aside, body, hash);
    const kind = size === undefined ? refusals.tooLarge : recognise(await readFile(aside));
    if (size === undefined || isRefused(kind)) {
      await drop();
      return size === undefined || !isRefused(kind) ? refusals.tooLarge : kind;
    }
    const sha256 = hash.digest("hex");
    return { kind, sha256, size, drop, keep: () => place(dataDir, aside, sha256) };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** Writes the stream to disk; undefined when it is larger than allowed. The rest of it is then read and thrown away, so that the refusal can be heard. */
async function write(path: string, body: Readable, hash: Hash): Promise<number | undefined> {
  const file = await open(path, "wx", 0o600);
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > 4 * mostBytes) break;
      if (size > mostBytes) continue;
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return size > mostBytes ? undefined : size;
}

async function place(dataDir: string, aside: string, sha256: string): Promise<void> {
  const path = pathOf(dataDir, sha256);
  if (await exists(path)) return rm(aside, { force: true });
  await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
  await rename(aside, path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
