// Puts a line into a source file of ours: an import after the last one, an entry before a known place.

/** Adds an import where the imports end. Throws when the file has none. */
export function addImport(text: string, line: string): string {
  const last = [...text.matchAll(/^import\b[^;]*;\n/gm)].at(-1);
  if (last === undefined) throw new Error("no import to put another one after");
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`;
}

/** Puts `entry` before the first place that matches. Throws when there is none. */
export function addBefore(text: string, place: RegExp, entry: string): string {
  const at = text.search(place);
  if (at < 0) throw new Error(`no place ${String(place)} to put “${entry.trim()}” before`);
  return text.slice(0, at) + entry + text.slice(at);
}
