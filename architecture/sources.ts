// The product's own source files and what each imports, for the tests of structure.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

export type Source = { path: string; text: string; imports: string[] };

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folders = "{apps,architecture,bench,bin,boot,demo,journeys,kernel,law,modules}";
const importing =
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** Every TypeScript file of the product, generated and built ones left out; paths with forward slashes from the root. */
export function sources(): Source[] {
  const found = globSync(`${folders}/**/*.{ts,tsx,mjs}`, { cwd: root }).map((path) => path.split(sep).join("/"));
  return found
    .filter((path) => !/(^|\/)(node_modules|dist|generated)\//.test(path))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: [...text.matchAll(importing)].map((match) => match[1] ?? match[2] ?? match[3] ?? "") };
    });
}

/** Where a relative import leads, from the root; undefined when it is not relative. */
export function target(source: Source, specifier: string): string | undefined {
  return specifier.startsWith(".")
    ? normalize(join(dirname(source.path), specifier))
        .split(sep)
        .join("/")
    : undefined;
}

/** The text without comments and without what stands in quotes, so that words in prose are not taken for code. */
export function codeOf(source: Source): string {
  return source.text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, "");
}

/** True for tests and what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|(^|\/)testing[-.]|^journeys\//.test(path);
}
