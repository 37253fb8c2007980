// Documents: what a reader reads, and that Word and PDF files look as GB/T 9704-2012 wants, are the same every time and never run what a user typed.
import { inflateSync } from "node:zlib";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { renderPdf } from "./print-pdf.ts";
import { renderWord } from "./print-word.ts";
import { type Block, type Document, printedDay } from "../kernel/documents.ts";
import { laidOut, plainText, readable, widthOf } from "./page-layout.ts";

const agreement: Document = {
  layout: "form",
  heading: "示范县示范镇人民调解委员会",
  title: "人民调解协议书",
  number: "（2026）示人调字第1号",
  blocks: [
    { kind: "fields", lines: [[{ label: "当事人", value: "甲某镕" }, { label: "民族" }], [{ label: "联系方式" }]] },
    { kind: "heading", level: 1, text: "纠纷主要事实、争议事项" },
    { kind: "paragraph", text: "甲家水管破裂，积水渗入乙家。\n双方申请调解。" },
    { kind: "heading", level: 1, text: "经调解，自愿达成如下协议" },
    { kind: "heading", level: 2, text: "赔偿" },
    { kind: "paragraph", text: ["赔偿", { text: "3600元", bold: true }, "，分两期付清。"] },
    {
      kind: "table",
      columns: [1, 2, 1],
      header: ["期次", "日期", "金额"],
      rows: [
        ["1", "2026年3月15日", "1800"],
        [{ text: "合计", label: true, across: 2 }, "3600"],
      ],
    },
    {
      kind: "signatures",
      lines: ["当事人（签名、盖章或者按指印）", "人民调解员（签名）"],
      seal: "示范镇人民调解委员会（印章）",
      date: "2026-03-09",
    },
  ],
};

const notice: Document = {
  layout: "official",
  heading: "示范县司法局文件",
  number: "示司发〔2026〕1号",
  title: "示范县司法局关于人民调解工作的通知",
  to: "各司法所",
  blocks: [
    {
      kind: "paragraph",
      text: [
        "上半年调解",
        { text: "1234", figure: "mediation.cases" },
        "件，成功率",
        { text: "98.6%", figure: "mediation.settled-share" },
        "。",
      ],
    },
    { kind: "heading", level: 1, text: "总体要求" },
    { kind: "heading", level: 2, text: "排查" },
    { kind: "heading", level: 3, text: "时间" },
    { kind: "heading", level: 4, text: "上旬" },
  ],
  attachments: ["统计表", "目录"],
  signers: ["示范县司法局"],
  date: "2026-03-09",
  copyTo: ["县委政法委", "县人民法院"],
};

const hostile = '#{read("/etc/passwd")} *粗* $x$ \\u{41} \\" `c` <l> @r // /* = ] } 😀𠮷㛃·镕堃喆昇玥翀赟犇';
const plain = (...blocks: Block[]): Document => ({ layout: "plain", title: "材料", blocks });

async function pdf(doc: Document): Promise<Buffer> {
  const answer = await renderPdf(doc);
  if ("refused" in answer) throw new Error(answer.refused);
  return answer;
}

/** The objects of a PDF as text, compressed parts opened. */
function opened(file: Buffer): string {
  const raw = file.toString("latin1");
  const streams = [...raw.matchAll(/stream\r?\n/g)].map(({ index, 0: word }) => {
    const part = file.subarray(index + word.length, raw.indexOf("endstream", index));
    try {
      return inflateSync(part).toString("latin1");
    } catch {
      return ""; // an uncompressed stream is in `raw` already
    }
  });
  return `${raw}\n${streams.join("\n")}`;
}

const pagesOf = (file: Buffer): number => [...opened(file).matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;

/** Every character a PDF can be searched and copied for, from its fonts' maps to Unicode. */
function charactersOf(file: Buffer): Set<string> {
  const maps = [...opened(file).matchAll(/beginbfchar([\s\S]*?)endbfchar/g)].map((match) => match[1] ?? "");
  const codes = maps.flatMap((map) => [...map.matchAll(/<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>/g)].map((match) => match[1] ?? ""));
  return new Set(codes.flatMap((code) => [...Buffer.from(code, "hex").swap16().toString("utf16le")]));
}

async function word(doc: Document): Promise<Record<string, string>> {
  const parts = unzipSync(new Uint8Array(await renderWord(doc)));
  return Object.fromEntries(Object.entries(parts).map(([path, bytes]) => [path, strFromU8(bytes)]));
}
const textOf = (xml: string): string => [...xml.matchAll(/<w:t[ >][^<]*|<w:t>[^<]*/g)].map(([run]) => run.replace(/^[^>]*>/, "")).join("");

describe("what a reader reads", () => {
  test("a mediation agreement, word for word", () => {
    expect(plainText(agreement)).toBe(`示范县示范镇人民调解委员会
人民调解协议书
（2026）示人调字第1号

当事人：甲某镕　民族：${"＿".repeat(14)}
联系方式：${"＿".repeat(20)}
一、纠纷主要事实、争议事项
甲家水管破裂，积水渗入乙家。
双方申请调解。
二、经调解，自愿达成如下协议
（一）赔偿
赔偿3600元，分两期付清。
期次\t日期\t金额
1\t2026年3月15日\t1800
合计\t3600
当事人（签名、盖章或者按指印）：＿＿＿＿＿＿＿＿
人民调解员（签名）：${"＿".repeat(14)}

示范镇人民调解委员会（印章）
2026年3月9日
`);
  });

  test("an official document: head, numbered headings, attachments, signature, copies", () => {
    const text = plainText(notice);
    expect(text.split("\n").filter(Boolean)).toEqual([
      "示范县司法局文件",
      "示司发〔2026〕1号",
      "示范县司法局关于人民调解工作的通知",
      "各司法所：",
      "上半年调解1234件，成功率98.6%。",
      "一、总体要求",
      "（一）排查",
      "1. 时间",
      "（1）上旬",
      "附件：1. 统计表",
      "2. 目录",
      "示范县司法局",
      "2026年3月9日",
      "抄送：县委政法委，县人民法院。",
    ]); // prettier-ignore
  });

  test("every computed figure is found where it stands", () => {
    const { text, figures } = readable(notice);
    expect(figures.map(({ figure, start, end }) => [figure, text.slice(start, end)])).toEqual([
      ["mediation.cases", "1234"],
      ["mediation.settled-share", "98.6%"],
    ]);
  });

  test("headings count past ten, and anew under a new higher heading", () => {
    const headings = (count: number, level: 1 | 2): Block[] => Array.from({ length: count }, () => ({ kind: "heading", level, text: "" }));
    const numbers = plainText(plain(...headings(21, 1), ...headings(2, 2), ...headings(1, 1), ...headings(1, 2))).split("\n");
    expect([10, 11, 20, 21].map((nth) => numbers[nth + 1])).toEqual(["十、", "十一、", "二十、", "二十一、"]);
    expect(numbers.slice(-5, -1)).toEqual(["（一）", "（二）", "二十二、", "（一）"]);
  });

  test("a day is printed without leading zeros, ASCII takes half a place", () => {
    expect([printedDay("2026-03-09"), printedDay("2020-12-31")]).toEqual(["2026年3月9日", "2020年12月31日"]);
    expect(widthOf("2026年")).toBe(3);
  });

  test("a row that is too short is filled, below a cell that reaches down too; one that is too long is an error of the module", () => {
    const rows = laidOut(plain({ kind: "table", columns: [1, 1, 1], rows: [[{ text: "竖", down: 2 }, "1"], ["2"], ["3"]] }));
    const table = rows.find((part) => part.kind === "table");
    expect(table?.rows.map((row) => row.length)).toEqual([3, 2, 3]);
    expect(() => plainText(plain({ kind: "table", columns: [1], rows: [["1", "2"]] }))).toThrow("wider than its 1 columns");
  });

  test("control characters, half surrogates and reversers of the reading direction are left out", () => {
    expect(plainText(plain({ kind: "paragraph", text: "甲\u0000\u001b\u202e乙\ud800\r\n丙" }))).toContain("甲乙\ufffd\n丙");
  });
});

describe("Word", () => {
  test("is laid out after GB/T 9704-2012: page, grid, pitch, fonts, sizes, page numbers outside", async () => {
    const parts = await word(notice);
    const { "word/document.xml": body = "", "word/styles.xml": styles = "" } = parts;
    expect(body).toContain('<w:pgSz w:w="11906" w:h="16838"');
    expect(body).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/);
    expect(body).toContain('<w:docGrid w:type="lines" w:linePitch="560"/>');
    expect(styles).toMatch(
      /styleId="body".*?w:line="560" w:lineRule="exact".*?w:firstLineChars="200".*?w:eastAsia="仿宋_GB2312".*?w:sz w:val="32"/,
    );
    expect(styles).toMatch(/styleId="title".*?w:jc w:val="center".*?w:eastAsia="方正小标宋简体".*?w:sz w:val="44"/);
    expect(styles).toMatch(/styleId="h1".*?w:eastAsia="黑体".*?styleId="h2".*?w:eastAsia="楷体_GB2312"/);
    expect(body).toMatch(/w:val="mark".*FF0000/);
    const footers = [parts["word/footer1.xml"], parts["word/footer2.xml"]];
    expect(footers.map((xml) => /w:jc w:val="(\w+)"/.exec(xml ?? "")?.[1])).toEqual(["right", "left"]);
    expect(footers[0]).toMatch(/— .*PAGE.* —/);
    expect(parts["word/settings.xml"]).toContain("<w:evenAndOddHeaders/>");
  });

  test("says the same as the text, with a bookmark around each figure", async () => {
    const { "word/document.xml": body = "" } = await word(notice);
    expect(textOf(body)).toBe(plainText(notice).replaceAll("\n", ""));
    expect([...body.matchAll(/<w:bookmarkStart[^>]*w:name="([^"]+)"/g)].map((match) => match[1])).toEqual([
      "f1_mediation_cases",
      "f2_mediation_settled_share",
    ]);
  });

  test("a form has lines to write on, bordered cells and the pen's place for a date", async () => {
    const { "word/document.xml": body = "" } = await word({
      ...agreement,
      blocks: [...agreement.blocks, { kind: "pageBreak" }, { kind: "signatures", lines: ["记录人"] }],
    });
    expect(body).toContain('w:leader="underscore"');
    expect(body).toMatch(/<w:gridSpan w:val="2"\/>/);
    expect(body).toContain("<w:tblHeader/>");
    expect(body).toContain("<w:pageBreakBefore/>");
    expect(textOf(body)).toContain("　　　年　　月　　日");
  });

  test("is the same bytes every time and carries the document's day only", async () => {
    expect((await renderWord(notice)).equals(await renderWord(notice))).toBe(true);
    const { "docProps/core.xml": core = "" } = await word(notice);
    expect([...core.matchAll(/(\d{4}-\d\d-\d\dT[^<]*)</g)].map((match) => match[1])).toEqual([
      "2026-03-09T00:00:00Z",
      "2026-03-09T00:00:00Z",
    ]);
  });

  test("what a user typed stays text", async () => {
    const { "word/document.xml": body = "" } = await word(plain({ kind: "paragraph", text: `${hostile}<w:br/>&amp;` }));
    expect(textOf(body).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&")).toBe(
      `材料${hostile}<w:br/>&amp;`,
    );
  });
});

describe("PDF", () => {
  test("embeds its fonts, is the same bytes every time and is dated by the document", async () => {
    const file = await pdf(agreement);
    expect(file.equals(await pdf(agreement))).toBe(true);
    expect(opened(file)).toMatch(/\/BaseFont\s*\/[A-Z]{6}\+/);
    expect(opened(file)).toMatch(/\/FontFile[23]/);
    expect(opened(await pdf(notice))).toContain("D:20260309");
  });

  test("has every character of the text, names in rare ones too", async () => {
    const characters = charactersOf(await pdf(agreement));
    expect([...new Set(plainText(agreement))].filter((each) => !"\n\t＿　 ".includes(each) && !characters.has(each))).toEqual([]);
  });

  test("what a user typed stays text, in every place it can stand", async () => {
    const field: Block = { kind: "fields", lines: [[{ label: hostile, value: hostile }]] };
    const table: Block = { kind: "table", columns: [1, 1], header: [hostile, ""], rows: [[{ text: hostile, room: 20 }, hostile]] };
    const file = await pdf({
      ...notice,
      title: hostile,
      heading: hostile,
      number: hostile,
      to: hostile,
      blocks: [field, table, { kind: "heading", level: 1, text: hostile }],
      attachments: [hostile],
      signers: [hostile],
      copyTo: [hostile],
    });
    const characters = charactersOf(file);
    const printable = [...hostile].filter((each) => each < "\u{10000}" && each !== " ");
    expect(printable.filter((each) => !characters.has(each))).toEqual([]);
    expect([...'root:x0"#{}*$\\`<>@'].filter((each) => hostile.includes(each) && !characters.has(each))).toEqual([]);
  });

  test("22 lines fill a page, a page break begins a new one", async () => {
    const lines = (count: number): Document =>
      plain(...Array.from({ length: count }, (_, at): Block => ({ kind: "paragraph", text: `第${at}行` })));
    expect(pagesOf(await pdf(lines(20)))).toBe(1);
    expect(pagesOf(await pdf(lines(24)))).toBe(2);
    expect(pagesOf(await pdf(plain({ kind: "paragraph", text: "一" }, { kind: "pageBreak" }, { kind: "paragraph", text: "二" })))).toBe(2);
  });

  test("a long word without spaces takes many lines instead of running off the page", async () => {
    expect(pagesOf(await pdf(plain({ kind: "paragraph", text: "a".repeat(3000) })))).toBeGreaterThan(1);
  });
});
