// What a document is, as plain data. How it is laid out and printed: boot/page-layout.ts, boot/print-word.ts, boot/print-pdf.ts.
import type { Day } from "./clock.ts";

/** A piece of running text; `figure` names the indicator a printed number was computed from, so that the number stays traceable. */
export type Run = string | { text: string; bold?: true; figure?: string };

/** One cell of a table: `label` cells are centred names of what stands beside them, `room` leaves that many mm blank for handwriting. */
export type Cell = string | { text: string | Run[]; label?: true; align?: Align; across?: number; down?: number; room?: number };
type Align = "left" | "center" | "right";

/** One named entry of a form; without a value it is printed as a line to be filled in by hand. */
export type Field = { label: string; value?: string };

/** What the body of a document consists of. Column widths are relative to each other. */
export type Block =
  | { kind: "heading"; level: 1 | 2 | 3 | 4; text: string }
  | { kind: "paragraph"; text: string | Run[]; flush?: true }
  | { kind: "table"; columns: number[]; header?: string[]; rows: Cell[][] }
  /** Each inner list is one printed line; its blanks share the room that is left. */
  | { kind: "fields"; lines: Field[][] }
  /** Who signs by hand, e.g. 当事人（签名、盖章或者按指印）; `seal` is the place of the seal, a missing date is left blank for the pen. */
  | { kind: "signatures"; lines: string[]; seal?: string; date?: Day }
  | { kind: "pageBreak" };

/** A document ready to print. `official` has the red head of GB/T 9704-2012, `form` a number at the right, `plain` neither. */
export interface Document {
  layout: "official" | "form" | "plain";
  title: string;
  /** 发文机关标志 of an official document, otherwise the name of the body that issues it; `to` is 主送机关, `signers` 发文机关署名, `copyTo` 抄送. */
  heading?: string;
  number?: string;
  to?: string;
  blocks: Block[];
  attachments?: string[];
  signers?: string[];
  date?: Day;
  copyTo?: string[];
}

/** 2026年3月9日: Arabic digits without leading zeros (GB/T 9704-2012, 7.3.5). */
export const printedDay = (day: Day): string => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
