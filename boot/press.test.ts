// The press: starts on demand, answers in turn, refuses in a sentence when its child fails, dies or hangs, and leaves no process behind.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { press } from "./press.ts";
import { isAlive, waitGone } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "press-"));
afterAll(() => rmSync(folder, { recursive: true }));
const patience = { idle: 60_000, limit: 20_000, waiting: 3 };

/** A child that does what `body` says with `task`. */
function child(name: string, body: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `process.on("disconnect", () => process.exit(0));\nprocess.on("message", (task) => { ${body} });\n`);
  return pathToFileURL(file);
}
const echo = child("echo", "process.send({ pdf: Buffer.from(task.document) });");

test("documents come back in their order from one child, which starts with the first", async () => {
  const printer = press(patience, echo);
  expect(printer.pid()).toBeUndefined();
  const answers = await Promise.all(["甲", "乙", "丙"].map((each) => printer.print("", each)));
  expect(answers.map(String)).toEqual(["甲", "乙", "丙"]);
  printer.close();
});

test("a queue that is full refuses at once", async () => {
  const printer = press(patience, echo);
  const waiting = [1, 2, 3].map(() => printer.print("", "甲"));
  expect(await printer.print("", "丁")).toMatchObject({ code: "press-busy" });
  await Promise.all(waiting);
  printer.close();
});

test("a child that dies gives a refusal, and the next document a new child", async () => {
  const printer = press(
    patience,
    child("dies", 'if (task.document === "bad") process.exit(1); else process.send({ pdf: Buffer.from("ok") });'),
  );
  expect(await printer.print("", "bad")).toMatchObject({ code: "press-lost", refused: expect.stringContaining("请再试一次") });
  expect(String(await printer.print("", "good"))).toBe("ok");
  printer.close();
});

test("a child that hangs is killed after its time", async () => {
  const printer = press({ ...patience, limit: 500 }, child("hangs", "for (;;);"));
  const answer = printer.print("", "");
  await expect.poll(() => printer.pid()).toBeDefined();
  const pid = printer.pid() ?? 0;
  expect(await answer).toMatchObject({ code: "press-slow" });
  expect(await waitGone(pid, 5000)).toBe(true);
});

test("an idle child is let go", async () => {
  const printer = press({ ...patience, idle: 50 }, echo);
  const answer = printer.print("", "甲");
  await expect.poll(() => printer.pid()).toBeDefined();
  const pid = printer.pid() ?? 0;
  await answer;
  expect(await waitGone(pid, 5000)).toBe(true);
  expect(printer.pid()).toBeUndefined();
});

test("a program typst cannot read is refused with what to do", async () => {
  const printer = press(patience);
  expect(await printer.print("#nonsense", "{}")).toMatchObject({ code: "press-failed", refused: expect.stringContaining("Word") });
  expect(await printer.print('#read("../../../../../../../etc/passwd")', "{}")).toMatchObject({ code: "press-failed" });
  expect(String(await printer.print("ok", "{}")).slice(0, 5)).toBe("%PDF-");
  printer.close();
});

test("a server that is killed takes its child along; one that ends does not wait for it", async () => {
  const program = join(folder, "server.ts");
  const source = JSON.stringify(new URL("./press.ts", import.meta.url).href);
  writeFileSync(
    program,
    `import { press } from ${source};\nconst printer = press({ idle: 60000, limit: 20000, waiting: 3 });\nawait printer.print("ok", "{}");\nconsole.log(printer.pid());\nif (process.argv[2] === "stay") setInterval(() => {}, 1000);\n`,
  );
  for (const stays of ["stay", "end"]) {
    const server = spawn(process.execPath, [program, stays], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await new Promise((resolve) => server.stdout.once("data", resolve)));
    const ended = new Promise((resolve) => server.once("exit", (_, signal) => resolve(signal)));
    if (stays === "stay") {
      expect(isAlive(pid)).toBe(true);
      server.kill("SIGKILL");
    }
    expect(await ended).toBe(stays === "stay" ? "SIGKILL" : null);
    expect(await waitGone(pid, 5000)).toBe(true);
  }
});
