// The small tools around the tests: what is counted, and what completes the lock file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fitsTar, tarEnd, tarEntry } from "./archive.ts";
import { add } from "./checks.ts";
import { missingEntries } from "./complete-lock.ts";
import { awaitLeaving, registerGuest } from "./guests.ts";
import { birthOf, commandOf, isAlive } from "./processes.ts";
import { countOf } from "./vitest-count.ts";

const place = mkdtempSync(join(tmpdir(), "zhunsheng-tools-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function report(content: object): string {
  const file = join(place, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test("a run counts its tests, a file that could not be loaded, and an end that went wrong", () => {
  expect(countOf(report({ ...none, numPassedTests: 5, numFailedTests: 1, numPendingTests: 2 }), 1)).toEqual({
    passed: 5,
    failed: 1,
    skipped: 2,
  });
  expect(countOf(report({ ...none, testResults: [{ status: "failed", assertionResults: [] }] }), 1).failed).toBe(1);
  expect(countOf(report({ ...none, numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(countOf(join(place, "absent.json"), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(add({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});

test("a package for another platform that the lock file forgot is named with its platform", () => {
  const lock = {
    packages: {
      "": {},
      "node_modules/tool": {
        dev: true,
        optionalDependencies: {
          "@tool/linux-x64": "1.0.0",
          "@tool/cli-linux-arm64-musl": "1.0.0",
          "@tool/win32-x64": "1.0.0",
          fast: "2.0.0",
          "@tool/darwin-x64": "^1.0.0",
        },
      },
      "node_modules/@tool/linux-x64": { version: "1.0.0" },
    },
  };
  expect(missingEntries(lock)).toEqual({
    "node_modules/@tool/cli-linux-arm64-musl": {
      version: "1.0.0",
      dev: true,
      optional: true,
      os: ["linux"],
      cpu: ["arm64"],
      libc: ["musl"],
    },
    "node_modules/@tool/win32-x64": { version: "1.0.0", dev: true, optional: true, os: ["win32"], cpu: ["x64"] },
  });
});

test("a process is told from another that had its number before", () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(birthOf(process.pid)).toBe(birthOf(process.pid));
  expect(birthOf(process.pid)).not.toBe(birthOf(process.ppid));
  expect(commandOf(process.pid)).toContain("node");
  expect([isAlive(0), isAlive(-1), isAlive(2 ** 30), birthOf(2 ** 30), commandOf(2 ** 30)]).toEqual([false, false, false, undefined, ""]);
});

test("a guest that died without taking leave is not waited for", async () => {
  const leave = registerGuest(place);
  writeFileSync(join(place, "run", "guests", String(2 ** 30)), "long ago");
  leave();
  await awaitLeaving(place);
});

test("a tar entry is whole blocks, and a content of another length than announced is an error", async () => {
  const pieces: Buffer[] = [];
  for await (const piece of tarEntry("a.txt", 3, [Buffer.from("abc")])) pieces.push(piece);
  expect(Buffer.concat(pieces).length).toBe(1024);
  expect(tarEnd().length).toBe(1024);
  await expect(async () => {
    for await (const piece of tarEntry("a.txt", 4, [Buffer.from("abc")])) void piece;
  }).rejects.toThrow("3 bytes instead of 4");
  expect([fitsTar("files/ab/c.pdf"), fitsTar("files/空.pdf"), fitsTar("../x"), fitsTar("x".repeat(100))]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
