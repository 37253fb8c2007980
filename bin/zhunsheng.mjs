#!/usr/bin/env node
// The command line `zhunsheng`: same bootstrap as the npm scripts, arguments passed on as they are.
import { handOver } from "./bootstrap.mjs";

await handOver("apps/cli/main.ts", process.argv.slice(2));
