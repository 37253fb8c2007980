// Prints a laid-out document as PDF: documents.typ is the program, the document its data, so that nothing a user typed is read as markup or code.
import { readFileSync } from "node:fs";
import { documentFonts } from "./fonts.ts";
import { press } from "./press.ts";
import { LOOKS, laidOut } from "./page-layout.ts";
import type { Document } from "../kernel/documents.ts";
import type { Refused } from "../kernel/lifecycle.ts";

const program = readFileSync(new URL("./documents.typ", import.meta.url), "utf8");
const graphemes = new Intl.Segmenter("zh");

/** Text with places to break inside long words, which could otherwise run out of a line or a cell. */
function breakable(text: string): string {
  return text.replaceAll(/[^\s\p{scx=Han}\u3000-\u303f\uff00-\uffef]{12,}/gu, (word) =>
    Array.from(graphemes.segment(word), ({ segment }) => segment).join("\u200b"),
  );
}

const printer = press({ idle: 30_000, limit: 60_000, waiting: 100 });

/** The document as a PDF file, or a refusal with the sentence to show. The same document on the same machine gives the same bytes. */
export function renderPdf(doc: Document): Promise<Buffer | Refused> {
  const data = { title: doc.title, day: doc.date ?? "1980-01-01", looks: LOOKS, fonts: documentFonts(), parts: laidOut(doc) };
  return printer.print(
    program,
    JSON.stringify(data, (key, value: unknown) => (key === "text" && typeof value === "string" ? breakable(value) : value)),
  );
}
