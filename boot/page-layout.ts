// How a document is laid out line by line after GB/T 9704-2012; Word, PDF and readable text are made from this one layout.
import { type Block, type Cell, type Document, type Field, printedDay, type Run } from "../kernel/documents.ts";

export type Role = "body" | "hei" | "kai" | "title" | "digits";
type Align = "left" | "center" | "right";
/** How a kind of line looks: type size and line pitch in pt, indents in characters, `outline` its level in a reader's navigation. */
type Look = { name: string; font: Role; size: number; pitch: number; align: Align; indent: number; outline?: number };
/** 版心 is 28 characters wide. */
const CHARACTERS = 28;
const body: Look = { name: "公文正文", font: "body", size: 16, pitch: 28, align: "left", indent: 2 };

/** The looks of all kinds of line (GB/T 9704-2012, 7: 3号 = 16 pt, 2号 = 22 pt, 4号 = 14 pt; 22 lines of 28 characters a page). */
export const LOOKS = {
  mark: { ...body, name: "发文机关标志", font: "title", size: 48, pitch: 64, align: "center", indent: 0 },
  number: { ...body, name: "发文字号", align: "center", indent: 0 },
  heading: { ...body, name: "机关名称", font: "title", size: 22, pitch: 34, align: "center", indent: 0 },
  title: { ...body, name: "公文标题", font: "title", size: 22, pitch: 34, align: "center", indent: 0, outline: 0 },
  h1: { ...body, name: "一级标题", font: "hei", outline: 1 },
  h2: { ...body, name: "二级标题", font: "kai", outline: 2 },
  h3: { ...body, name: "三级标题", outline: 3 },
  h4: { ...body, name: "四级标题", outline: 4 },
  body,
  flush: { ...body, name: "顶格正文", indent: 0 },
  sign: { ...body, name: "签名行", pitch: 42 },
  right: { ...body, name: "署名", align: "right", indent: 0 },
  copy: { ...body, name: "抄送", size: 14, indent: 1 },
  cell: { ...body, name: "表格文字", size: 12, pitch: 18, indent: 0 },
  header: { ...body, name: "表头", font: "hei", size: 12, pitch: 18, align: "center", indent: 0 },
} as const satisfies Record<string, Look>;

/** A laid-out piece of text, or `blank` characters of line to write on. */
export type Piece = { text: string; bold?: true; figure?: string } | { blank: number };
/** What one paragraph has beyond its look: room `before` in mm, indents in characters, a red `rule` under it; `keep` keeps it with the next. */
type Departure = { size?: number; before?: number; right?: number; left?: number; rule?: true; foot?: true; keep?: true };
export type Line = Departure & { kind: "line"; look: keyof typeof LOOKS; pieces: Piece[] };
export type LaidCell = { pieces: Piece[][]; align: Align; header: boolean; across: number; down: number; room: number };
export type Part = Line | { kind: "table"; columns: number[]; header: boolean; rows: LaidCell[][] } | { kind: "pageBreak" };

/** Width of a text in characters of the grid: ASCII takes half a place. */
export const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + (char < "\u0100" ? 0.5 : 1), 0);

/** The text as it may be printed: no control characters, no half surrogates, nothing that reverses the direction of reading. */
function clean(text: string): string {
  const whole = text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029]/g, "\n");
  return whole.replaceAll("\t", " ").replaceAll(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/gu, "");
}

/** Runs as lines of pieces: a line break a user typed begins a new line. */
function split(text: string | Run[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const run of typeof text === "string" ? [text] : text) {
    const whole = typeof run === "string" ? { text: run } : run;
    for (const [at, part] of clean(whole.text).split("\n").entries()) {
      if (at > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ ...whole, text: part });
    }
  }
  return lines;
}

const lines = (look: Line["look"], text: string | Run[], more: Departure = {}): Line[] =>
  split(text).map((pieces) => ({ kind: "line", look, pieces, ...more }));
const gap = (count: number, more: Departure = {}): Line[] =>
  Array.from({ length: count }, () => ({ kind: "line", look: "flush", pieces: [], ...more }));

/** Numbers headings 一、（一）1.（1）; a higher level starts the lower ones anew (GB/T 9704-2012, 7.3.3). */
function numbering(): (level: number) => string {
  const counts = [0, 0, 0, 0];
  const digits = ["", ..."一二三四五六七八九"];
  return (level) => {
    const count = (counts[level - 1] ?? 0) + 1;
    counts.fill(count, level - 1, level).fill(0, level);
    const tens = Math.floor(count / 10);
    const chinese = `${tens > 1 ? digits[tens] : ""}${tens > 0 ? "十" : ""}${digits[count % 10]}`;
    return [`${chinese}、`, `（${chinese}）`, `${count}. `, `（${count}）`][level - 1] ?? "";
  };
}

function fieldLine(fields: Field[]): Line {
  const texts = fields.map((field, at) => clean(`${at > 0 ? "　" : ""}${field.label}：${field.value ?? ""}`).replaceAll("\n", " "));
  const blanks = fields.filter((field) => !field.value).length;
  const rest = Math.max(3, (CHARACTERS - body.indent - 1 - texts.reduce((sum, text) => sum + widthOf(text), 0)) / Math.max(1, blanks));
  const pieces = texts.flatMap((text, at): Piece[] => (fields[at]?.value ? [{ text }] : [{ text }, { blank: rest }]));
  return { kind: "line", look: "body", pieces };
}

function signatures(block: Extract<Block, { kind: "signatures" }>): Line[] {
  const written = block.lines.map((who): Line => {
    const text = `${clean(who)}：`;
    return { kind: "line", look: "sign", keep: true, pieces: [{ text }, { blank: Math.max(4, CHARACTERS - 4 - widthOf(text)) }] };
  });
  const date = block.date ? printedDay(block.date) : "　　　年　　月　　日";
  return [...written, ...(block.seal ? [...gap(1, { keep: true }), ...signed([block.seal], date)] : lines("right", date, { right: 4 }))];
}

/** Names above a date, each centred over it; the date stands four characters from the edge (GB/T 9704-2012, 7.3.5). */
function signed(names: string[], date: string | undefined): Line[] {
  const width = date ? widthOf(date) : 0;
  const above = names.flatMap((name) => lines("right", name, { keep: true, right: Math.max(2, 4 + (width - widthOf(name)) / 2) }));
  return [...above, ...(date ? lines("right", date, { right: 4 }) : [])];
}

/** Rows with every place of the grid filled, so that no cell slides into its neighbour's column. */
function table(block: Extract<Block, { kind: "table" }>): Part {
  const header = (block.header ?? []).map((text): Cell => ({ text, label: true }));
  const taken: number[] = block.columns.map(() => 0);
  const rows = (block.header ? [header, ...block.rows] : block.rows).map((row, at) => {
    const cells = row.map((cell) => laidCell(cell, block.header !== undefined && at === 0));
    const free = taken.filter((until) => until <= at).length - cells.reduce((sum, cell) => sum + cell.across, 0);
    if (free < 0) throw new RangeError(`table row ${at} is wider than its ${block.columns.length} columns`);
    cells.push(...Array.from({ length: free }, () => laidCell("", false)));
    let column = 0;
    for (const cell of cells) {
      while ((taken[column] ?? 0) > at) column += 1;
      taken.fill(at + cell.down, column, column + cell.across);
      column += cell.across;
    }
    return cells;
  });
  return { kind: "table", columns: block.columns, header: block.header !== undefined, rows };
}

function laidCell(cell: Cell, header: boolean): LaidCell {
  const {
    text,
    label,
    align = label ? "center" : "left",
    across = 1,
    down = 1,
    room = 0,
  } = typeof cell === "string" ? { text: cell } : cell;
  return { pieces: split(text), align, header, across, down, room };
}

function head(doc: Document): Line[] {
  const number = (align: "number" | "right", more: Departure) => (doc.number ? lines(align, doc.number, more) : []);
  if (doc.layout !== "official") {
    return [
      ...(doc.heading ? lines("heading", doc.heading) : []),
      ...lines("title", doc.title),
      ...number("right", { right: 1 }),
      ...gap(1),
    ];
  }
  const mark = clean(doc.heading ?? "");
  const size = Math.min(LOOKS.mark.size, Math.floor(430 / Math.max(1, widthOf(mark))));
  const red = [...lines("mark", mark, { before: 30, size }), ...gap(2), ...number("number", { rule: true })];
  return [...red, ...gap(2), ...lines("title", doc.title), ...gap(1), ...(doc.to ? lines("flush", `${doc.to}：`) : [])];
}

/** Lays a document out, part by part, in the order of the page. */
export function laidOut(doc: Document): Part[] {
  const ordinal = numbering();
  const parts = doc.blocks.flatMap((block): Part[] => {
    if (block.kind === "heading") return lines(`h${block.level}`, `${ordinal(block.level)}${block.text}`, { keep: true });
    if (block.kind === "paragraph") return lines(block.flush ? "flush" : "body", block.text);
    if (block.kind === "table") return [table(block)];
    if (block.kind === "fields") return block.lines.map(fieldLine);
    return block.kind === "signatures" ? signatures(block) : [block];
  });
  // Signatures never stand on a page without a line of what is signed.
  parts.forEach((part, at) => {
    const before = parts[at - 1];
    const signs = part.kind === "line" && part.look === "sign";
    if (signs && before?.kind === "line" && before.look !== "sign") before.keep = true;
  });
  const many = (doc.attachments?.length ?? 0) > 1;
  const attached = (doc.attachments ?? []).flatMap((name, at) =>
    lines("body", `${at === 0 ? "附件：" : ""}${many ? `${at + 1}. ` : ""}${name}`, { keep: true, left: at === 0 ? 0 : 3 }),
  );
  const ending = doc.signers || doc.date ? [...gap(2, { keep: true }), ...signed(doc.signers ?? [], doc.date && printedDay(doc.date))] : [];
  const copies = doc.copyTo?.length ? lines("copy", `抄送：${doc.copyTo.join("，")}。`, { foot: true }) : [];
  const last = parts.at(-1);
  const short =
    last?.kind === "line" && last.pieces.reduce((sum, piece) => sum + ("text" in piece ? widthOf(piece.text) : 0), 0) < 4 * CHARACTERS;
  if (short && ending.length > 0) last.keep = true; // no page with signature and date alone
  return [...head(doc), ...parts, ...(attached.length ? [...gap(1, { keep: true }), ...attached] : []), ...ending, ...copies];
}

/** The readable text of a document and where in it (UTF-16 offsets) each computed figure stands. */
export function readable(doc: Document): { text: string; figures: { figure: string; start: number; end: number }[] } {
  const joined = (lists: Piece[][], between: string): Piece[] =>
    lists.flatMap((list, at) => (at > 0 ? [{ text: between }, ...list] : list));
  const row = (cells: LaidCell[]): Piece[] =>
    joined(
      cells.map((cell) => joined(cell.pieces, " ")),
      "\t",
    );
  const lists = laidOut(doc).flatMap((part) => (part.kind === "line" ? [part.pieces] : part.kind === "table" ? part.rows.map(row) : [[]]));
  const figures: { figure: string; start: number; end: number }[] = [];
  let text = "";
  for (const piece of joined(lists, "\n")) {
    const start = text.length;
    text += "blank" in piece ? "＿".repeat(Math.round(piece.blank)) : piece.text;
    if ("figure" in piece && piece.figure) figures.push({ figure: piece.figure, start, end: text.length });
  }
  return { text: `${text}\n`, figures };
}

/** What a reader of the document reads: for golden tests, previews and search. */
export const plainText = (doc: Document): string => readable(doc).text;
