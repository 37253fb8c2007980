// The stand-alone verifier, run as an auditor runs it: a copy of one file in an empty folder, with a proof and a published root.
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../kernel/clock.ts";
import { historyInsert } from "../kernel/history.ts";
import { consistencyProof, dailyRoot, exportProof, type ProofFile, seal, type TreeHead } from "./sealing.ts";
import { isRefused } from "../kernel/lifecycle.ts";
import { consistencyRanges, inclusionRanges, leafHash, treeRoot, verifyConsistency } from "./merkle.ts";
import { testDatabase } from "../kernel/testing-database.ts";

const source = new URL("verify-history.mjs", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "zhunsheng-verify-"));
const bureau = 440831;
const roots: TreeHead[] = [];
let proof: ProofFile;
let growth: Awaited<ReturnType<typeof consistencyProof>>;

beforeAll(async () => {
  copyFileSync(source, join(folder, "verify-history.mjs"));
  const owner = new pg.Client({ connectionString: (await testDatabase()).ownerUrl });
  await owner.connect();
  for (const [day, count] of [
    ["2026-03-02", 20],
    ["2026-03-03", 17],
  ] as const) {
    for (let i = 0; i < count; i += 1) {
      await owner.query(
        historyInsert({
          bureau_id: bureau,
          id: newId(),
          at: `${day}T01:00:00Z`,
          on_day: day,
          actor_id: null,
          actor_name: "甲",
          actor_role: "",
          subject: "mediation.case",
          subject_id: null,
          action: "view",
          version: null,
          summary: `查阅“第${i}件”`,
          detail: {},
          offices: [],
          owners: [],
        }),
      );
    }
    await seal(owner, { bureau });
    roots.push(...(await dailyRoot(owner, day, { bureau })));
  }
  const { rows } = await owner.query("select entry_id from kernel.history_leaf where bureau_id = $1 and seq = 11", [bureau]);
  const exported = await exportProof(owner, bureau, rows[0].entry_id, 20);
  if (isRefused(exported)) throw new Error(exported.refused);
  proof = exported;
  growth = await consistencyProof(owner, bureau, 20, 37);
  await owner.end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function audit(
  file: unknown,
  published?: unknown,
): Promise<{ code: number; answer: { ok: boolean; what: string; entry?: { summary: string } } }> {
  writeFileSync(join(folder, "proof.json"), JSON.stringify(file));
  if (published !== undefined) writeFileSync(join(folder, "root.json"), JSON.stringify(published));
  const files = published === undefined ? ["proof.json"] : ["proof.json", "root.json"];
  return new Promise((resolve) => {
    execFile(process.execPath, ["verify-history.mjs", ...files, "--json"], { cwd: folder, env: {} }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code), answer: JSON.parse(stdout) });
    });
  });
}

test("it depends on nothing but Node itself", () => {
  const imports = [...readFileSync(source, "utf8").matchAll(/from '([^']+)'/g)].map((found) => found[1]);
  expect(imports.every((each) => each?.startsWith("node:"))).toBe(true);
});

describe("a record's proof", () => {
  test("holds against the published root, and shows the record", async () => {
    const { code, answer } = await audit(proof, roots);
    expect(code).toBe(0);
    expect(answer.what).toBe("证明成立：这条记录是共20条的历史中的第12条，封存后未被改动。所依据的根与公布的根一致。");
    expect(answer.entry?.summary).toMatch(/^查阅“第\d+件”$/);
  });
  test("says that it was not compared when no root is given", async () => {
    const { code, answer } = await audit(proof);
    expect(code).toBe(0);
    expect(answer.what).toContain("尚未与公布的根对照");
  });
  test("does not hold for another text, place, path or size", async () => {
    const worse = [
      { entry: proof.entry.replace("查阅", "办结") },
      { leafIndex: 12 },
      { proof: proof.proof.slice(1) },
      { size: 40 },
      { leafIndex: -1 },
    ];
    for (const change of worse) expect(await audit({ ...proof, ...change }, roots)).toMatchObject({ code: 1, answer: { ok: false } });
  });
  test("does not hold against another root of the same size", async () => {
    const { code, answer } = await audit(proof, { ...roots[0], root: roots[1]?.root });
    expect([code, answer.what]).toEqual([1, "证明所依据的根与公布的根不一致（共20条处）。"]);
  });
  test("cannot be compared with a root of another size or bureau, and says so", async () => {
    expect(await audit(proof, roots[1])).toMatchObject({
      code: 2,
      answer: { what: expect.stringContaining("公布的根中没有共20条的那一个") },
    });
    expect(await audit(proof, { ...roots[0], bureau: 1 })).toMatchObject({ code: 2 });
  });
});

describe("the proof that history only grew", () => {
  test("holds between two published roots", async () => {
    expect(await audit(growth, roots)).toMatchObject({
      code: 0,
      answer: { what: "证明成立：后来的37条历史原样包含先前的20条，只有续写，没有改动。所依据的根与公布的根一致。" },
    });
  });
  test("says when only one end was published", async () => {
    expect((await audit(growth, roots[0])).answer.what).toContain("另一端未能对照");
  });
  test("does not hold for a rewritten history", async () => {
    expect(await audit({ ...growth, oldRoot: growth.newRoot }, roots)).toMatchObject({
      code: 1,
      answer: { what: "证明不成立：后来的历史不是在先前历史之后续写的。" },
    });
    expect(await audit({ ...growth, proof: growth.proof.toReversed() }, roots)).toMatchObject({ code: 1 });
  });
});

test.each([
  [{}, "这不是历史证明文件。"],
  [[1], "这不是历史证明文件。"],
  [{ proof: ["甲"], entry: "{}" }, "文件中的散列值不是64位十六进制数。"],
  [{ proof: [] }, "证明文件缺少记录原文（entry）。"],
])("a file that is no proof is refused in words: %j", async (file, what) => {
  expect(await audit(file)).toEqual({ code: 2, answer: { ok: false, what } });
});

test("its own algorithms agree with the kernel's for every tree up to 40 leaves", async () => {
  const { rootFromPath, rootsFromProof } = await import(source.href);
  const leaves = Array.from({ length: 40 }, (_, i) => leafHash(String(i)));
  const hash = ([from, to]: readonly [number, number]) => treeRoot(leaves.slice(from, to));
  for (let size = 1; size <= 40; size += 1) {
    for (let i = 0; i < size; i += 1) {
      expect(rootFromPath(leaves[i], i, size, inclusionRanges(i, size).map(hash))).toEqual(hash([0, size]));
      const [oldRoot, newRoot, path] = [hash([0, i + 1]), hash([0, size]), consistencyRanges(i + 1, size).map(hash)];
      expect(rootsFromProof(i + 1, size, oldRoot, path)).toEqual([oldRoot, newRoot]);
      expect(
        verifyConsistency({
          oldSize: i + 1,
          newSize: size,
          oldRoot: oldRoot.toString("hex"),
          newRoot: newRoot.toString("hex"),
          proof: path.map((each) => each.toString("hex")),
        }),
      ).toBe(true);
    }
  }
});
