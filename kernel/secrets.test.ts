// Sealing: what is sealed opens only here and unchanged; equal texts are found by digest; keys survive a restart and can be rotated.
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadSecrets } from "./secrets.ts";

const made: string[] = [];
function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "zhunsheng-secrets-"));
  made.push(folder);
  return folder;
}
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

test("a sealed text opens again, looks different each time and shows nothing of itself", () => {
  const secrets = loadSecrets(dataDir());
  const [one, two] = [secrets.seal("11010519491231002X 张三"), secrets.seal("11010519491231002X 张三")];
  expect(secrets.open(one)).toBe("11010519491231002X 张三");
  expect(one.equals(two)).toBe(false);
  expect(one.includes("1101")).toBe(false);
  expect(one[0]).toBe(1);
});

test("the key file is made once, readable by its owner alone, and opens after a restart", () => {
  const folder = dataDir();
  const sealed = loadSecrets(folder).seal("甲");
  expect(statSync(join(folder, "keys", "people.key")).mode & 0o777).toBe(0o600);
  expect(loadSecrets(folder).open(sealed)).toBe("甲");
  expect(loadSecrets(folder).digest("甲")).toEqual(loadSecrets(folder).digest("甲"));
});

test("another installation neither opens it nor finds it", () => {
  const [here, there] = [loadSecrets(dataDir()), loadSecrets(dataDir())];
  expect(() => there.open(here.seal("甲"))).toThrow();
  expect(there.digest("甲").equals(here.digest("甲"))).toBe(false);
});

test("one changed bit anywhere is noticed", () => {
  const secrets = loadSecrets(dataDir());
  const sealed = secrets.seal("乙");
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => secrets.open(changed)).toThrow();
  }
});

test("after a rotation the new key seals, the old one still opens, digests stay", () => {
  const folder = dataDir();
  const before = loadSecrets(folder);
  const [old, digest] = [before.seal("丙"), before.digest("丙")];
  appendFileSync(join(folder, "keys", "people.key"), `seal 2 ${"0123456789abcdef".repeat(2)}\n`);
  const after = loadSecrets(folder);
  expect(after.seal("丙")[0]).toBe(2);
  expect(after.open(old)).toBe("丙");
  expect(after.open(after.seal("丁"))).toBe("丁");
  expect(after.digest("丙")).toEqual(digest);
});

test("a damaged key file is refused rather than replaced", () => {
  const folder = dataDir();
  loadSecrets(folder);
  writeFileSync(join(folder, "keys", "people.key"), "seal 1 beef\n");
  expect(() => loadSecrets(folder)).toThrow("不完整，请用备份恢复");
});
