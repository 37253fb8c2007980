// `npm run new <name> [中文名]`: lays a line of work that starts at once, from the templates in boot/new/, and tells the lists that name every module.
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "../kernel/clock.ts";
import { computeDeadline } from "../kernel/deadlines.ts";
import { type LawBook, loadLawBook, type Rule } from "../kernel/lawbook.ts";
import { isRefused } from "../kernel/lifecycle.ts";
import { badLabel, badName, identifiers } from "./new/names.ts";
import { addBefore, addImport } from "./new/register.ts";
import { productRoot, runTool } from "./tool.ts";

const usage = "用法：npm run new <英文名> [中文名]，例如：npm run new notary 公证";
const templates = join(productRoot, "boot", "new");
/** A matter of the story test is registered on this day; its due day stands in the test as a literal. */
const storyDay = "2020-12-01";
/** 政府信息公开答复期限 stands in where the line has no rule of its own that is confirmed, until it is replaced. */
const anyRule = "XX-01";

const [name = "", label = sectionOf(name)] = process.argv.slice(2);
process.exitCode = await start();

async function start(): Promise<number> {
  if (name === "" || process.argv.length > 4) return refuse(usage, 2);
  const refusal = badName(name, readdirSync(join(productRoot, "modules"))) ?? badLabel(label);
  if (refusal !== undefined) return refuse(refusal, 2);
  const values = valuesOf(loadLawBook());
  const written = lay(values);
  enlist(values);
  if (!(await tidy(values))) {
    return refuse(`modules/${name} 已写好，但整理或生成 matrix.txt、GLOSSARY.md 时出错（见上）。改好后运行 npm run check -- --fix。`, 1);
  }
  process.stdout.write(`${closing(written.length + 1, values)}\n`);
  return 0;
}

function refuse(sentence: string, code: number): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}

/** The Chinese name of a line whose time limits are known: the section of its file in law/time-limits; else none. */
function sectionOf(line: string): string {
  const [file] = globSync(`law/time-limits/*-${line || "none"}.json`, { cwd: productRoot });
  return file === undefined ? "" : (JSON.parse(readFileSync(join(productRoot, file), "utf8")) as { section: string }).section;
}

/** What stands in the templates between double underlines. */
function valuesOf(book: LawBook): Record<string, string> {
  const rule = ruleFor(book);
  const answer = computeDeadline(book, { rule: rule.family, from: storyDay });
  if (isRefused(answer)) throw new Error(answer.refused);
  return {
    ...identifiers(name),
    name,
    label,
    day: migrationDay(),
    rule: rule.family,
    basis: rule.basis.join("，"),
    arithmetic: answer.arithmetic,
    due: answer.due,
  };
}

/** The first confirmed duty of the line's own section that counts from a day, else `anyRule`. */
function ruleFor(book: LawBook): Rule {
  const [file] = globSync(`law/time-limits/*-${name}.json`, { cwd: productRoot });
  const own = file === undefined ? [] : (JSON.parse(readFileSync(join(productRoot, file), "utf8")) as { rules: Rule[] }).rules;
  const found = [...own.map((rule) => rule.family), anyRule].map((family) => computedOn(book, family)).find((rule) => rule !== undefined);
  if (found === undefined) throw new Error(`law/time-limits has no rule ${anyRule}`);
  return found;
}

function computedOn(book: LawBook, family: string): Rule | undefined {
  const answer = computeDeadline(book, { rule: family, from: storyDay });
  if (isRefused(answer) || answer.provisional || answer.status !== "C" || answer.due <= storyDay) return undefined;
  const rule = book.rules.get(answer.rule.toUpperCase());
  return rule?.kind === "duty" && rule.direction === "after" && rule.unit !== "H" && rule.given !== true ? rule : undefined;
}

/** Today as migrations write it, and never before the newest migration there is, for they apply in the order of their days. */
function migrationDay(): string {
  const days = globSync("{kernel,modules/*}/migrations/*.sql", { cwd: productRoot }).map(
    (path) => /(\d{8})-[^/\\]*$/.exec(path)?.[1] ?? "",
  );
  return [systemClock().today().replaceAll("-", ""), ...days].toSorted().at(-1) ?? "";
}

/** Writes the module's files; answers their paths. */
function lay(values: Record<string, string>): string[] {
  const files = globSync("**/*.txt", { cwd: templates }).map((path) => ({ path, target: fill(path.slice(0, -".txt".length), values) }));
  for (const { path, target } of files) {
    const file = join(productRoot, "modules", name, target);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fill(readFileSync(join(templates, path), "utf8"), values));
  }
  return files.map(({ target }) => target);
}

function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/__([a-z]+)__/g, (whole, key: string) => values[key] ?? whole);
}

/** One line in each list: modules/all.ts, modules/web.ts, and the samples that the access test makes of every kind of record. */
function enlist({ camel = "" }: Record<string, string>): void {
  edit("modules/all.ts", (text) =>
    addBefore(addImport(text, `import { ${camel} } from "#modules/${name}";`), /\bfigures\b(?=[^;]*\];)/, `${camel}, `),
  );
  const shown = `webModule({ name: "${name}", label: "${label}", records: [${camel}Matter] }),\n  `;
  edit("modules/web.ts", (text) =>
    addBefore(
      addImport(text, `import { matter as ${camel}Matter } from "./${name}/lifecycle.ts";`),
      /(?<=webModules = \[\s*(?:\w+Web,\s*)*)(?!\w+Web,)\S/,
      shown,
    ),
  );
  const sample = `  "${name}.matter": [{ role: "chief", step: "register", input: () => ({ applicant: \`\${mark}申请人\`, phone: "13800138009", summary: "申请办理一件事项" }) }],\n`;
  const samples = "architecture/access-samples.ts";
  if (existsSync(join(productRoot, samples))) edit(samples, (text) => addBefore(text, /^\} satisfies Record<string, Taken\[\]>/m, sample));
}

function edit(path: string, change: (text: string) => string): void {
  const file = join(productRoot, path);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

/** Formats what was written, and lets the tests write the generated files: matrix.txt and GLOSSARY.md. */
async function tidy(values: Record<string, string>): Promise<boolean> {
  process.stdout.write(`已写好 modules/${name}，正在生成 matrix.txt 和 GLOSSARY.md…\n`);
  const format = await runTool("biome", ["format", "--write", "--reporter=summary", `modules/${name}`, "modules/all.ts", "modules/web.ts"]);
  const pattern = `^(${values.name}( >)? its golden table|GLOSSARY)`;
  const made = await runTool("vitest", ["run", "--project", "unit", "architecture/matrix", "architecture/glossary", "-u", "-t", pattern], {
    env: { ZS_TEST_MODULES: "" },
  });
  for (const answer of [format, made]) if (answer.code !== 0) process.stderr.write(`${answer.output}\n`);
  return format.code === 0 && made.code === 0 && existsSync(join(productRoot, "modules", name, "matrix.txt"));
}

function closing(count: number, { rule, basis }: Record<string, string>): string {
  return [
    `已建好业务模块 modules/${name}（${label}），共${count}个文件，并已列入 modules/all.ts 和 modules/web.ts。`,
    `法定期限暂用 ${rule}（${basis}）${rule === anyRule ? "，这一条只是占位，请在 lifecycle.ts 换成本业务的规则" : ""}。`,
    "接下来：",
    `  npm test -- modules/${name}     本模块的测试`,
    "  npm run check                   类型、规则、格式、结构",
    "  npm start                       在浏览器里打开，用司法所负责人的账号登记第一件",
    "  docs/new-line.md                一小时指南：从这里到自己的步骤、时限、文书和指标",
  ].join("\n");
}
