// Prose with figures in it: a sentence appears only when its figures are known, and changes its wording at zero and at full coverage.
import { type Figure, printed } from "#kernel/indicators";
import type { Passage, Sentence } from "#kernel/prose";

/** A piece of composed text; a figure keeps where it comes from. */
export type ProseRun =
  | string
  | { text: string; figure: { indicator: string; dims: Record<string, string>; value: number; unit: string; decimals: number } };

const mark = /\{([a-z-]+\.[a-z0-9-]+)((?:\|[^{}|=]+=[^{}|]+)*)\}/g;

function find(figures: Figure[], id: string, dims: string): Figure | undefined {
  const wanted = dims.split("|").filter((pair) => pair !== "");
  return figures.find((figure) => {
    const own = Object.entries(figure.dims).map(([key, value]) => `${key}=${value}`);
    return figure.indicator === id && own.length === wanted.length && wanted.every((pair) => own.includes(pair));
  });
}

/** The indicators a passage mentions. */
export function mentioned(passage: Passage): string[] {
  const texts = passage.sentences.flatMap((sentence) => [sentence.text, sentence.zero ?? "", sentence.full ?? ""]);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(mark)].map((match) => match[1] ?? "")))];
}

/** Composes a paragraph. `words` replaces {name} marks that are no figures, such as {area}. Empty when no sentence has its figures. */
export function compose(passage: Passage, figures: Figure[], words: Record<string, string>): ProseRun[] {
  const pieces = passage.sentences.flatMap((sentence) => {
    const text = wording(sentence, figures);
    return text === undefined ? [] : runs(text, figures, words);
  });
  return joined(pieces);
}

/** What a left-out sentence leaves behind is mended: no mark stands at the beginning of a sentence or twice. */
function joined(pieces: ProseRun[]): ProseRun[] {
  let last = "。";
  const mended = pieces.flatMap((piece): ProseRun[] => {
    const text = typeof piece === "string" ? (/[。，；、]$/u.test(last) ? piece.replace(/^[，；、。]+/u, "") : piece) : piece.text;
    if (text === "") return [];
    last = text;
    return [typeof piece === "string" ? text : piece];
  });
  const end = mended.at(-1);
  return typeof end === "string" ? [...mended.slice(0, -1), end.replace(/[，；、]+$/u, "。")] : mended;
}

function wording(sentence: Sentence, figures: Figure[]): string | undefined {
  const first = [...sentence.text.matchAll(mark)][0];
  const lead = first === undefined ? undefined : find(figures, first[1] ?? "", first[2] ?? "");
  const chosen =
    first === undefined
      ? sentence.text
      : lead?.value === 0
        ? sentence.zero
        : lead?.value === 100 && lead.unit === "%" && sentence.full !== undefined
          ? sentence.full
          : sentence.text;
  if (chosen === undefined) return undefined;
  const known = [...chosen.matchAll(mark)].every((match) => (find(figures, match[1] ?? "", match[2] ?? "")?.value ?? null) !== null);
  return known && (first === undefined || (lead?.value ?? null) !== null) ? chosen : undefined;
}

function runs(text: string, figures: Figure[], words: Record<string, string>): ProseRun[] {
  const made: ProseRun[] = [];
  let at = 0;
  const plain = (piece: string) => piece.replaceAll(/\{([a-z]+)\}/g, (_, key: string) => words[key] ?? "");
  for (const match of text.matchAll(mark)) {
    if (match.index > at) made.push(plain(text.slice(at, match.index)));
    at = match.index + match[0].length;
    const figure = find(figures, match[1] ?? "", match[2] ?? "");
    if (figure?.value === null || figure === undefined) continue;
    made.push({
      text: printed(figure),
      figure: { indicator: figure.indicator, dims: figure.dims, value: figure.value, unit: figure.unit, decimals: figure.decimals },
    });
  }
  if (at < text.length) made.push(plain(text.slice(at)));
  return made;
}
