// Runs on whatever Node (18 or newer) is there: installs what the lock file names, then hands over to the pinned Node.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");

/** Installs if needed, runs `file` (a path below the product's root) under the pinned Node, and ends with its exit code. */
export async function handOver(file, args) {
  try {
    if (!isInstalled()) await install();
    const node = pinnedNode();
    if (!node) fail(`没有适合本机（${process.platform}-${process.arch}）的 Node 26 运行环境。`);
    await run(node, ["--disable-warning=ExperimentalWarning", "--import", tether(), join(root, file), ...args]);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** The pinned runtime of this platform, or undefined when the lock file has none. */
function pinnedNode() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const names = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`];
  const files = names.map((name) => join(modules, name, "bin", system === "win" ? "node.exe" : "node"));
  return files.find((file) => existsSync(file));
}

/** npm writes what it has installed into node_modules/.package-lock.json when it is done: it must agree with the lock file. */
function isInstalled() {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(join(modules, ".package-lock.json"));
  if (!wanted || !present || !pinnedNode()) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.link) return true;
    const found = present[path];
    return found ? found.version === entry.version : Boolean(entry.optional || entry.peer);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function install() {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  say("安装依赖：按 package-lock.json 安装（首次约需一分钟）…");
  const ticking = setInterval(() => say(`安装依赖：已用 ${seconds()} 秒…`), 15_000);
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, first, options] = npm();
  const child = spawn(command, [...first, ...flags], { cwd: root, stdio: ["ignore", "ignore", "pipe"], ...options });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  return new Promise((done, refuse) => {
    child.once("error", (error) => refuse(new Error(`依赖没有装成：找不到 npm（${error.message}）。`)));
    child.once("close", (code) => {
      clearInterval(ticking);
      if (code !== 0) return refuse(new Error(`依赖没有装成，请检查网络或 npm 设置后重试。npm 的说明：\n${said.trim()}`));
      say(`安装依赖：完成，用时 ${seconds()} 秒。`);
      done();
    });
  });
}

/** How to call npm: the one that called us, else the one on the path. */
function npm() {
  const caller = process.env.npm_execpath;
  if (caller && basename(caller).startsWith("npm") && /\.[cm]?js$/.test(caller)) return [process.execPath, [caller], {}];
  return process.platform === "win32" ? ["npm.cmd", [], { shell: true }] : ["npm", [], {}];
}

/** Runs the child on our terminal, passes signals on, ends as it ends; it hears through the channel when we are gone. */
function run(node, args) {
  const env = { ...process.env, PATH: `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}` };
  const child = spawn(node, args, { stdio: ["inherit", "inherit", "inherit", "ipc"], env });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  followParent(() => child.kill("SIGTERM"));
  return new Promise((_, refuse) => {
    child.once("error", refuse);
    child.once("exit", (code, signal) => {
      if (!signal) process.exit(code ?? 1);
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
      process.kill(process.pid, signal);
      setTimeout(() => process.exit(1), 1000);
    });
  });
}

/** Started by `npm …` and npm has been killed: nobody waits for us any more. */
function followParent(stop) {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    stop();
  }, 1000);
  watching.unref();
}

function tether() {
  return new URL("tether.mjs", import.meta.url).href;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
