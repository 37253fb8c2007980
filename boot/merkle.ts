// Merkle trees as RFC 6962 and RFC 9162 define them: hashes, inclusion and consistency proofs, without any store.
import { hash } from "node:crypto";

/** Leaves [from, to) of a tree. */
export type Range = readonly [from: number, to: number];
/** A complete subtree: the 2^level leaves that begin at leaf index · 2^level, and its hash. */
export type Block = { level: number; index: number };
export type Peak = Block & { hash: Buffer };
/** That a leaf stands at `leafIndex` of the tree with this size and root; hashes in hex. */
export type InclusionProof = { leafIndex: number; size: number; proof: string[]; root: string };
/** That the new tree begins with exactly the leaves of the old one; hashes in hex. */
export type ConsistencyProof = { oldSize: number; newSize: number; oldRoot: string; newRoot: string; proof: string[] };

const sha256 = (...parts: Uint8Array[]): Buffer => hash("sha256", Buffer.concat(parts), "buffer");
const unhex = (text: string): Buffer => Buffer.from(text, "hex");

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256();
/** What stands before the first link of a hash chain: 32 zero bytes. */
export const NO_CHAIN: Buffer = Buffer.alloc(32);

/** Hash of a leaf: SHA-256(0x00 || bytes); text counts as its UTF-8 bytes. */
export const leafHash = (data: Uint8Array | string): Buffer => sha256(Buffer.of(0), typeof data === "string" ? Buffer.from(data) : data);
/** Hash of an inner node: SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.of(1), left, right);
/** Next link of a hash chain: SHA-256(previous link || leaf hash). */
export const chainHash = (previous: Uint8Array, leaf: Uint8Array): Buffer => sha256(previous, leaf);

/** Hash of a range from the hashes of its complete subtrees, left to right. */
export const joinHashes = (hashes: readonly Buffer[]): Buffer =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));

/** Adds a leaf to the tree whose largest complete subtrees are `peaks` (changed in place); answers the inner nodes it completes. */
export function addLeaf(peaks: Peak[], leaf: Buffer): Peak[] {
  const last = peaks.at(-1);
  const completed: Peak[] = [];
  let top: Peak = { level: 0, index: last === undefined ? 0 : (last.index + 1) * 2 ** last.level, hash: leaf };
  for (let left = last; left?.level === top.level; left = peaks.at(-1)) {
    peaks.pop();
    top = { level: top.level + 1, index: left.index / 2, hash: nodeHash(left.hash, top.hash) };
    completed.push(top);
  }
  peaks.push(top);
  return completed;
}

/** Root of a tree given as leaf hashes. */
export function treeRoot(leaves: Iterable<Buffer>): Buffer {
  const peaks: Peak[] = [];
  for (const leaf of leaves) addLeaf(peaks, leaf);
  return joinHashes(peaks.map((peak) => peak.hash));
}

/** The complete subtrees that make up a range, left to right. The range begins at 0 or comes from the two functions below. */
export function blocksOf([from, to]: Range): Block[] {
  const blocks: Block[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    blocks.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return blocks;
}

/** Walks from the root down to where `goal` says stop; at each split (the largest power of two below the size) it collects the half not entered. */
function descend(
  size: number,
  stop: (from: number, to: number) => boolean,
  goesLeft: (middle: number) => boolean,
): { path: Range[]; rest: Range } {
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (!stop(from, to)) {
    let width = 1;
    while (from + width * 2 < to) width *= 2;
    const middle = from + width;
    const left = goesLeft(middle);
    path.unshift(left ? [middle, to] : [from, middle]);
    [from, to] = left ? [from, middle] : [middle, to];
  }
  return { path, rest: [from, to] };
}

const ordered = (...sizes: number[]): boolean => sizes.every((size, i) => Number.isSafeInteger(size) && size >= (sizes[i - 1] ?? 0));

/** The ranges whose hashes, in this order, prove that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!ordered(index, size - 1)) throw new RangeError(`no leaf ${index} among ${size}`);
  return descend(
    size,
    (from, to) => to - from === 1,
    (middle) => index < middle,
  ).path;
}

/** The ranges whose hashes, in this order, prove that the tree of `newSize` leaves only adds to that of `oldSize` (RFC 6962, 2.1.2). */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!ordered(oldSize, newSize)) throw new RangeError(`not ${oldSize} <= ${newSize}`);
  if (oldSize === 0) return [];
  const { path, rest } = descend(
    newSize,
    (_, to) => to === oldSize,
    (middle) => oldSize <= middle,
  );
  return rest[0] === 0 ? path : [rest, ...path];
}

/** Whether the proof holds for this leaf hash. Anything malformed is simply not proof. */
export function verifyInclusion(leaf: Uint8Array, { leafIndex, size, proof, root }: InclusionProof): boolean {
  const ranges = ordered(leafIndex, size - 1) ? inclusionRanges(leafIndex, size) : undefined;
  if (ranges?.length !== proof.length) return false;
  const top = proof
    .map(unhex)
    .reduce((own, other, i) => ((ranges[i]?.[0] ?? 0) <= leafIndex ? nodeHash(other, own) : nodeHash(own, other)), Buffer.from(leaf));
  return top.equals(unhex(root));
}

/** Whether the new tree begins with exactly the leaves of the old one. Anything malformed is simply not proof. */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyProof): boolean {
  if (!ordered(oldSize, newSize)) return false;
  if (oldSize === 0) return proof.length === 0 && unhex(oldRoot).equals(EMPTY_ROOT);
  const ranges = consistencyRanges(oldSize, newSize);
  if (ranges.length !== proof.length) return false;
  let [before, after] = [unhex(oldRoot), unhex(oldRoot)];
  proof.map(unhex).forEach((other, i) => {
    const [from, to] = ranges[i] ?? [0, 0];
    if (to === oldSize) [before, after] = [other, other];
    else if (from >= oldSize) after = nodeHash(after, other);
    else [before, after] = [nodeHash(other, before), nodeHash(other, after)];
  });
  return before.equals(unhex(oldRoot)) && after.equals(unhex(newRoot));
}
