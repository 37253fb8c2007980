#!/usr/bin/env node
// Checks a history proof without this system: plain JavaScript, needs nothing but Node and, to be worth anything, the root the bureau published.
//
//   node verify-history.mjs PROOF.json [ROOT.json] [--json]
//
// PROOF.json  {"entry", "leafIndex", "size", "proof", "root"}: this record stands at this place of the tree with this root, or
//             {"oldSize", "newSize", "oldRoot", "newRoot", "proof"}: the new tree begins with exactly the records of the old one.
// ROOT.json   {"bureau", "size", "root"} as published, or an array of such; its root is believed, the proof's own is not.
// Hashes are SHA-256 in hex, trees as in RFC 6962: a leaf is SHA-256(00 || entry in UTF-8), a node SHA-256(01 || left || right).
// Exit: 0 it holds, 1 it does not, 2 the files cannot be read or say nothing about each other.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const node = (left, right) => createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
const leafOf = (entry) => createHash("sha256").update(Buffer.of(0)).update(entry, "utf8").digest();
const isCount = (n) => Number.isSafeInteger(n) && n >= 0;
const half = (n) => Math.floor(n / 2);

function bytes(hex) {
  if (typeof hex !== "string" || !/^[0-9a-f]{64}$/.test(hex)) throw new Error("文件中的散列值不是64位十六进制数。");
  return Buffer.from(hex, "hex");
}

/** Root that a leaf hash at `index` and its path lead to in a tree of `size` leaves (RFC 9162, 2.1.3.2); undefined if the path has the wrong length. */
export function rootFromPath(leaf, index, size, path) {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const other of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = node(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = node(hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** Old and new root that a consistency proof leads to (RFC 9162, 2.1.4.2); undefined if it cannot be one. */
export function rootsFromProof(oldSize, newSize, oldRoot, proof) {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize < 1 || oldSize > newSize) return undefined;
  if (oldSize === newSize) return proof.length === 0 ? [oldRoot, oldRoot] : undefined;
  const isPower = Number.isInteger(Math.log2(oldSize));
  const [seed, ...rest] = isPower ? [oldRoot, ...proof] : proof;
  if (seed === undefined) return undefined;
  let [at, last, before, after] = [oldSize - 1, newSize - 1, seed, seed];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  for (const other of rest) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      [before, after] = [node(other, before), node(other, after)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else after = node(after, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? [before, after] : undefined;
}

function checkInclusion(file) {
  if (typeof file.entry !== "string") throw new Error("证明文件缺少记录原文（entry）。");
  const root = rootFromPath(leafOf(file.entry), file.leafIndex, file.size, file.proof.map(bytes));
  const entry = JSON.parse(file.entry);
  if (root === undefined || !root.equals(bytes(file.root)))
    return { ok: false, what: "证明不成立：记录内容、位置或证明路径与根不符。", entry };
  return { ok: true, what: `证明成立：这条记录是共${file.size}条的历史中的第${file.leafIndex + 1}条，封存后未被改动。`, entry };
}

function checkConsistency(file) {
  const roots = rootsFromProof(file.oldSize, file.newSize, bytes(file.oldRoot), file.proof.map(bytes));
  const holds = roots !== undefined && roots[0].equals(bytes(file.oldRoot)) && roots[1].equals(bytes(file.newRoot));
  if (!holds) return { ok: false, what: "证明不成立：后来的历史不是在先前历史之后续写的。" };
  return { ok: true, what: `证明成立：后来的${file.newSize}条历史原样包含先前的${file.oldSize}条，只有续写，没有改动。` };
}

/** Compares the roots a proof rests on with the published ones: {wrong, isPartial}; throws when none of them was published. */
function compare(file, published) {
  const claims =
    "oldSize" in file
      ? [
          { size: file.oldSize, root: file.oldRoot },
          { size: file.newSize, root: file.newRoot },
        ]
      : [{ size: file.size, root: file.root }];
  const own = published.filter((head) => file.bureau === undefined || head.bureau === undefined || head.bureau === file.bureau);
  const pairs = claims.flatMap((claim) => own.filter((head) => head.size === claim.size).map((head) => ({ claim, head })));
  if (pairs.length === 0)
    throw new Error(
      `公布的根中没有共${claims.map((claim) => claim.size).join("条或")}条的那一个，无法对照。请用与证明同时公布的根，或请对方按该根重新出具证明。`,
    );
  const wrong = pairs.filter(({ claim, head }) => !bytes(claim.root).equals(bytes(head.root)));
  return { wrong, isPartial: new Set(pairs.map(({ claim }) => claim)).size < claims.length };
}

/** The verdict on a proof, compared with published roots if there are any: {ok, what, entry?}. Throws what makes the question wrong. */
export function verify(file, published) {
  if (file === null || typeof file !== "object" || !Array.isArray(file.proof)) throw new Error("这不是历史证明文件。");
  const verdict = "oldSize" in file ? checkConsistency(file) : checkInclusion(file);
  if (!verdict.ok) return verdict;
  if (published === undefined) return { ...verdict, what: `${verdict.what}尚未与公布的根对照，请同时给出公布的根文件。` };
  const { wrong, isPartial } = compare(file, published);
  if (wrong.length > 0) return { ...verdict, ok: false, what: `证明所依据的根与公布的根不一致（共${wrong[0].head.size}条处）。` };
  return { ...verdict, what: `${verdict.what}所依据的根与公布的根一致${isPartial ? "（两端只有一端已公布，另一端未能对照）" : ""}。` };
}

function main(args) {
  const [proof, root] = args.filter((arg) => !arg.startsWith("--"));
  const print = args.includes("--json")
    ? (answer) => console.log(JSON.stringify(answer))
    : (answer) => {
        console.log(answer.what);
        if (answer.entry)
          for (const key of ["bureau_id", "at", "actor_name", "subject", "subject_id", "action", "summary", "id"])
            console.log(`  ${key}: ${answer.entry[key]}`);
      };
  try {
    if (proof === undefined) throw new Error("用法：node verify-history.mjs 证明文件.json [公布的根.json] [--json]");
    const verdict = verify(
      JSON.parse(readFileSync(proof, "utf8")),
      root === undefined ? undefined : [JSON.parse(readFileSync(root, "utf8"))].flat(),
    );
    print(verdict);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    print({ ok: false, what: error instanceof SyntaxError ? "文件不是有效的 JSON。" : error.message });
    return 2;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
