// What `npm run check` looks at, one after the other: types, lint, format, structure.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeLock } from "./complete-lock.ts";
import { runTool, type ToolAnswer } from "./tool.ts";
import { type Count, countOf } from "./vitest-count.ts";

type Check = { title: string; run(): Promise<ToolAnswer> };

/** Runs every check, printing one line each and the findings of those that fail. `mend` formats and repairs what a tool can. */
export async function runChecks({ mend = false }: { mend?: boolean } = {}): Promise<Count> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  if (mend) completeLock();
  for (const check of checks(mend)) {
    const began = performance.now();
    const answer = await check.run();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${answer.code === 0 ? "✔" : "✘"} ${check.title}（${seconds} 秒）\n`);
    if (answer.code === 0) total.passed += 1;
    else {
      total.failed += 1;
      process.stdout.write(`${shorten(answer.output)}\n`);
    }
  }
  return add(total, await structure());
}

/** Adds two counts. */
export function add(one: Count, other: Count): Count {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}

function checks(mend: boolean): Check[] {
  const types = (title: string, config: string) => ({ title, run: () => typecheck(config) });
  return [
    types("类型：服务端", "tsconfig.server.json"),
    types("类型：网页", "tsconfig.web.json"),
    types("类型：浏览器测试", "tsconfig.journeys.json"),
    { title: "代码规则", run: () => runTool("oxlint", ["--type-aware", "--format=unix", ...(mend ? ["--fix"] : [])]) },
    { title: "代码格式", run: () => runTool("biome", ["format", "--reporter=summary", ...(mend ? ["--write"] : []), "."]) },
  ];
}

async function typecheck(config: string): Promise<ToolAnswer> {
  const answer = await runTool("typescript", ["--project", config, "--pretty", "false"]);
  return /\bTS18003\b/.test(answer.output) ? { code: 0, output: "" } : answer;
}

async function structure(): Promise<Count> {
  const report = join(tmpdir(), `zhunsheng-structure-${process.pid}.json`);
  const answer = await runTool("vitest", [
    "run",
    "--project",
    "structure",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const count = countOf(report, answer.code);
  rmSync(report, { force: true });
  process.stdout.write(`${count.failed === 0 ? "✔" : "✘"} 代码结构（${count.passed} 项通过，${count.failed} 项未通过）\n`);
  const failures = answer.output.indexOf("Failed Tests");
  if (count.failed > 0) process.stdout.write(`${shorten(answer.output.slice(Math.max(0, failures)))}\n`);
  return count;
}

function shorten(output: string): string {
  const lines = output.split("\n");
  return lines.length <= 80 ? output : [...lines.slice(0, 80), `……另有 ${lines.length - 80} 行`].join("\n");
}
