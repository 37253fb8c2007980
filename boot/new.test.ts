// `npm run new`: a line of work laid into a copy of the tree compiles, keeps the structure, passes its own tests and answers at its address.
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../kernel/testing-database.ts";
import { badLabel, badName, identifiers } from "./new/names.ts";
import { addBefore, addImport } from "./new/register.ts";
import { productRoot } from "./tool.ts";

const patience = 240_000;
const left = new Set(["node_modules", "data", "dist", "coverage"]);

describe("the name of a line of work", () => {
  const present = ["people", "mediation", "all.ts"];
  test.each(["notary", "legal-aid", "public-legal-services", "rule-of-law-office"])("%s will do", (name) => {
    expect(badName(name, present)).toBeUndefined();
  });
  test.each([
    ["Notary", "小写"],
    ["notary_office", "短横"],
    ["notary2", "数字"],
    ["no", "3至30"],
    ["mediation", "已经有"],
    ["case-utils", "utils"],
    ["order", "保留字"],
    ["kernel", "保留字"],
  ])("%s is refused, with what to do", (name, says) => {
    expect(badName(name, present)).toContain(says);
  });
  test("its Chinese name is Chinese", () => {
    expect(badLabel("公证")).toBeUndefined();
    expect(badLabel("")).toContain("写上");
    expect(badLabel('公"证')).toContain("2至20个汉字");
    expect(badLabel("notary")).toContain("2至20个汉字");
  });
  test("gives the variable and the schema", () => {
    expect(identifiers("rule-of-law-office")).toEqual({ camel: "ruleOfLawOffice", schema: "rule_of_law_office" });
  });
});

test("a line goes after the imports, an entry before its place; a place that is not there is an error, not a guess", () => {
  expect(addImport('// x\nimport { a } from "a";\nimport {\n  b,\n} from "b";\n\nconst c = 1;\n', 'import { d } from "d";')).toBe(
    '// x\nimport { a } from "a";\nimport {\n  b,\n} from "b";\nimport { d } from "d";\n\nconst c = 1;\n',
  );
  expect(addBefore("[a, z]", /z/, "b, ")).toBe("[a, b, z]");
  expect(() => addImport("const c = 1;\n", "import 'd';")).toThrow("no import");
  expect(() => addBefore("[a]", /z/, "b, ")).toThrow("no place");
});

describe("npm run new notary", () => {
  let copy = "";
  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), "zs-new-"));
    chmodSync(copy, 0o711); // as root, PostgreSQL runs as another user and must reach its programs through here
    for (const entry of readdirSync(productRoot)) {
      if (left.has(entry) || (entry.startsWith(".") && entry !== ".oxlintrc.json")) continue;
      cpSync(join(productRoot, entry), join(copy, entry), { recursive: true });
    }
    symlinkSync(join(productRoot, "node_modules"), join(copy, "node_modules"), "junction");
    const laid = await node("boot/new.ts", "notary");
    expect(laid.output).toContain("GZ-01（《公证法》第30条）");
    expect(laid.code).toBe(0);
  }, patience);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** Runs Node in the copy as somebody at a terminal would, without what vitest put into our environment. */
  function node(...args: string[]): Promise<{ code: number; output: string }> {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: process.env["TMPDIR"], NO_COLOR: "1" };
    return new Promise((done) => {
      const flags = ["--disable-warning=ExperimentalWarning", ...args];
      execFile(process.execPath, flags, { cwd: copy, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
      );
    });
  }
  const vitest = (...args: string[]) => node("node_modules/vitest/vitest.mjs", "run", ...args);
  const well = async (run: Promise<{ code: number; output: string }>) => {
    const { code, output } = await run;
    expect(code, output).toBe(0);
  };

  test("compiles, on the server and in the browser", { timeout: patience }, async () => {
    for (const config of ["tsconfig.server.json", "tsconfig.web.json"])
      await well(node("node_modules/typescript/bin/tsc", "--project", config, "--pretty", "false"));
  });

  test("keeps to the rules and the format of the code", { timeout: patience }, async () => {
    await well(node("node_modules/oxlint/bin/oxlint", "--type-aware", "modules/notary"));
    await well(node("node_modules/@biomejs/biome/bin/biome", "format", "modules/notary", "modules/all.ts", "modules/web.ts"));
  });

  test("keeps the structure, and stands in the central list, the access samples, the matrix and the glossary", {
    timeout: patience,
  }, async () => {
    await well(vitest("--project", "structure", "-t", "module notary|central list"));
    await well(vitest("--project", "unit", "architecture/matrix", "architecture/glossary", "-t", "notary|GLOSSARY"));
    expect(readFileSync(join(copy, "architecture", "access-samples.ts"), "utf8")).toContain('"notary.matter": [');
    expect(readFileSync(join(copy, "GLOSSARY.md"), "utf8")).toContain("| record | `notary.matter` | 公证事项 |");
  });

  test("its own tests are green: the story and the figure", { timeout: patience }, async () => {
    await well(vitest("--project", "unit", "modules/notary"));
  });

  test("the server composes with it, and its address answers", { timeout: patience }, async () => {
    const database = await testDatabase();
    const dataDir = mkdtempSync(join(tmpdir(), "zs-new-data-"));
    const place = JSON.stringify({ ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir, demo: false });
    writeFileSync(
      join(copy, "try.ts"),
      `import { composeServer } from "./apps/server/compose.ts";
       import { fill } from "./apps/server/fill.ts";
       const place = ${place};
       await fill({ ...place, say: () => undefined });
       const { app, close } = await composeServer(place);
       const ask = async (url: string) => (await app.inject({ url })).json();
       const heard = await ask("/api/v1/notary/matters");
       const { paths } = await ask("/api/v1/openapi.json");
       await close();
       console.log(JSON.stringify({ code: heard.code, paths: Object.keys(paths).filter((path) => path.startsWith("/api/v1/notary/")) }));`,
    );
    const { output } = await node("try.ts");
    rmSync(dataDir, { recursive: true, force: true });
    const answer = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { code: string; paths: string[] };
    expect(answer.code, output).toBe("not-signed-in");
    expect(answer.paths).toContain("/api/v1/notary/matters/{id}/steps/finish");
  });

  test("a second time it is refused with a sentence and changes nothing", { timeout: patience }, async () => {
    const before = readFileSync(join(copy, "modules", "all.ts"), "utf8");
    const again = await node("boot/new.ts", "notary", "公证");
    expect(again).toMatchObject({ code: 2, output: expect.stringContaining("已经有 modules/notary") });
    expect(await node("boot/new.ts")).toMatchObject({ code: 2, output: expect.stringContaining("用法：npm run new") });
    expect(await node("boot/new.ts", "village-counsel")).toMatchObject({ code: 2, output: expect.stringContaining("中文名") });
    expect(readFileSync(join(copy, "modules", "all.ts"), "utf8")).toBe(before);
  });
});
