// Merkle trees: the vectors that certificate-transparency implementations publish, and every proof of every small tree.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addLeaf,
  blocksOf,
  chainHash,
  type ConsistencyProof,
  consistencyRanges,
  EMPTY_ROOT,
  type InclusionProof,
  inclusionRanges,
  joinHashes,
  leafHash,
  NO_CHAIN,
  nodeHash,
  type Peak,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";

const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const published = inputs.map((hex) => leafHash(Buffer.from(hex, "hex")));
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const many = Array.from({ length: 70 }, (_, i) => leafHash(`记录${i}`));

/** The definition in the standard, word for word: split at the largest power of two below n. */
function definition(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return only;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(definition(leaves.slice(0, k)), definition(leaves.slice(k)));
}
const hex = (hash: Buffer) => hash.toString("hex");
const hashesOf = (leaves: Buffer[], ranges: readonly (readonly [number, number])[]) =>
  ranges.map(([from, to]) => hex(definition(leaves.slice(from, to))));

function inclusion(leaves: Buffer[], leafIndex: number, size: number): InclusionProof {
  return { leafIndex, size, proof: hashesOf(leaves, inclusionRanges(leafIndex, size)), root: hex(treeRoot(leaves.slice(0, size))) };
}
function consistency(leaves: Buffer[], oldSize: number, newSize: number): ConsistencyProof {
  const [oldRoot = "", newRoot = "", ...proof] = hashesOf(leaves, [[0, oldSize], [0, newSize], ...consistencyRanges(oldSize, newSize)]);
  return { oldSize, newSize, oldRoot, newRoot, proof };
}
const flip = (text: string) => (text.startsWith("0") ? `1${text.slice(1)}` : `0${text.slice(1)}`);

describe("the published vectors", () => {
  test("the tree without leaves is the hash of nothing", () => {
    expect(hex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(treeRoot([])).toEqual(EMPTY_ROOT);
  });
  test.each(roots.map((root, i) => [i + 1, root] as const))("the root of the first %i leaves", (size, root) => {
    expect(hex(treeRoot(published.slice(0, size)))).toBe(root);
  });
  test("the path of the first of eight leaves", () => {
    expect(inclusion(published, 0, 8).proof).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
  });
  test("the consistency of six leaves with eight", () => {
    expect(consistency(published, 6, 8).proof).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
  });
});

describe("all trees of 1 to 70 leaves", () => {
  test("adding leaf by leaf gives the root of the definition", () => {
    const peaks: Peak[] = [];
    many.forEach((leaf, i) => {
      const completed = addLeaf(peaks, leaf);
      expect(joinHashes(peaks.map((peak) => peak.hash))).toEqual(definition(many.slice(0, i + 1)));
      for (const { level, index, hash } of completed)
        expect(hash).toEqual(definition(many.slice(index * 2 ** level, (index + 1) * 2 ** level)));
    });
  });
  test("every leaf of every tree has a proof that holds, and only for itself", () => {
    for (let size = 1; size <= 70; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusion(many, index, size);
        expect(verifyInclusion(many[index] ?? NO_CHAIN, proof)).toBe(true);
        expect(verifyInclusion(many[(index + 1) % 70] ?? NO_CHAIN, proof)).toBe(false);
      }
    }
  });
  test("every smaller tree is proved to be the beginning of every larger one", () => {
    for (let newSize = 0; newSize <= 70; newSize += 1) {
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1)
        expect(verifyConsistency(consistency(many, oldSize, newSize)), `${oldSize} in ${newSize}`).toBe(true);
    }
  });
  test("the ranges of proofs are made of complete subtrees that lie side by side", () => {
    for (let size = 1; size <= 70; size += 1) {
      for (const range of [...inclusionRanges(size >> 1, size), ...consistencyRanges(size, 70), [0, size] as const]) {
        const joined = joinHashes(
          blocksOf(range).map(({ level, index }) => definition(many.slice(index * 2 ** level, (index + 1) * 2 ** level))),
        );
        expect(joined).toEqual(definition(many.slice(...range)));
      }
    }
  });
});

describe("a proof that was touched does not hold", () => {
  const place = fc.integer({ min: 2, max: 70 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  test("a changed hash, a hash more, a hash less, another place, another size, another root", () => {
    fc.assert(
      fc.property(place, fc.nat(5), ([size, index], at) => {
        const good = inclusion(many, index, size);
        const leaf = many[index] ?? NO_CHAIN;
        const worse: InclusionProof[] = [
          { ...good, proof: good.proof.with(at % good.proof.length, flip(good.proof[at % good.proof.length] ?? "")) },
          { ...good, proof: [...good.proof, hex(leaf)] },
          { ...good, proof: good.proof.slice(1) },
          { ...good, leafIndex: (index + 1) % size },
          { ...good, leafIndex: -1 },
          { ...good, leafIndex: 0.5 },
          { ...good, leafIndex: size },
          { ...good, root: flip(good.root) },
          { ...good, root: "不是散列" },
          { ...good, size: Number.NaN },
        ];
        for (const bad of worse) expect(verifyInclusion(leaf, bad)).toBe(false);
      }),
    );
  });
  test("a history that was rewritten is not consistent with the one before", () => {
    fc.assert(
      fc.property(place, ([size, index]) => {
        const rewritten = many.with(index, leafHash("改写"));
        const good = consistency(rewritten, size, 70);
        expect(verifyConsistency(good)).toBe(true);
        expect(verifyConsistency({ ...good, oldRoot: hex(treeRoot(many.slice(0, size))) })).toBe(false);
        expect(verifyConsistency({ ...good, newRoot: flip(good.newRoot) })).toBe(false);
        expect(verifyConsistency({ ...good, proof: [...good.proof, good.oldRoot] })).toBe(false);
      }),
    );
  });
  test("sizes that cannot be are refused", () => {
    expect(verifyConsistency({ ...consistency(many, 3, 7), oldSize: 8 })).toBe(false);
    expect(verifyConsistency({ ...consistency(many, 0, 7), oldRoot: "00" })).toBe(false);
    expect(() => inclusionRanges(7, 7)).toThrow(RangeError);
    expect(() => consistencyRanges(8, 7)).toThrow(RangeError);
  });
});

test("a chain depends on every leaf before and on their order", () => {
  const chain = (leaves: Buffer[]) => hex(leaves.reduce(chainHash, NO_CHAIN));
  expect(chain(many)).not.toBe(chain([...many].reverse()));
  expect(chain(many.slice(0, 3))).toBe(
    hex(chainHash(chainHash(chainHash(NO_CHAIN, many[0] ?? NO_CHAIN), many[1] ?? NO_CHAIN), many[2] ?? NO_CHAIN)),
  );
});
