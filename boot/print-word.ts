// Prints a laid-out document as Word; fonts are named, not embedded, so every reader uses the 仿宋 and 小标宋 of its own machine.
import { unzipSync, zipSync } from "fflate";
import * as w from "docx";
import { LOOKS, laidOut, widthOf } from "./page-layout.ts";
import type { Document } from "../kernel/documents.ts";
import type { LaidCell, Line, Part, Piece, Role } from "./page-layout.ts";

const FONTS: Record<Role, string> = { body: "仿宋_GB2312", hei: "黑体", kai: "楷体_GB2312", title: "方正小标宋简体", digits: "宋体" };
const font = (role: Role) => ({ ascii: FONTS[role], hAnsi: FONTS[role], eastAsia: FONTS[role], cs: FONTS[role] });
/** mm and characters of the 28-character grid in twips. */
const mm = (length: number): number => Math.round((length * 1440) / 25.4);
const chars = (count: number): number => Math.round((count * mm(156)) / 28);

const MARGIN = { horizontal: "margin", vertical: "margin" } as const;
/** The foot of the last page. */
const FOOT = { type: "alignment", width: mm(156), height: 0, anchor: MARGIN, alignment: { x: "center", y: "bottom" } } as const;
const exact = (pitch: number, before = 0, after = 0) => ({ line: pitch * 20, lineRule: "exact", before, after }) as const;

const styles = Object.entries(LOOKS).map(([id, look]): w.IParagraphStyleOptions => {
  const run = { font: font(look.font), size: look.size * 2, ...(id === "mark" ? { color: "FF0000" } : {}) };
  const indent = look.indent > 0 ? { firstLine: look.indent * look.size * 20, firstLineChars: look.indent * 100 } : {};
  const outline = "outline" in look ? { outlineLevel: look.outline } : {};
  const paragraph = { alignment: look.align === "left" ? ("both" as const) : look.align, spacing: exact(look.pitch), indent, ...outline };
  return { id, name: look.name, basedOn: "Normal", quickFormat: true, run, paragraph };
});

/** Text and lines to write on; a figure's number carries a bookmark that names its indicator. */
function runs(pieces: Piece[], size: number | undefined, marks: Map<string, number>): w.ParagraphChild[] {
  return pieces.flatMap((piece): w.ParagraphChild[] => {
    if ("blank" in piece) return [new w.TextRun({ children: [new w.Tab()] })];
    const run = new w.TextRun({ text: piece.text, ...(piece.bold ? { bold: true } : {}), ...(size ? { size: size * 2 } : {}) });
    if (!piece.figure) return [run];
    const name = `f${marks.size + 1}_${piece.figure.replaceAll(/[^A-Za-z0-9]+/g, "_")}`.slice(0, 40);
    marks.set(name, marks.size + 1);
    // A paragraph takes these two as docx's own guide shows, but its type leaves them out; `Bookmark` would number through the whole process.
    return [new w.BookmarkStart(name, marks.size), run, new w.BookmarkEnd(marks.size)] as w.ParagraphChild[];
  });
}

function paragraph(line: Line, fresh: boolean, marks: Map<string, number>): w.Paragraph {
  const look = LOOKS[line.look];
  let place = look.indent + (line.left ?? 0);
  const stops = line.pieces.flatMap((piece) => {
    place += "blank" in piece ? piece.blank : widthOf(piece.text);
    return "blank" in piece ? [{ type: "left", position: Math.min(mm(156), chars(place)), leader: "underscore" } as const] : [];
  });
  const edge = (color: string, size: number, space: number) => ({ style: "single", color, size, space }) as const;
  const [top, bottom] = line.foot ? [edge("000000", 8, 4), edge("000000", 8, 4)] : [undefined, edge("FF0000", 16, 11)];
  return new w.Paragraph({
    style: line.look,
    children: runs(line.pieces, line.size, marks),
    tabStops: stops,
    pageBreakBefore: fresh,
    keepNext: line.keep === true,
    ...(line.before ? { spacing: exact(look.pitch, mm(line.before)) } : {}),
    ...(line.right ? { indent: { right: chars(line.right) } } : {}),
    ...(line.left ? { indent: { left: chars(line.left), firstLine: chars(look.indent) } } : {}),
    ...(line.rule ? { border: { bottom } } : {}),
    ...(line.foot && top ? { frame: FOOT, border: { top, bottom } } : {}),
  });
}

function cell(laid: LaidCell, marks: Map<string, number>): w.TableCell {
  const style = laid.header ? "header" : "cell";
  const children = laid.pieces.map((pieces, at) => {
    const spacing = exact(LOOKS.cell.pitch, 0, at === laid.pieces.length - 1 ? mm(laid.room) : 0);
    return new w.Paragraph({ style, alignment: laid.align, children: runs(pieces, undefined, marks), spacing });
  });
  const margins = { top: 80, bottom: 80, left: 80, right: 80, marginUnitType: "dxa" } as const;
  return new w.TableCell({ children, columnSpan: laid.across, rowSpan: laid.down, verticalAlign: "center", margins });
}

function table(part: Extract<Part, { kind: "table" }>, marks: Map<string, number>): w.Table {
  const sum = part.columns.reduce((total, width) => total + width, 0);
  const columnWidths = part.columns.map((width) => Math.round((mm(156) * width) / sum));
  const cells = part.rows.map((row) => row.map((each) => cell(each, marks)));
  const rows = cells.map((children, at) => new w.TableRow({ tableHeader: part.header && at === 0, children }));
  return new w.Table({ rows, layout: "fixed", width: { size: mm(156), type: "dxa" }, columnWidths });
}

function content(doc: Document): w.FileChild[] {
  const marks = new Map<string, number>();
  let fresh = false;
  return laidOut(doc).flatMap((part): w.FileChild[] => {
    const begins = fresh;
    fresh = part.kind === "pageBreak";
    const thin = (more: object) => new w.Paragraph({ style: "cell", spacing: exact(6), ...more });
    if (part.kind === "line") return [paragraph(part, begins, marks)];
    return part.kind === "table" ? [...(begins ? [thin({ pageBreakBefore: true })] : []), table(part, marks), thin({})] : [];
  });
}

function footer(alignment: "left" | "right"): w.Footer {
  const number = new w.TextRun({ children: ["— ", w.PageNumber.CURRENT, " —"], font: font("digits"), size: 28 });
  return new w.Footer({ children: [new w.Paragraph({ alignment, indent: { left: 280, right: 280 }, children: [number] })] });
}

/** The document as a .docx file: A4, 版心 156 × 225 mm (GB/T 9704-2012, 5.2). The same document always gives the same bytes. */
export async function renderWord(doc: Document): Promise<Buffer> {
  const margin = { top: mm(37), left: mm(28), right: mm(26), bottom: mm(35), header: mm(15), footer: mm(23) };
  const page = { size: { width: mm(210), height: mm(297) }, margin };
  const run = { font: font("body"), size: 32, characterSpacing: -5, language: { value: "zh-CN", eastAsia: "zh-CN" } };
  const author = doc.signers?.[0] ?? doc.heading ?? "";
  const properties = { page, grid: { type: "lines", linePitch: 560 } } as const;
  const file = new w.Document({
    title: doc.title,
    creator: author,
    lastModifiedBy: author,
    evenAndOddHeaderAndFooters: true,
    compatibility: { version: 15 },
    styles: { default: { document: { run } }, paragraphStyles: styles },
    sections: [{ properties, footers: { default: footer("right"), even: footer("left") }, children: content(doc) }],
  });
  return settled(new Uint8Array(await w.Packer.toBuffer(file)), doc.date ?? "1980-01-01");
}

/** The same file with the document's own day where the moment of printing would stand, and two settings of styles that docx cannot write. */
function settled(zipped: Uint8Array, day: string): Buffer {
  const parts = unzipSync(zipped);
  const change = (path: string, pattern: RegExp, to: string) => {
    parts[path] = new TextEncoder().encode(new TextDecoder().decode(parts[path]).replaceAll(pattern, to));
  };
  change("docProps/core.xml", /(<dcterms:\w+ [^>]*>)[^<]*/g, `$1${day}T00:00:00Z`);
  // Pitches other than 28 pt stay off the grid of lines; no gap between Chinese and digits, which would break the 28 characters of a line.
  change("word/styles.xml", /<w:spacing (?=[^>]*w:line="(?!560)\d)/g, '<w:snapToGrid w:val="0"/>$&');
  const noGap = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>$&';
  change("word/styles.xml", /(?:<w:snapToGrid[^>]*>)?<w:spacing (?=[^>]*w:lineRule)/g, noGap);
  return Buffer.from(zipSync(parts, { mtime: "1980-01-01T00:00:00", level: 6 }));
}
