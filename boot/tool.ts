// Runs a tool of the product (tsc, oxlint, biome, vitest) under this Node, tied to us: it ends when we end.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The product's root folder. */
export const productRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
export type ToolAnswer = { code: number; output: string };

const tether = new URL("../bin/tether.mjs", import.meta.url).href;
const running = new Set<ChildProcess>();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => endAll(name));

/** Runs the program that package `tool` declares under `bin`, from the product's root. `show` prints as it comes instead of keeping it. */
export function runTool(
  tool: string,
  args: string[],
  { show = false, env = {} }: { show?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<ToolAnswer> {
  return runNode([programOf(tool), ...args], { show, env });
}

/** Runs Node on a file of ours; see runTool. */
export function runNode(args: string[], { show = false, env = {} }: { show?: boolean; env?: NodeJS.ProcessEnv } = {}): Promise<ToolAnswer> {
  const flow = show ? "inherit" : "pipe";
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--import", tether, ...args], {
    cwd: productRoot,
    stdio: ["ignore", flow, flow, "ipc"],
    env: { ...process.env, ...(show && process.stdout.isTTY ? {} : { NO_COLOR: "1", FORCE_COLOR: undefined }), ...env },
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => {
    const end = (code: number) => {
      running.delete(child);
      done({ code, output: output.trim() });
    };
    child.once("error", (error) => end(Number(Boolean((output += error.message)))));
    child.once("close", (code) => end(code ?? 1));
  });
}

function programOf(tool: string): string {
  const home =
    ["", "@biomejs/"].map((scope) => join(productRoot, "node_modules", scope + tool)).find((folder) => existsSync(folder)) ?? tool;
  const { bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { bin: string | Record<string, string> };
  return join(home, typeof bin === "string" ? bin : (bin[tool === "typescript" ? "tsc" : tool] ?? ""));
}

function endAll(name: NodeJS.Signals): void {
  for (const child of running) child.kill(name);
  process.exit(name === "SIGINT" ? 130 : 143);
}
