// GLOSSARY.md is what the modules declare, and every term people see is Chinese and has one identifier in its record.
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadLawBook } from "#kernel/lawbook";
import { roles } from "#modules/offices";
import { modules } from "../modules/all.ts";
import { glossary, termsOf } from "./glossary.ts";

const book = loadLawBook();

test("GLOSSARY.md is current (npx vitest run architecture/glossary -u writes it)", async () => {
  await expect(glossary(modules, roles, book)).toMatchFileSnapshot(join(import.meta.dirname, "..", "GLOSSARY.md"));
});

const terms = modules.flatMap((module) => termsOf(module, book).map((term) => ({ ...term, module: module.name })));

test("every term that people see is Chinese", () => {
  expect(terms.filter(({ term }) => !/\p{Script=Han}/u.test(term)).map(({ module, identifier }) => `${module}: ${identifier}`)).toEqual([]);
});

test("no two states, no two steps and no two figures share a term in one record or line", () => {
  const seen = new Map<string, string>();
  const shared: string[] = [];
  for (const { module, kind, identifier, term } of terms.filter((one) => ["state", "step", "figure", "record"].includes(one.kind))) {
    const where = kind === "figure" || kind === "record" ? module : `${module}.${identifier.split(".")[0]}`;
    const key = `${where} ${kind} ${term}`;
    if (seen.has(key)) shared.push(`${key}: ${seen.get(key)}, ${identifier}`);
    seen.set(key, identifier);
  }
  expect(shared).toEqual([]);
});

test("a clock names its rule, article and status; a column its code list", () => {
  const of = (identifier: string) => terms.find((one) => one.module === "mediation" && one.identifier === identifier);
  expect(of("case.confirm")).toMatchObject({
    kind: "clock",
    term: "共同申请司法确认期限",
    more: expect.stringMatching(/^TJ-05 《.+》.*（[CPK]/),
  });
  expect(of("case.source")).toMatchObject({ kind: "column", term: "案件来源", more: expect.stringContaining("`court` 法院委托移送") });
  expect(of("mediation.success-rate")).toMatchObject({ kind: "figure", term: "调解成功率（%）" });
  expect(of("case.parties.id_number")?.term).toBe("证件号码");
});
