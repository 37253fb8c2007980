// Finding records by what people remember: names, pinyin initials, numbers.
import { name, type Sql, sql } from "./db.ts";
import { lineOf, type RecordRow, type RecordType, subjectOf } from "./lifecycle.ts";

/** Lower case, without the blanks and marks that people leave out or write otherwise: the dot within a name, brackets, dashes. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[\s，。、；：“”（）()〔〕·•・.-]/gu, "");
}

/** The text in which a query must occur: the words as they are and, where that differs, without their marks. */
export function searchText(words: string[]): string {
  return [...new Set(words.flatMap((word) => [word.toLowerCase(), bare(word)]))].join(" ");
}

/** The one- and two-character pieces of some texts, by code point, lower case: what containment is searched by. */
export function grams(texts: string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const letters = [...bare(text)];
    letters.forEach((letter, index) => {
      found.add(letter);
      const next = letters[index + 1];
      if (next !== undefined) found.add(letter + next);
    });
  }
  return [...found];
}

/** The pieces a query must contain: its pairs, or the single character it is. */
export function queryGrams(query: string): string[] {
  const all = grams([query]);
  const pairs = all.filter((piece) => [...piece].length === 2);
  return pairs.length > 0 ? pairs : all;
}

/** Keeps the search entry of a record as its words now are. */
export function searchUpsert(type: RecordType, row: RecordRow & Record<string, unknown>): Sql {
  const words = [type.title(row), ...(type.words?.(row) ?? [])].filter((word) => word !== "");
  return sql`insert into kernel.search_entry (bureau_id, subject, subject_id, line, title, words, grams, offices, owners)
    values (${row.bureau_id}, ${subjectOf(type)}, ${row.id}, ${lineOf(type)}, ${type.title(row)}, ${searchText(words)}, ${grams(words)}, ${row.offices}, ${row.owners})
    on conflict (bureau_id, subject, subject_id) do update set
      title = excluded.title, words = excluded.words, grams = excluded.grams, offices = excluded.offices, owners = excluded.owners`;
}

/** Searches one bureau; the function applies the same visibility as the policies do, but can use the index. */
export function searchFind(bureau: number, query: string, limit: number): Sql {
  return sql`select subject, subject_id, title from ${name("zs.search")}(${bureau}::int, ${queryGrams(query)}::text[], ${query.toLowerCase()}::text, ${limit}::int)`;
}
