// The division files hold together: codes, parents, days, counts.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

interface Row {
  code: string;
  name: string;
  valid_from: string | null;
  valid_to: string | null;
  former_names?: string[];
  note?: string;
}
interface File {
  code: string;
  title: string;
  standard: string[];
  source: string;
  year: number;
  as_of: string;
  status: string;
  rows: Row[];
}

const folder = new URL(".", import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name, file: JSON.parse(readFileSync(new URL(name, folder), "utf8")) as File })); // our own data
const rows = files.flatMap(({ file }) => file.rows);
const inForce = (day: string) => rows.filter((row) => (row.valid_from ?? "") <= day && day <= (row.valid_to ?? "9999"));
const count = (prefix: string, length: number, day: string) =>
  inForce(day).filter((row) => row.code.startsWith(prefix) && row.code.length === length).length;

test("each file names its source, year and status, and holds one subtree", () => {
  for (const { name, file } of files) {
    expect(name).toBe(`${file.code}.json`);
    expect(file.source.length).toBeGreaterThan(10);
    expect(file.as_of.slice(0, 4)).toBe(String(file.year));
    expect(["P", "invented"]).toContain(file.status);
    expect(file.rows.every((row) => row.code.startsWith(file.code))).toBe(true);
  }
});

test("every code is there once, has a level and a parent", () => {
  const codes = new Set(rows.map((row) => row.code));
  expect(codes.size).toBe(rows.length);
  const shorter: Record<number, number> = { 4: 2, 6: 4, 9: 6, 12: 9 };
  for (const { code } of rows) expect(code).toMatch(/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/);
  expect(rows.filter(({ code }) => code.length > 2 && !codes.has(code.slice(0, shorter[code.length])))).toEqual([]);
});

test("days are days, in order; names are clean", () => {
  for (const row of rows) {
    for (const day of [row.valid_from, row.valid_to]) if (day !== null) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(row.name).toMatch(/^[\p{Unified_Ideograph}]+$/u);
  }
  expect(rows.filter((row) => (row.valid_from ?? "") > (row.valid_to ?? "9999"))).toEqual([]);
});

test("the six demo counties have their townships and villages", () => {
  const day = "2023-06-30";
  expect(
    ["440811", "440512", "440311", "451224", "331181", "999901"].map((county) => [count(county, 9, day), count(county, 12, day)]),
  ).toEqual([
    [7, 140],
    [7, 61],
    [6, 31],
    [14, 152],
    [19, 243],
    [8, 63],
  ]);
  expect(["4408", "4405", "4403", "4512", "3311"].map((city) => count(city, 6, day))).toEqual([9, 7, 9, 11, 9]);
});

test("a case of 2020 finds the villages of 2020", () => {
  expect(inForce("2020-12-31").some((row) => row.name === "湖光农场")).toBe(true);
  expect(inForce("2023-12-31").some((row) => row.name === "湖光农场")).toBe(false);
  expect(inForce("2020-12-31").find((row) => row.code === "331181001200")?.name).toBe("一村村委会");
  expect(inForce("2023-12-31").some((row) => row.code === "331181001200")).toBe(false);
});

test("places run by somebody else than their parent say so", () => {
  expect(rows.filter((row) => row.note !== undefined).map((row) => row.name)).toEqual(["东山街道", "东简街道", "民安街道", "硇洲镇"]);
});
