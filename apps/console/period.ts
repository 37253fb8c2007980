// Periods as the figures are asked for: 2020, 2020H1, 2020Q3, 2020-03, 2020-01-01..2020-06-30.

/** What part of the year is meant. */
export const spans: Record<string, string> = {
  "": "全年",
  H1: "上半年",
  H2: "下半年",
  Q1: "第一季度",
  Q2: "第二季度",
  Q3: "第三季度",
  Q4: "第四季度",
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`-${String(index + 1).padStart(2, "0")}`, `${index + 1}月`])),
};

/** A period taken apart for the picker; `from` and `to` are set for one of one's own. */
export interface Chosen {
  year: string;
  span: string;
  from?: string;
  to?: string;
}

/** Reads a period; what is not understood becomes the whole of `year`. */
export function readPeriod(text: string | undefined, year: string): Chosen {
  const own = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text ?? "");
  if (own?.[1] !== undefined && own[2] !== undefined) return { year: own[1].slice(0, 4), span: "own", from: own[1], to: own[2] };
  const part = /^(\d{4})(H[12]|Q[1-4]|-(?:0[1-9]|1[0-2]))?$/.exec(text ?? "");
  return { year: part?.[1] ?? year, span: part?.[2] ?? "" };
}

/** Writes a period. */
export function writePeriod({ year, span, from, to }: Chosen): string {
  return span === "own" ? `${from ?? `${year}-01-01`}..${to ?? `${year}-12-31`}` : `${year}${span}`;
}

/** A period in words. */
export function periodWords(text: string): string {
  const { year, span, from, to } = readPeriod(text, "");
  return span === "own" ? `${from}至${to}` : `${year}年${spans[span] ?? ""}`;
}
