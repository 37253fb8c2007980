// `npm test`: everything there is to test, ending with one line `N passed, N failed`. `npm test -- people` runs matching files only.
import { globSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath } from "./browser.ts";
import { add, runChecks } from "./checks.ts";
import { productRoot, runTool } from "./tool.ts";
import { type Count, countOf } from "./vitest-count.ts";

const filters = process.argv.slice(2);
let total: Count = { passed: 0, failed: 0, skipped: 0 };

if (filters.length === 0) {
  stage("检查：类型、规则、格式、结构");
  total = add(total, await runChecks());
}
stage("单元与数据库测试");
total = add(total, await runVitest("unit"));
if (globSync("journeys/**/*.test.ts", { cwd: productRoot }).length > 0) {
  stage("浏览器测试");
  total = add(total, await runJourneys());
}
if (total.skipped > 0) stage(`跳过 ${total.skipped} 项（缺少它们需要的材料）`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function runJourneys(): Promise<Count> {
  try {
    chromiumPath();
  } catch (error) {
    stage(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return runVitest("journeys");
}

async function runVitest(project: string): Promise<Count> {
  const report = join(tmpdir(), `zhunsheng-${project}-${process.pid}.json`);
  const flags = ["--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, "--passWithNoTests"];
  const answer = await runTool("vitest", ["run", ...flags, ...filters], { show: true });
  const count = countOf(report, answer.code);
  rmSync(report, { force: true });
  return count;
}

function stage(text: string): void {
  process.stdout.write(`\n── ${text}\n`);
}
