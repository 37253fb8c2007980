// Fonts: the operator's 仿宋 goes first, and the font that comes with the program has the characters of names.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { documentFonts, FONT_GUIDE, fontDirs } from "./fonts.ts";

const folder = mkdtempSync(join(tmpdir(), "fonts-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder that holds files of these names. */
function holding(name: string, ...files: string[]): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const file of files) writeFileSync(join(path, file), "");
  return path;
}

/** The code points a TrueType font has glyphs for (its cmap of format 12). */
function coverage(file: string): Set<number> {
  const font = readFileSync(file);
  const points = new Set<number>();
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + at * 16);
  const cmap = font.readUInt32BE((tables.find((at) => font.toString("latin1", at, at + 4) === "cmap") ?? 0) + 8);
  for (let at = 0; at < font.readUInt16BE(cmap + 2); at += 1) {
    const map = cmap + font.readUInt32BE(cmap + 4 + at * 8 + 4);
    if (font.readUInt16BE(map) !== 12) continue;
    for (let group = map + 16; group < map + 16 + font.readUInt32BE(map + 12) * 12; group += 12)
      for (let point = font.readUInt32BE(group); point <= font.readUInt32BE(group + 4); point += 1) points.add(point);
  }
  return points;
}

test("with no font on the machine there is still the program's own", () => {
  const dirs = fontDirs(join(folder, "none"), []);
  expect(dirs.map((dir) => dir.split("/").at(-1))).toEqual(["400Regular", "700Bold"]);
});

test("the order: the operator's, 仿宋 of the machine, FandolFang, the program's own, other Chinese fonts; Latin fonts are left out", () => {
  const data = join(folder, "data");
  const own = holding("data/fonts", "simfang.ttf");
  const system = join(folder, "system");
  const noto = holding("system/a/noto", "NotoSerifCJK-Regular.ttc");
  const fandol = holding("system/b", "FandolFang-Regular.otf");
  const fang = holding("system/c", "simfang.ttf", "arial.ttf");
  holding("system/d", "DejaVuSans.ttf");
  const dirs = fontDirs(data, [system, join(folder, "missing")]);
  expect(dirs.filter((dir) => dir.startsWith(folder))).toEqual([own, fang, fandol, noto]);
  expect(dirs.findIndex((dir) => dir.endsWith("400Regular"))).toBe(3);
});

test("the program's own font has all common characters and the rare ones of names, but not those beyond extension A", () => {
  const points = coverage(join(fontDirs("none", [])[0] ?? "", "NotoSerifSC_400Regular.ttf"));
  expect([..."镕堃喆昇玥翀赟犇㛃·〔〕（）—￥"].filter((char) => !points.has(char.codePointAt(0) ?? 0))).toEqual([]);
  const basic = Array.from({ length: 0x9fa6 - 0x4e00 }, (_, at) => 0x4e00 + at);
  expect(basic.filter((point) => !points.has(point))).toEqual([]);
  expect(points.has("𠮷".codePointAt(0) ?? 0)).toBe(false);
});

test("仿宋 is asked for first, the program's own always stands in, and the operator is told how to add a font", () => {
  for (const families of Object.values(documentFonts())) expect(families).toContain("Noto Serif SC");
  expect(documentFonts().body[0]).toBe("FangSong_GB2312");
  expect(FONT_GUIDE.join("")).toContain("data/fonts");
});
