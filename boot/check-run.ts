// `npm run check`: types, lint, format, structure. `npm run check -- --fix` formats and repairs what the tools can.
import { runChecks } from "./checks.ts";

const count = await runChecks({ mend: process.argv.includes("--fix") });
process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
process.exitCode = count.failed === 0 ? 0 : 1;
