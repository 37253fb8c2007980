// Completes package-lock.json after `npm install`: npm leaves out packages for other platforms that its registry does not know, and then
// `npm ci` refuses the file. Run it with `npm run check -- --fix`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { productRoot } from "./tool.ts";

type Entry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "wasm32"];

/** Packages for other platforms that the lock file ought to name and does not, with the entries that name them. */
export function missingEntries(lock: Lock): Record<string, Entry> {
  const found: Record<string, Entry> = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(path === "" ? {} : (entry.optionalDependencies ?? {}))) {
      const place = `node_modules/${name}`;
      const platform = platformOf(name);
      if (lock.packages[place] || lock.packages[`${path}/${place}`] || !platform || !/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) continue;
      found[place] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
    }
  }
  return found;
}

/** Writes the missing entries into package-lock.json; answers how many there were. */
export function completeLock(): number {
  const file = join(productRoot, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
  const missing = missingEntries(lock);
  const all = { ...lock.packages, ...missing };
  const ordered = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => a.localeCompare(b, "en")));
  if (Object.keys(missing).length > 0) writeFileSync(file, `${JSON.stringify({ ...lock, packages: ordered }, undefined, 2)}\n`);
  return Object.keys(missing).length;
}

/** Reads system, processor and C library from a name such as `binding-linux-arm64-musl`. */
function platformOf(name: string): Pick<Entry, "os" | "cpu" | "libc"> | undefined {
  const words = name.split(/[/-]/).map((word) => (word === "windows" ? "win32" : word));
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) return undefined;
  const musl = words.some((word) => word.startsWith("musl"));
  return { os: [os], cpu: [cpu], ...(os === "linux" ? { libc: [musl ? "musl" : "glibc"] } : {}) };
}
