// The browser of the tests: the Chromium that npm brought, else one that is installed, else (as root on Debian) one we install.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fontDirs } from "./fonts.ts";
import { StartRefused } from "./refusal.ts";

/** Arguments for playwright's launch: quiet, without network of its own, cameras faked, loopback candidates for WebRTC. */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--allow-loopback-in-peer-connection",
];

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
  "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];
let known: string | undefined;

/**
 * The path of a program that starts Chromium with the libraries and Chinese fonts it needs; give it to playwright as
 * `executablePath`, with `args: chromiumArgs`. Throws StartRefused when this machine cannot have one.
 */
export function chromiumPath(): string {
  known ??= fromNpm() ?? installed.find((file) => existsSync(file) && runs(file)) ?? fromDebian();
  if (known) return known;
  throw new StartRefused("找不到可用的 Chromium 浏览器，浏览器测试无法进行。请安装 chromium（例如 apt-get install chromium）后重试。");
}

function fromNpm(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const packageFile = join(root, "node_modules", "@sparticuz", "chromium", "package.json");
  if (!existsSync(packageFile)) return undefined;
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const folder = unpacked(version);
  if (!folder) return undefined;
  const bare = join(folder, "chromium");
  const libraries = join(folder, "al2023", "lib");
  if (runs(bare)) return wrapper(folder, bare, undefined);
  return runs(bare, libraries) ? wrapper(folder, bare, libraries) : undefined;
}

/** Unpacks once into the first cache directory that can be written; another process may do the same at the same time. */
function unpacked(version: string): string | undefined {
  for (const base of [join(root, "node_modules", ".cache"), tmpdir()]) {
    const folder = join(base, `zhunsheng-chromium-${version}-${process.getuid?.() ?? 0}`);
    if (existsSync(join(folder, "chromium"))) return folder;
    const work = `${folder}.${process.pid}`;
    try {
      mkdirSync(work, { recursive: true });
      unpack(work);
      renameSync(work, folder);
      return folder;
    } catch {
      rmSync(work, { recursive: true, force: true });
      if (existsSync(join(folder, "chromium"))) return folder;
    }
  }
  return undefined;
}

function unpack(work: string): void {
  const env = { ...process.env, TMPDIR: work, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" };
  const program = join(root, "boot", "unpack-chromium.ts");
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", program], { env, stdio: ["ignore", "pipe", "pipe"] });
}

function runs(file: string, libraries?: string): boolean {
  const env = libraries ? { ...process.env, LD_LIBRARY_PATH: libraries } : process.env;
  return spawnSync(file, ["--version"], { env, timeout: 20_000, stdio: "ignore" }).status === 0;
}

/** A small shell script that sets libraries and fonts and becomes the browser. */
function wrapper(folder: string, program: string, libraries: string | undefined): string {
  const fonts = join(folder, "fonts.conf");
  put(fonts, fontsConfig(folder), 0o644);
  const lines = ["#!/bin/sh", `export FONTCONFIG_FILE=${quote(fonts)}`, `export HOME="\${HOME:-/tmp}"`];
  if (libraries) lines.push(`export LD_LIBRARY_PATH=${quote(libraries)}`);
  const script = join(folder, "start-chromium");
  put(script, `${lines.join("\n")}\nexec ${quote(program)} "$@"\n`, 0o755);
  return script;
}

/** The system's fonts first, then those that come with the product, so that Chinese is drawn on a bare machine too. */
function fontsConfig(folder: string): string {
  const dirs = [...fontDirs(), join(folder, "fonts"), "/usr/share/fonts", "/usr/local/share/fonts"];
  const listed = dirs.map((dir) => `  <dir>${dir.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</dir>`);
  const prefer = ["sans-serif", "serif", "monospace"].map(
    (family) =>
      `  <match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="append" binding="weak"><string>Noto Sans CJK SC</string><string>Noto Serif SC</string></edit></match>`,
  );
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n${[...listed, ...prefer].join("\n")}\n  <cachedir>${join(folder, "font-cache")}</cachedir>\n</fontconfig>\n`;
}

function put(file: string, text: string, mode: number): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  const work = `${file}.${process.pid}`;
  writeFileSync(work, text);
  chmodSync(work, mode);
  renameSync(work, file);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fromDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => spawnSync("apt-get", ["-qq", "-y", ...args], { env, stdio: "ignore", timeout: 300_000 }).status === 0;
  const done = apt("update") && apt("install", "--no-install-recommends", "chromium", "fonts-noto-cjk");
  return done ? "/usr/bin/chromium" : undefined;
}
