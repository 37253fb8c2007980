// What the server answers about figures and reports, and how figures are put in order for the page.

/** One computed figure. */
export interface FigureAnswer {
  indicator: string;
  title: string;
  dims: Record<string, string>;
  value: number | null;
  unit: string;
  decimals: number;
  kind: string;
  status: "computed" | "reported";
  from: string;
  to: string;
  records: number;
  printed: string;
  counts: string;
}

/** All figures of a period with their definitions. */
export interface FiguresAnswer {
  items: FigureAnswer[];
  definitions?: { id: string; title: string; unit: string; counts: string; kind: string; dimensions: { key: string; label: string }[] }[];
}

/** The records behind one part of a figure. */
export interface BehindPart {
  part: "counted" | "numerator" | "denominator";
  label: string;
  module?: string;
  path?: string;
  total: number;
  items: { id: string; title: string }[];
  next: string | null;
}

/** A figure asked about. */
export interface FigureAsked {
  indicator: string;
  dims: Record<string, string>;
}

/** An indicator with its total and its splits by one dimension each (or several at once). */
export interface FigureGroup {
  total: FigureAnswer;
  splits: { label: string; cells: FigureAnswer[]; zeros: number }[];
}

/** Dims as the server reads them: k=v,k2=v2. */
export function writeDims(dims: Record<string, string>): string {
  return Object.entries(dims)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Puts the figures of an answer in order: one group an indicator, splits by dimension, zeros counted but not listed. */
export function grouped(answer: FiguresAnswer): FigureGroup[] {
  return answer.items.filter((item) => Object.keys(item.dims).length === 0).map((total) => ({ total, splits: splitsOf(total, answer) }));
}

function splitsOf(total: FigureAnswer, answer: FiguresAnswer): FigureGroup["splits"] {
  const labels = new Map(answer.definitions?.find((one) => one.id === total.indicator)?.dimensions.map((one) => [one.key, one.label]));
  const cells = answer.items.filter((item) => item.indicator === total.indicator && Object.keys(item.dims).length > 0);
  const keys = [...new Set(cells.map((cell) => Object.keys(cell.dims).join("+")))];
  return keys.map((key) => {
    const own = cells.filter((cell) => Object.keys(cell.dims).join("+") === key);
    const known = own.filter((cell) => cell.value !== 0 && cell.value !== null);
    return {
      label: key
        .split("+")
        .map((part) => labels.get(part) ?? part)
        .join("、"),
      cells: known.sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
      zeros: own.length - known.length,
    };
  });
}

/** The first part of an indicator's id, which is its line of work. */
export function lineOf(indicator: string): string {
  return indicator.slice(0, Math.max(0, indicator.indexOf(".")));
}
