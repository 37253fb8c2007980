// Sealing the history: entries become leaves of one Merkle tree per bureau (RFC 6962), with daily roots and proofs.
import type { ClientBase } from "pg";
import { canonical, STORED, type Stored } from "../kernel/history.ts";
import { type Refused, refuse } from "../kernel/lifecycle.ts";
import {
  addLeaf,
  type Block,
  blocksOf,
  chainHash,
  type ConsistencyProof,
  consistencyRanges,
  type InclusionProof,
  inclusionRanges,
  joinHashes,
  leafHash,
  NO_CHAIN,
  type Peak,
  type Range,
  treeRoot,
} from "./merkle.ts";

/** The state of a bureau's tree: what is published, and what a root file holds. Hashes in hex. */
export type TreeHead = { bureau: number; size: number; root: string; chain: string; day?: string };
/** A file that boot/verify-history.mjs checks on its own. `entry` is the canonical text whose leaf hash is proved. */
export type ProofFile = InclusionProof & { format: "zhunsheng-history-inclusion/1"; bureau: number; entry: string };

/** The smallest subtrees that are stored (the migration says so too). */
export const NODE_LEVEL = 8;
const TILE = 2 ** NODE_LEVEL;
const SEALER_LOCK = 726_083_115;
export type Client = Pick<ClientBase, "query">;

/** The rows that a statement answers. */
export async function ask<Row>(client: Client, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await client.query(text, values)).rows as Row[];
}

/** Runs `work` in a transaction. */
export async function within<T>(client: Client, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const answer = await work();
    await client.query("commit");
    return answer;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** The bureaus that have rows in a table whose primary key begins with bureau_id: one index probe a bureau. */
export async function bureausIn(client: Client, table: string): Promise<number[]> {
  const found: number[] = [];
  for (;;) {
    const [next] = await ask<{ bureau_id: number }>(
      client,
      `select bureau_id from ${table} where bureau_id > $1 order by bureau_id limit 1`,
      [found.at(-1) ?? -1],
    );
    if (next === undefined) return found;
    found.push(next.bureau_id);
  }
}

/** Hashes of ranges of a bureau's tree from O(log n) stored nodes and at most 256 leaves at each ragged edge. */
async function rangeHashes(client: Client, bureau: number, ranges: Range[]): Promise<Buffer[]> {
  const blocks = ranges.map(blocksOf);
  const known = new Map<string, Buffer>();
  const keyOf = (block: Block) => `${block.level}/${block.index}`;
  const high = blocks.flat().filter((block) => block.level >= NODE_LEVEL);
  const low = blocks.flat().filter((block) => block.level < NODE_LEVEL);
  for (const node of await readNodes(client, bureau, high)) known.set(keyOf(node), node.hash);
  const tileOf = (block: Block) => Math.floor((block.index * 2 ** block.level) / TILE);
  for (const tile of new Set(low.map(tileOf))) {
    const leaves = await ask<{ hash: Buffer }>(
      client,
      "select hash from kernel.history_leaf where bureau_id = $1 and seq >= $2 and seq < $3 order by seq",
      [bureau, tile * TILE, (tile + 1) * TILE],
    );
    for (const block of low.filter((each) => tileOf(each) === tile)) {
      const [start, width] = [block.index * 2 ** block.level - tile * TILE, 2 ** block.level];
      if (start + width <= leaves.length) known.set(keyOf(block), treeRoot(leaves.slice(start, start + width).map((leaf) => leaf.hash)));
    }
  }
  const hashOf = (block: Block): Buffer => {
    const hash = known.get(keyOf(block));
    if (hash === undefined) throw new Error(`history of ${bureau} is damaged: no subtree ${keyOf(block)}; run verify history`);
    return hash;
  };
  return blocks.map((each) => joinHashes(each.map(hashOf)));
}

/** Stored subtrees, as far as they are there. */
export function readNodes(client: Client, bureau: number, wanted: Block[]): Promise<Peak[]> {
  const text = `select n.level, n.idx::float8 as index, n.hash from unnest($2::int[], $3::bigint[]) as w(level, idx)
    join kernel.history_node n on n.bureau_id = $1 and n.level = w.level and n.idx = w.idx`;
  return ask<Peak>(client, text, [bureau, wanted.map((block) => block.level), wanted.map((block) => block.index)]);
}

async function lastLeaf(client: Client, bureau: number): Promise<{ size: number; chain: Buffer }> {
  const [leaf] = await ask<{ size: number; chain: Buffer }>(
    client,
    "select seq::float8 + 1 as size, chain from kernel.history_leaf where bureau_id = $1 order by seq desc limit 1",
    [bureau],
  );
  return leaf ?? { size: 0, chain: NO_CHAIN };
}

/**
 * Seals what waits, oldest first, in transactions of `batch` entries; answers how many. Runs as the owner's role on a connection without an open transaction.
 * An entry comes into the queue with its own commit and leaves it with its leaf, so each is sealed once, however late it commits; sealers at once are harmless.
 */
export async function seal(client: Client, { bureau, batch = 2000 }: { bureau?: number; batch?: number } = {}): Promise<number> {
  let sealed = 0;
  for (const each of bureau === undefined ? await bureausIn(client, "kernel.history_unsealed") : [bureau]) {
    for (let place: Place | undefined = ["-infinity", NO_ID]; place !== undefined; ) {
      const after: Place = place;
      const done = await within(client, "begin isolation level read committed", () => sealBatch(client, each, batch, after));
      sealed += done.count;
      place = done.next;
    }
  }
  return sealed;
}

type Place = [at: string, id: string];
type Waiting = Stored & { waits_at: string; waits_id: string };
const NO_ID = "00000000-0000-0000-0000-000000000000";
// Walks along the queue, so that entries which vanished from the history (they stay in the queue as evidence) are passed over.
const WAITING = `select to_char(u.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as waits_at, u.entry_id::text as waits_id, ${STORED}
  from (select * from kernel.history_unsealed where bureau_id = $1 and (at, entry_id) > ($2, $3) order by at, entry_id limit $4) u
  left join kernel.history h on h.bureau_id = $1 and h.id = u.entry_id and h.at = u.at order by u.at, u.entry_id`;

async function sealBatch(client: Client, bureau: number, most: number, after: Place): Promise<{ count: number; next: Place | undefined }> {
  const [lock] = await ask<{ mine: boolean }>(client, "select pg_try_advisory_xact_lock($1, $2) as mine", [SEALER_LOCK, bureau]);
  if (lock?.mine !== true) return { count: 0, next: undefined };
  const waiting = await ask<Waiting>(client, WAITING, [bureau, ...after, most]);
  const rows = waiting.filter((row) => row.id !== null);
  if (rows.length > 0) await append(client, bureau, rows);
  const last = waiting.at(-1);
  return { count: rows.length, next: last === undefined || waiting.length < most ? undefined : [last.waits_at, last.waits_id] };
}

/** Adds the entries' leaves at the end of the tree and takes them from the queue. */
async function append(client: Client, bureau: number, rows: Waiting[]): Promise<void> {
  let { size, chain } = await lastLeaf(client, bureau);
  const blocks = blocksOf([0, size]);
  const hashes = await rangeHashes(
    client,
    bureau,
    blocks.map(({ level, index }) => [index * 2 ** level, (index + 1) * 2 ** level]),
  );
  const peaks: Peak[] = blocks.map((block, i) => ({ ...block, hash: hashes[i] ?? NO_CHAIN }));
  const leaves = rows.map((row) => leafHash(canonical(row)));
  const chains = leaves.map((leaf) => (chain = chainHash(chain, leaf)));
  const nodes = leaves.flatMap((leaf) => addLeaf(peaks, leaf)).filter((node) => node.level >= NODE_LEVEL);
  const ids = rows.map((row) => row.waits_id);
  await client.query(
    "insert into kernel.history_leaf (bureau_id, seq, entry_id, hash, chain) select $1, * from unnest($2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[])",
    [bureau, leaves.map(() => size++), ids, leaves, chains],
  );
  await client.query(
    "insert into kernel.history_node (bureau_id, level, idx, hash) select $1, * from unnest($2::int[], $3::bigint[], $4::bytea[])",
    [bureau, nodes.map((node) => node.level), nodes.map((node) => node.index), nodes.map((node) => node.hash)],
  );
  await client.query(
    "delete from kernel.history_unsealed u using unnest($2::timestamptz[], $3::uuid[]) as s(at, entry_id) where u.bureau_id = $1 and u.at = s.at and u.entry_id = s.entry_id",
    [bureau, rows.map((row) => row.waits_at), ids],
  );
}

/**
 * Keeps the root of the bureau's tree (or of every bureau's) as that of `day`, and answers what to publish. Runs as the owner's role, after sealing;
 * again on the same day it moves the root forward, never back.
 */
export async function dailyRoot(client: Client, day: string, { bureau }: { bureau?: number } = {}): Promise<TreeHead[]> {
  const heads: TreeHead[] = [];
  for (const each of bureau === undefined ? await bureausIn(client, "kernel.history_leaf") : [bureau]) {
    const { size, chain } = await lastLeaf(client, each);
    const [root = NO_CHAIN] = await rangeHashes(client, each, [[0, size]]);
    heads.push({ bureau: each, day, size, root: root.toString("hex"), chain: chain.toString("hex") });
    await client.query(
      `insert into kernel.history_root (bureau_id, day, size, root, chain) values ($1, $2, $3, $4, $5)
      on conflict (bureau_id, day) do update set size = excluded.size, root = excluded.root, chain = excluded.chain where excluded.size >= history_root.size`,
      [each, day, size, root, chain],
    );
  }
  return heads;
}

/** Proof that an entry is in the tree: the present one, or the one of `size` leaves, such as a published root names. Refuses an entry that is not in it. */
export async function inclusionProof(client: Client, bureau: number, entryId: string, size?: number): Promise<InclusionProof | Refused> {
  const [leaf] = await ask<{ index: number }>(
    client,
    "select seq::float8 as index from kernel.history_leaf where bureau_id = $1 and entry_id = $2",
    [bureau, entryId],
  );
  const whole = (await lastLeaf(client, bureau)).size;
  if (leaf === undefined) return refuse("history-unsealed", "没有找到这条记录的封存，可能刚刚写入，请稍候再试。");
  if (size !== undefined && !(size > leaf.index && size <= whole))
    return refuse(
      "history-not-covered",
      `所给的根共${size}条，不包含这条记录（序号${leaf.index}，现已封存${whole}条），请换用这条记录之后公布的根。`,
    );
  const hashes = await rangeHashes(client, bureau, [...inclusionRanges(leaf.index, size ?? whole), [0, size ?? whole]]);
  const [root = "", ...proof] = hashes.map((hash) => hash.toString("hex")).reverse();
  return { leafIndex: leaf.index, size: size ?? whole, proof: proof.reverse(), root };
}

/** Proof that the tree of `newSize` leaves begins with the tree of `oldSize` leaves. Throws RangeError for sizes that never were. */
export async function consistencyProof(client: Client, bureau: number, oldSize: number, newSize: number): Promise<ConsistencyProof> {
  if (newSize > (await lastLeaf(client, bureau)).size) throw new RangeError(`no tree of ${newSize} leaves`);
  const hashes = await rangeHashes(client, bureau, [[0, oldSize], [0, newSize], ...consistencyRanges(oldSize, newSize)]);
  const [oldRoot = "", newRoot = "", ...proof] = hashes.map((hash) => hash.toString("hex"));
  return { oldSize, newSize, oldRoot, newRoot, proof };
}

/** An entry with its proof, to be written to a file and checked without this system. Whoever may not see the entry does not find it. */
export async function exportProof(client: Client, bureau: number, entryId: string, size?: number): Promise<ProofFile | Refused> {
  const [row] = await ask<Stored>(client, `select ${STORED} from kernel.history h where h.bureau_id = $1 and h.id = $2`, [bureau, entryId]);
  if (row === undefined) return refuse("not-found", "没有找到。");
  const proof = await inclusionProof(client, bureau, entryId, size);
  return "refused" in proof ? proof : { format: "zhunsheng-history-inclusion/1", bureau, entry: canonical(row), ...proof };
}
