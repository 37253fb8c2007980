// The law book of each bureau: the product's own with the bureau's settings laid over it.
import type { Pool } from "pg";
import { type LawBook, type LawSettings, withSettings } from "#kernel/lawbook";
import { isRefused } from "#kernel/lifecycle";

interface Row {
  bureau_id: number;
  rule: string;
  amount: number;
  unit: "H" | "ND" | "WD" | "M" | "Y";
  why: string;
}

/** Law books by bureau; `refresh` reads the settings again (the worker does so every few seconds, every step's server before its first). */
export interface LawBooks {
  of(bureau: number): LawBook;
  refresh(): Promise<void>;
}

/** Law books over the owner's pool: one query for all bureaus, small because settings are few. */
export function lawBooks(owner: Pool, base: LawBook): LawBooks {
  let books = new Map<number, LawBook>();
  let known = "";
  return {
    of: (bureau) => books.get(bureau) ?? base,
    refresh: async () => {
      const { rows } = await owner.query<Row>(
        "select bureau_id, rule, amount, unit, why from time_limits.setting where state = 'active' order by bureau_id, rule",
      );
      const now = JSON.stringify(rows);
      if (now === known) return;
      known = now;
      books = new Map([...Map.groupBy(rows, (row) => row.bureau_id)].map(([bureau, set]) => [bureau, laid(base, set)]));
    },
  };
}

/** A setting that the book no longer takes (the law has been confirmed since) is left out; the others hold. */
function laid(base: LawBook, rows: Row[]): LawBook {
  return rows.reduce((book, { rule, amount, unit, why }) => {
    const settings: LawSettings = { rules: { [rule]: { amount, unit, why } } };
    const next = withSettings(book, settings);
    return isRefused(next) ? book : next;
  }, base);
}
