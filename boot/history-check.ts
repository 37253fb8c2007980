// Checks a whole history against its seals: recomputes every hash from the stored rows, in batches, and names what does not fit.
import { canonical, STORED, type Stored } from "../kernel/history.ts";
import { ask, bureausIn, type Client, NODE_LEVEL, readNodes, type TreeHead, within } from "./sealing.ts";
import { addLeaf, chainHash, joinHashes, leafHash, NO_CHAIN, type Peak } from "./merkle.ts";

/** What a check found: seq is the place in the order of sealing (from 0), entry the id. */
export type Finding = { seq: number | null; entry: string | null; what: string };
/** `problems` (at most 1000 are kept) break the proof; `notices` need an explanation by people; `waiting` counts entries not sealed yet. */
export type HistoryReport = {
  bureau: number;
  size: number;
  root: string;
  ok: boolean;
  problems: Finding[];
  notices: Finding[];
  waiting: number;
};

type Leaf = Stored & { seq: number; entry_id: string; hash: Buffer; chain: Buffer };
type Head = { size: number; root: string; chain: string | null; label: string; before: string | null };
/** Where the walk along the leaves stands. `whole` while no leaf is missing; `closed`: no entry from here on should claim to be of an earlier day. */
type Walk = { report: HistoryReport; peaks: Peak[]; chain: Buffer | undefined; whole: boolean; heads: Head[]; closed: string };

const BATCH = 2000;
const MOST = 1000;

/**
 * Checks one bureau's history or all, with flat memory, in one snapshot; `published` are roots that left the system earlier (as dailyRoot answered).
 * Runs as the owner's role: under row-level security what one may not see would look removed.
 */
export async function verifyHistory(
  client: Client,
  { bureau, published = [] }: { bureau?: number; published?: TreeHead[] } = {},
): Promise<HistoryReport[]> {
  return within(client, "begin isolation level repeatable read read only", async () => {
    const tables = ["kernel.history", "kernel.history_leaf", "kernel.history_root", "kernel.history_unsealed"];
    const bureaus = new Set(bureau === undefined ? published.map((head) => head.bureau) : [bureau]);
    for (const table of bureau === undefined ? tables : []) for (const each of await bureausIn(client, table)) bureaus.add(each);
    const reports: HistoryReport[] = [];
    for (const each of bureaus)
      reports.push(
        await verifyBureau(
          client,
          each,
          published.filter((head) => head.bureau === each),
        ),
      );
    return reports;
  });
}

async function verifyBureau(client: Client, bureau: number, published: TreeHead[]): Promise<HistoryReport> {
  const report: HistoryReport = { bureau, size: 0, root: "", ok: true, problems: [], notices: [], waiting: 0 };
  const walk: Walk = { report, peaks: [], chain: NO_CHAIN, whole: true, heads: await headsOf(client, bureau, published), closed: "" };
  for (let count = BATCH; count === BATCH; ) {
    const leaves = await ask<Leaf>(
      client,
      `select l.seq::float8 as seq, l.entry_id::text, l.hash, l.chain, ${STORED} from kernel.history_leaf l
      left join kernel.history h on h.bureau_id = l.bureau_id and h.id = l.entry_id where l.bureau_id = $1 and l.seq >= $2 order by l.seq limit ${BATCH}`,
      [bureau, report.size],
    );
    await checkNodes(
      client,
      walk,
      leaves.flatMap((leaf) => checkLeaf(walk, leaf)),
    );
    count = leaves.length;
  }
  for (const head of walk.heads)
    problem(report, null, null, `${head.label}记有${head.size}条，现存封存只有${report.size}条：末尾的记录被删除`);
  await checkUnsealed(client, report);
  if (walk.whole) report.root = rootOf(walk);
  return report;
}

/** Roots to meet on the way, smallest first: those kept by day and those published. */
async function headsOf(client: Client, bureau: number, published: TreeHead[]): Promise<Head[]> {
  const kept = await ask<Head>(
    client,
    `select size::float8 as size, encode(root, 'hex') as root, encode(chain, 'hex') as chain, to_char(day, 'YYYY-MM-DD') || '的日根' as label,
    to_char(day - 1, 'YYYY-MM-DD') as before from kernel.history_root where bureau_id = $1`,
    [bureau],
  );
  const outside = published.map(({ size, root, chain }) => ({ size, root, chain: chain ?? null, label: "此前公布的根", before: null }));
  return [...kept, ...outside].sort((a, b) => a.size - b.size);
}

/** Checks one leaf against its entry, the leaf before it and the roots that end with it; answers the stored subtrees it completes. */
function checkLeaf(walk: Walk, leaf: Leaf): Peak[] {
  const { report } = walk;
  const { seq, entry_id: entry } = leaf;
  if (seq !== report.size) {
    problem(report, report.size, null, `序号${report.size}至${seq - 1}的封存缺失`);
    Object.assign(walk, { whole: false, chain: undefined });
  }
  if (leaf.id === null) problem(report, seq, entry, `序号${seq}的记录已被删除`);
  else if (!leafHash(canonical(leaf)).equals(leaf.hash)) problem(report, seq, entry, `序号${seq}的记录在封存之后被改动，内容与封存值不符`);
  if (walk.chain !== undefined && !chainHash(walk.chain, leaf.hash).equals(leaf.chain))
    problem(report, seq, entry, `序号${seq}与前一条接不上：次序或封存值被改动`);
  if (leaf.at !== null && (leaf.at ?? "") < walk.closed)
    notice(report, seq, entry, `序号${seq}写明发生于${leaf.at?.slice(0, 10)}，却在其后日根已定之后才封存，请核对是否倒填日期`);
  walk.chain = leaf.chain;
  report.size = seq + 1;
  const nodes = addLeaf(walk.peaks, leaf.hash).filter((node) => node.level >= NODE_LEVEL);
  checkHeads(walk);
  return walk.whole ? nodes : [];
}

function checkHeads(walk: Walk): void {
  const { report, heads } = walk;
  for (let head = heads[0]; head !== undefined && head.size <= report.size; head = heads[0]) {
    heads.shift();
    const fits =
      head.size === report.size && head.root === rootOf(walk) && (head.chain === null || head.chain === walk.chain?.toString("hex"));
    if (walk.whole && !fits)
      problem(report, null, null, `${head.label}（共${head.size}条）与现存封存算得的不符：其中的记录、次序或这个根被改动`);
    if (head.before !== null && head.before > walk.closed) walk.closed = head.before;
  }
}

async function checkNodes(client: Client, { report }: Walk, computed: Peak[]): Promise<void> {
  const stored = new Map((await readNodes(client, report.bureau, computed)).map((node) => [`${node.level}/${node.index}`, node.hash]));
  for (const { level, index, hash } of computed) {
    const found = stored.get(`${level}/${index}`);
    if (found?.equals(hash) !== true)
      problem(
        report,
        index * 2 ** level,
        null,
        `序号${index * 2 ** level}起${2 ** level}条的汇总值${found === undefined ? "缺失" : "被改动"}`,
      );
  }
}

/** Entries that neither are sealed nor wait, and waiting ones that are gone. */
async function checkUnsealed(client: Client, report: HistoryReport): Promise<void> {
  const waits = "select from kernel.history_unsealed u where u.bureau_id = $1 and u.at = h.at and u.entry_id = h.id";
  const loose = await ask<{ id: string }>(
    client,
    `select h.id::text as id from kernel.history h where h.bureau_id = $1
    and not exists (select from kernel.history_leaf l where l.bureau_id = $1 and l.entry_id = h.id) and not exists (${waits}) limit ${MOST}`,
    [report.bureau],
  );
  for (const { id } of loose) problem(report, null, id, "这条记录既未封存也不在待封存之列：绕过办理步骤写入，或其封存被删除");
  const gone = await ask<{ id: string }>(
    client,
    `select u.entry_id::text as id from kernel.history_unsealed u where u.bureau_id = $1
    and not exists (select from kernel.history h where h.bureau_id = $1 and h.id = u.entry_id and h.at = u.at) limit ${MOST}`,
    [report.bureau],
  );
  for (const { id } of gone) problem(report, null, id, "这条待封存的记录已被删除或改了时间");
  const [count] = await ask<{ n: number }>(client, "select count(*)::float8 as n from kernel.history_unsealed where bureau_id = $1", [
    report.bureau,
  ]);
  report.waiting = count?.n ?? 0;
}

const rootOf = (walk: Walk): string => joinHashes(walk.peaks.map((peak) => peak.hash)).toString("hex");

function problem(report: HistoryReport, seq: number | null, entry: string | null, what: string): void {
  report.ok = false;
  if (report.problems.length < MOST) report.problems.push({ seq, entry, what });
}

function notice(report: HistoryReport, seq: number | null, entry: string | null, what: string): void {
  if (report.notices.length < MOST) report.notices.push({ seq, entry, what });
}
