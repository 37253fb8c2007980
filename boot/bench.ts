// `npm run bench [name …]`: runs the benchmarks of bench/ one after the other; each prints JSON lines of its figures.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { productRoot, runNode } from "./tool.ts";

const all = readdirSync(join(productRoot, "bench"), { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
  .map((entry) => entry.name.slice(0, -3))
  .toSorted();
const wished = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const flags = process.argv.slice(2).filter((word) => word.startsWith("-"));
const unknown = wished.find((name) => !all.includes(name));

if (unknown !== undefined || all.length === 0) {
  process.stderr.write(`没有名为“${unknown ?? ""}”的基准测试，可选：${all.join("、") || "（无）"}。\n`);
  process.exit(2);
}
for (const name of wished.length > 0 ? wished : all) {
  process.stderr.write(`── ${name}\n`);
  const answer = await runNode([join("bench", `${name}.ts`), ...flags], { show: true });
  if (answer.code !== 0) process.exitCode = 1;
}
