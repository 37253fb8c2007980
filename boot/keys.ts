// Secrets of an installation: generated once, kept in <data>/keys, readable by the owner alone.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Reads the named secret of the data directory, making a random one (32 bytes, base64url) the first time. */
export function secret(dataDir: string, name: string): string {
  const file = keyFile(dataDir, name);
  if (!existsSync(file)) keepSecret(dataDir, name, randomBytes(32).toString("base64url"));
  return readFileSync(file, "utf8").trim();
}

/** True when the named secret has been made or kept. */
export function hasSecret(dataDir: string, name: string): boolean {
  return existsSync(keyFile(dataDir, name));
}

/** Writes a secret under this name, mode 0600. */
export function keepSecret(dataDir: string, name: string, value: string): void {
  mkdirSync(join(dataDir, "keys"), { recursive: true, mode: 0o700 });
  const file = keyFile(dataDir, name);
  writeFileSync(file, `${value}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

function keyFile(dataDir: string, name: string): string {
  return join(dataDir, "keys", name);
}
