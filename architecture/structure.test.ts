// The structure of the product, held by a test: what may lie where, and who may import whom.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { missingEntries } from "../boot/complete-lock.ts";
import { codeOf, isTest, root, type Source, sources, target } from "./sources.ts";

const all = sources();
const known = new Set(
  (
    "README.md module.ts words.ts lifecycle.ts permissions.ts queries.ts indicators.ts imports.ts demo.ts public.ts reference.ts routes.ts " +
    "schema.sql matrix.txt actions documents migrations imports demo queries web"
  ).split(" "),
);
const forbidden = new Set(["utils", "util", "helpers", "helper", "common", "shared", "lib", "misc", "constants", "types"]);
const pureNames = ["words.ts", "lifecycle.ts", "permissions.ts"];
const modules = existsSync(join(root, "modules"))
  ? readdirSync(join(root, "modules")).filter((name) => statSync(join(root, "modules", name)).isDirectory())
  : [];

function filesOf(module: string): Source[] {
  return all.filter((source) => source.path.startsWith(`modules/${module}/`));
}

/** Modules that this module's server files import through their doors. */
function neededBy(module: string): string[] {
  const server = filesOf(module).filter((source) => !isTest(source.path) && !source.path.startsWith(`modules/${module}/web/`));
  const doors = server.flatMap((source) => source.imports).filter((specifier) => specifier.startsWith("#modules/"));
  return [...new Set(doors.map((specifier) => specifier.split("/")[1] ?? ""))].filter((name) => name !== module).toSorted();
}

/** What keeps a file from being pure: anything but zod, #kernel/lifecycle, and files of its own module that are pure themselves. */
function impurities(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const source = all.find((one) => one.path === path);
  if (!source) return [`${path} is missing`];
  return source.imports.flatMap((specifier) => {
    if (specifier === "zod" || specifier === "#kernel/lifecycle") return [];
    const file = target(source, specifier);
    return file?.startsWith("modules/") ? impurities(file, seen) : [`${path} imports ${specifier}`];
  });
}

describe.each(modules)("module %s", (module) => {
  test("has a table of contents and a description", () => {
    expect(["module.ts", "README.md"].filter((name) => !existsSync(join(root, "modules", module, name)))).toEqual([]);
  });

  test("holds known entries, and others only if its README introduces them by name", () => {
    const readme = join(root, "modules", module, "README.md");
    const introduced = existsSync(readme) ? readFileSync(readme, "utf8") : "";
    const strange = readdirSync(join(root, "modules", module)).filter((name) => {
      return !known.has(name) && !isTest(name) && name !== "testing" && !introduced.includes(name);
    });
    expect(strange).toEqual([]);
  });

  test("its relative imports stay inside", () => {
    const leaving = filesOf(module).flatMap((source) =>
      source.imports
        .filter((specifier) => target(source, specifier)?.startsWith(`modules/${module}/`) === false)
        .map((specifier) => `${source.path} → ${specifier}`),
    );
    expect(leaving).toEqual([]);
  });

  test("needs exactly the modules it imports", () => {
    const file = all.find((source) => source.path === `modules/${module}/module.ts`);
    const declared = /\bneeds:\s*\[([^\]]*)\]/.exec(file?.text ?? "")?.[1] ?? "";
    expect([...declared.matchAll(/["']([^"']+)["']/g)].map((match) => match[1] ?? "").toSorted()).toEqual(neededBy(module));
  });

  test("words, lifecycle and permissions are pure: the browser may load them", () => {
    const present = pureNames.map((name) => `modules/${module}/${name}`).filter((path) => existsSync(join(root, path)));
    expect(present.flatMap((path) => impurities(path))).toEqual([]);
  });

  test("nothing under web imports a server file", () => {
    const web = filesOf(module).filter((source) => source.path.startsWith(`modules/${module}/web/`) && !isTest(source.path));
    expect(web.flatMap((source) => serverImports(source, module))).toEqual([]);
  });
});

function serverImports(source: Source, module: string): string[] {
  return source.imports
    .filter((specifier) => {
      const file = target(source, specifier);
      if (file) return !file.startsWith(`modules/${module}/web/`) && impurities(file).length > 0;
      if (specifier.startsWith("#kernel/")) return !specifier.startsWith("#kernel/web/") && specifier !== "#kernel/lifecycle";
      if (specifier.startsWith("#modules/")) return !specifier.endsWith("/web");
      return specifier.startsWith("node:") || ["pg", "fastify"].includes(specifier);
    })
    .map((specifier) => `${source.path} → ${specifier}`);
}

test("modules form no ring", () => {
  const rings: string[] = [];
  const visit = (module: string, path: string[]) => {
    if (path.includes(module)) rings.push([...path.slice(path.indexOf(module)), module].join(" → "));
    else for (const next of neededBy(module)) visit(next, [...path, module]);
  };
  for (const module of modules) visit(module, []);
  expect([...new Set(rings)]).toEqual([]);
});

test("the central list names every module once", () => {
  const file = join(root, "modules", "all.ts");
  if (!existsSync(file)) return;
  const listed = [...readFileSync(file, "utf8").matchAll(/^import\b.*from\s+["'](?:#modules\/|\.\/)([\w-]+)(?:\/module\.ts)?["']/gm)].map(
    (match) => match[1] ?? "",
  );
  expect(listed.toSorted()).toEqual(modules.toSorted());
});

test("the kernel imports no module and no app", () => {
  const kernel = all.filter((source) => source.path.startsWith("kernel/") && !isTest(source.path));
  const wrong = kernel.flatMap((source) =>
    source.imports
      .filter((specifier) => specifier.startsWith("#modules/") || /^(modules|apps)\//.test(target(source, specifier) ?? ""))
      .map((specifier) => `${source.path} → ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test("the kernel stays small: 2,650 lines of code without web and tests, comments not counted", () => {
  const kernel = all.filter(
    (source) =>
      source.path.startsWith("kernel/") &&
      !source.path.startsWith("kernel/web/") &&
      !source.path.startsWith("kernel/testing-") &&
      !isTest(source.path),
  );
  const isCode = (line: string) => !/^\s*(\/\/|\/?\*|$)/.test(line);
  const lines = kernel.reduce((sum, source) => sum + source.text.split("\n").filter(isCode).length, 0);
  expect(lines).toBeLessThanOrEqual(2650);
});

test("no file is longer than 400 lines, no test than 500", () => {
  const long = all
    .map((source) => ({ path: source.path, lines: source.text.trimEnd().split("\n").length }))
    .filter(({ lines, path }) => lines > (isTest(path) ? 500 : 400));
  expect(long).toEqual([]);
});

test("no file or folder has a name that says nothing", () => {
  const parts = (path: string) => path.replace(/(\.test)?\.\w+$/, "").split("/");
  expect(all.map(({ path }) => path).filter((path) => parts(path).some((part) => forbidden.has(part)))).toEqual([]);
});

test("every file says in its first line what it is for", () => {
  const silent = all.filter(({ text }) => !/^(#![^\n]*\n)?\/\/ \S.{10,}/.test(text)).map(({ path }) => path);
  expect(silent).toEqual([]);
});

test("time and chance come from the kernel's clock alone", () => {
  const free = /^(boot|bin|architecture)\/|^kernel\/(web\/)?clock\.tsx?$/;
  const wrong = all
    .filter(({ path }) => !free.test(path) && !isTest(path))
    .filter((source) => /\bnew Date\(\s*\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID(v7)?\(|\bTemporal\.Now\b/.test(codeOf(source)))
    .map(({ path }) => path);
  expect(wrong).toEqual([]);
});

test("the lock file names the packages of every platform and no registry's host", () => {
  const text = readFileSync(join(root, "package-lock.json"), "utf8");
  const lock = JSON.parse(text) as Parameters<typeof missingEntries>[0];
  expect(Object.keys(missingEntries(lock)), "repair it with: npm run check -- --fix").toEqual([]);
  expect(text).not.toMatch(/"resolved"/);
});
