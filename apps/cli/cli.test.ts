// The command line as operators and checks use it, on an installation of its own with the demonstration bureaus.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
/** A folder that the database's own user can reach. */
function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  chmodSync(folder, 0o711);
  return folder;
}
const dataDir = openFolder("zs-cli-");
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Said {
  code: number;
  out: string;
  lines: Record<string, unknown>[];
}

function zhunsheng(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "apps/cli/main.ts"), ...args], {
      env: { ...process.env, ZS_DATA: dataDir, DATABASE_URL: "", ...env },
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.on("close", (code) => {
      const json = args.includes("--json") ? out.split("\n").filter((line) => line.startsWith("{")) : [];
      done({ code: code ?? -1, out, lines: json.map((line) => JSON.parse(line)) });
    });
  });
}

describe("without an installation", () => {
  test("deadline answers with due day, arithmetic and basis; an old version is named by the family", async () => {
    const now = await zhunsheng(["deadline", "FY-05", "2026-09-24", "--json"]);
    expect(now.code).toBe(0);
    expect(now.lines[0]).toMatchObject({
      rule: "FY-05",
      from: "2026-09-24",
      due: "2026-10-09",
      unit: "WD",
      status: "C",
      provisional: false,
      arithmetic: expect.any(String),
      basis: expect.stringContaining("行政复议法"),
    });
    const old = await zhunsheng(["deadline", "FY-18", "2020-01-20", "--json"]);
    expect(old.lines[0]).toMatchObject({ rule: "FY-18o", due: "2020-03-20" });
  });
  test("a row without a day says so; a wrong question exits with 2 and a sentence", async () => {
    expect((await zhunsheng(["deadline", "FY-17", "2026-01-05", "--json"])).lines[0]).toMatchObject({ due: null });
    const wrong = await zhunsheng(["deadline", "FY-999", "2026-01-05", "--json"]);
    expect([wrong.code, wrong.lines[0]?.code]).toEqual([2, "unknown-rule"]);
    expect((await zhunsheng(["deadline", "FY-05"])).code).toBe(2);
    expect((await zhunsheng(["figures", "440811", "2020H3", "--json"])).lines[0]).toMatchObject({ code: "bad-period" });
    expect((await zhunsheng(["dance"])).code).toBe(2);
  });
  test("workdays counts and names the calendar rows it used", async () => {
    const answer = await zhunsheng(["workdays", "2026-09-28", "2026-10-10", "--json"]);
    expect(answer.lines[0]).toMatchObject({ count: expect.any(Number) });
    expect(JSON.stringify(answer.lines[0])).toContain("2026-10-10");
  });
});

describe("on an installation with the demonstration bureaus", () => {
  test("figures, the records behind them, and the report agree", { timeout: 300_000 }, async () => {
    const figures = await zhunsheng(["figures", "440811", "2020", "--json"]);
    expect(figures.code).toBe(0);
    const of = (indicator: string, dims: Record<string, string> = {}) =>
      figures.lines.find((line) => line.indicator === indicator && JSON.stringify(line.dims) === JSON.stringify(dims));
    expect(of("mediation.handled")).toMatchObject({
      value: 680,
      unit: "件",
      kind: "flow",
      status: "computed",
      from: "2020-01-01",
      to: "2020-12-31",
      records: 680,
    });
    expect(of("mediation.escalated", { topic: "涉疫情" })).toMatchObject({ value: 0 });
    const behind = await zhunsheng(["records", "440811", "2020", "mediation.handled", "--dims", "mediator_background=退休法官", "--json"]);
    expect(behind.lines).toHaveLength(17);
    const parts = await zhunsheng(["records", "440811", "2020", "mediation.success-rate", "--json"]);
    expect(
      Object.fromEntries(
        Map.groupBy(parts.lines, (line) => String(line.part))
          .entries()
          .map(([part, lines]) => [part, lines.length]),
      ),
    ).toEqual({ numerator: 664, denominator: 680 });
    const file = join(dataDir, "report.docx");
    const report = await zhunsheng(["report", "440811", "2020", "--out", file, "--json"]);
    const { text, figures: placed } = report.lines[0] as {
      text: string;
      figures: { indicator: string; printed: string; start: number; end: number }[];
    };
    for (const figure of placed) expect(text.slice(figure.start, figure.end)).toBe(figure.printed);
    expect(placed.find((figure) => figure.indicator === "mediation.success-rate")?.printed).toBe("97.6");
    expect(strFromU8(unzipSync(readFileSync(file))["word/document.xml"] ?? new Uint8Array())).toContain("680");
  });
  test("unknown bureau, indicator and dimension are refused with a sentence", { timeout: 60_000 }, async () => {
    expect((await zhunsheng(["figures", "110101", "2020", "--json"])).lines[0]).toMatchObject({ code: "not-found" });
    expect((await zhunsheng(["records", "440811", "2020", "mediation.nothing", "--json"])).lines[0]).toMatchObject({ code: "not-found" });
    expect((await zhunsheng(["records", "440811", "2020", "mediation.handled", "--dims", "colour=red", "--json"])).lines[0]).toMatchObject({
      code: "bad-dimension",
    });
  });
  test("backup and restore bring everything back, and the history still verifies", { timeout: 300_000 }, async () => {
    const file = join(dataDir, "whole.backup");
    expect((await zhunsheng(["backup", file, "--json"])).code).toBe(0);
    const other = openFolder("zs-restored-");
    try {
      expect((await zhunsheng(["restore", file, "--json"], { ZS_DATA: other })).code).toBe(0);
      const [before, after] = await Promise.all([
        zhunsheng(["figures", "331181", "2020", "--json"]),
        zhunsheng(["figures", "331181", "2020", "--json"], { ZS_DATA: other }),
      ]);
      expect(after.lines).toEqual(before.lines);
      const roots = join(other, "roots.json");
      expect((await zhunsheng(["verify", "history", "--publish", roots, "--json"], { ZS_DATA: other })).code).toBe(0);
      const verified = await zhunsheng(["verify", "history", "--root", roots, "--json"], { ZS_DATA: other });
      expect([verified.code, verified.out]).toEqual([0, expect.stringContaining("331181")]);
      const again = await zhunsheng(["restore", file, "--json"], { ZS_DATA: other });
      expect(again.code).not.toBe(0);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });
});
