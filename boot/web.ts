// Builds the web pages when their sources have changed since the last build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const shells = [
  { name: "console", words: "管理端网页" },
  { name: "mobile", words: "手机网页" },
] as const;

/** Builds what is out of date; `say` hears of each stage. Throws with Vite's words when a build fails. */
export async function buildWeb(say: (words: string) => void): Promise<void> {
  for (const shell of shells) {
    const mark = join(root, "dist", shell.name, ".sources");
    const now = sourcesHash(shell.name);
    if (existsSync(mark) && readFileSync(mark, "utf8") === now) continue;
    say(`构建${shell.words}`);
    await vite(`apps/${shell.name}/vite.config.ts`);
    mkdirSync(join(root, "dist", shell.name), { recursive: true });
    writeFileSync(mark, now);
  }
}

function sourcesHash(shell: string): string {
  const hash = createHash("sha256");
  const files = [`apps/${shell}`, "kernel", "modules", "package-lock.json"].flatMap((path) => filesUnder(join(root, path)));
  for (const file of files.filter((name) => !/\.(test\.tsx?|sql|md)$/.test(name)))
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
}

function vite(config: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(
      process.execPath,
      [join(root, "node_modules/vite/bin/vite.js"), "build", "--config", config, "--logLevel", "warn"],
      { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
    );
    let words = "";
    child.stdout.on("data", (chunk: Buffer) => (words += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (words += chunk.toString()));
    child.on("close", (code) => (code === 0 ? done() : failed(new Error(`网页构建失败：\n${words}`))));
  });
}
