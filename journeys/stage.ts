// The stage of the journeys: the real product as a child process, Chromium, and visitors at a desk or on a phone whose pages may not complain.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumArgs, chromiumPath } from "../boot/browser.ts";
import { commandOf, isAlive } from "../boot/processes.ts";

const root = join(import.meta.dirname, "..");
const patience = { start: 240_000, stop: 30_000, gone: 5_000, step: 20_000 };

/** A running product; `stop` ends it as Ctrl-C does and throws when anything is left of it. */
export interface Product {
  url: string;
  stop(): Promise<void>;
}

/** What of the test runner's surroundings the product must not see. */
const notForTheProduct = [
  "NODE_ENV",
  "VITEST",
  "VITEST_MODE",
  "VITEST_POOL_ID",
  "VITEST_WORKER_ID",
  "TEST",
  "DEV",
  "PROD",
  "MODE",
  "BASE_URL",
  "SSR",
  "DATABASE_URL",
  "ZS_TODAY",
];

/** Starts the product on a free port with an empty data directory and the demonstration, and waits until it is ready. */
export async function startProduct(): Promise<Product> {
  const place = mkdtempSync(join(tmpdir(), "zhunsheng-journeys-"));
  chmodSync(place, 0o711);
  const env = {
    ...process.env,
    PORT: String(await freePort()),
    HOST: "127.0.0.1",
    ZS_DATA: join(place, "data"),
    ZS_DEMO: "1",
    ZS_JT808_PORT: "0",
  };
  for (const name of notForTheProduct) Reflect.deleteProperty(env, name);
  const child = spawn(process.execPath, [join(root, "apps/server/main.ts")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  const stop = () => end(child, place, said);
  const url = await until(
    () => /^ready (http\S+)/m.exec(said.out)?.[1] ?? (child.exitCode === null ? undefined : ""),
    patience.start,
  ).catch(() => "");
  if (url !== "") return { url, stop };
  const left = await stop().catch((error: Error) => error.message);
  throw new Error(`the product did not start: ${left ?? ""}\n${said.out}\n${said.err}`);
}

/** Ends the product as Ctrl-C does; anything but a silent end, with everything gone, is an error. */
async function end(child: ChildProcess, place: string, said: { out: string; err: string }): Promise<void> {
  child.kill("SIGINT");
  const code = await until(() => child.exitCode ?? undefined, patience.stop).catch(() => undefined);
  if (code === undefined) child.kill("SIGKILL");
  const left = await until(() => (processesAt(place).length === 0 ? "nothing" : undefined), patience.gone).catch(() =>
    processesAt(place).join("\n"),
  );
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  if (code !== 0 || left !== "nothing" || said.err !== "")
    throw new Error(`the product ended with ${code}, left ${left} and said:\n${said.err}`);
}

/** Living processes whose command names this folder. */
function processesAt(place: string): string[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isAlive(pid));
  return pids.map((pid) => commandOf(pid)).filter((command) => command.includes(place));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function until<T>(look: () => T | undefined, milliseconds: number): Promise<T> {
  for (let waited = 0; waited <= milliseconds; waited += 100) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error(`waited longer than ${milliseconds / 1000} s`);
}

/** Somebody in front of a browser. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** From now on the browser may note that a request was answered with this status, or did not go through. */
  mayMeet(what: number | "offline"): void;
}

/** Who is there during one journey. */
export interface House {
  url: string;
  /** A colleague at a desk, 1366×768, signed in by one click on the demonstration account with this login ("mediator1"); without one at the sign-in page. */
  desk(login?: string): Promise<Visitor>;
  /** A citizen's phone, 390×844, at the sign-in page. */
  phone(): Promise<Visitor>;
}

let browser: Browser | undefined;
let product: Product | undefined;

/** Chromium may die while it starts on a machine under load, before it has shown anything: then it is started again, at most twice. */
async function openBrowser(left = 2): Promise<Browser> {
  try {
    return await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
  } catch (error) {
    if (left === 0) throw error;
    return openBrowser(left - 1);
  }
}

/** Call once in a test file: opens the browser, and the product unless ZS_PRODUCT_URL names one that runs. */
export function setTheStage(): void {
  beforeAll(async () => {
    const running = process.env["ZS_PRODUCT_URL"];
    product = running ? { url: running, stop: async () => undefined } : await startProduct();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });
}

/** One journey: opens visitors as they are asked for; afterwards no page may have complained. A failure leaves pictures of every page. */
export function journey(title: string, tale: (house: House) => Promise<void>): void {
  test(title, async () => {
    if (browser === undefined || product === undefined) throw new Error("call setTheStage() first");
    const visit = openHouse(browser, product.url);
    const pictures = process.env["ZS_PICTURES"];
    try {
      await tale(visit.house);
      expect(visit.complaints, "what the pages complained of").toEqual([]);
      if (pictures) await visit.draw(pictures, title);
    } catch (error) {
      const folder = pictures || join(tmpdir(), "zhunsheng-pictures");
      await visit.draw(folder, title);
      process.stderr.write(`${title}: pictures in ${folder}; ${visit.complaints.join("; ")}\n`);
      throw error;
    } finally {
      await visit.leave();
    }
  });
}

const desk = { viewport: { width: 1366, height: 768 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

function openHouse(on: Browser, url: string) {
  const visitors: Visitor[] = [];
  const complaints: string[] = [];
  const enter = async (device: typeof desk, address: string): Promise<Visitor> => {
    const context = await on.newContext({ ...device, baseURL: url, locale: "zh-CN", timezoneId: "Asia/Shanghai", acceptDownloads: true });
    context.setDefaultTimeout(patience.step);
    const expected = new Set<number | "offline">();
    context.on("page", (page) => listen(page, expected, complaints));
    const visitor = { page: await context.newPage(), context, mayMeet: (what: number | "offline") => void expected.add(what) };
    visitors.push(visitor);
    await visitor.page.goto(address);
    return visitor;
  };
  const house: House = {
    url,
    phone: () => enter(phone, "/m/"),
    desk: async (login) => {
      const visitor = await enter(desk, "/");
      if (login !== undefined) await signIn(visitor.page, login);
      return visitor;
    },
  };
  const draw = async (folder: string, title: string) => {
    mkdirSync(folder, { recursive: true });
    const pages = visitors.flatMap(({ context }) => context.pages());
    for (const [index, page] of pages.entries())
      await page.screenshot({ path: join(folder, `${title.replaceAll(/[^\p{L}\d]+/gu, "-")}-${index + 1}.png`) }).catch(() => undefined);
  };
  const leave = async () => {
    for (const { context } of visitors) await context.close();
  };
  return { house, complaints, draw, leave };
}

/** Chromium itself notes answers that are not 2xx; those a journey provokes are named by it, and a missing favicon never matters. */
function listen(page: Page, expected: Set<number | "offline">, complaints: string[]): void {
  const isExpected = (text: string, address: string): boolean => {
    if (new URL(address || "about:blank").pathname === "/favicon.ico") return true;
    const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(text)?.[1];
    return status === undefined
      ? expected.has("offline") && text.startsWith("Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
      : expected.has(Number(status));
  };
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type()) || isExpected(message.text(), message.location().url)) return;
    complaints.push(`${message.type()} at ${page.url()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`fault at ${page.url()}: ${error.stack ?? error.message}`));
}

/** Signs in at the desk with one click on a demonstration account of 示范区. */
export async function signIn(page: Page, login: string): Promise<void> {
  const answer = await page.request.get("/api/v1/demo-accounts");
  const { bureaus } = (await answer.json()) as { bureaus: { bureau: number; accounts: { login: string; name: string }[] }[] };
  const found = bureaus.find(({ bureau }) => bureau === 999_901)?.accounts.find((one) => one.login === `999901-${login}`);
  if (found === undefined) throw new Error(`no demonstration account ${login}`);
  await page.getByRole("button", { name: found.name }).first().click();
  await page.getByRole("button", { name: "退出" }).waitFor();
}
