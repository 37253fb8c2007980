#!/usr/bin/env node
// The npm scripts: start, test, check, bench, new.
import { handOver } from "./bootstrap.mjs";

const commands = {
  start: "apps/server/main.ts",
  test: "boot/test-run.ts",
  check: "boot/check-run.ts",
  bench: "boot/bench.ts",
  new: "boot/new.ts",
};

const [command = "start", ...args] = process.argv.slice(2);
if (Object.hasOwn(commands, command)) await handOver(commands[command], args);
else {
  process.stderr.write(`没有“${command}”这个命令，可用的有：${Object.keys(commands).join("、")}。\n`);
  process.exit(2);
}
