// Figures over the ledger for tests: every kind of indicator, rows to count, and how a person is told the figures.
import { expect } from "vitest";
import { newId } from "./clock.ts";
import { insert, inTransaction } from "./db.ts";
import { computeFigures, type Figure, type Indicator, type Measure } from "./indicators.ts";
import { parsePeriod, type Period } from "./period.ts";
import { kinds, type Ledger, type Somebody } from "./testing-ledger.ts";

const entry = "ledger.entry";
const by = { kind: { column: "kind", label: "类别", values: kinds }, place: { column: "place", label: "地点" } };
const opened: Measure = { from: entry, on: "opened_on" };
const ended: Measure = { from: entry, on: "ended_on", where: { state: "done" } };
const running: Measure = { from: entry, on: "opened_on", until: "ended_on" };
const base = { unit: "件", decimals: 0, counts: "" };
export const indicators: Indicator[] = [
  { ...base, id: "ledger.opened", title: "登记", kind: "flow", measure: opened, by, cross: [["kind", "place"]] },
  { ...base, id: "ledger.ended", title: "办结", kind: "flow", measure: ended, by: { kind: by.kind } },
  { ...base, id: "ledger.running", title: "在办", kind: "stock", measure: running, by: { kind: by.kind } },
  {
    ...base,
    id: "ledger.ever",
    title: "累计",
    kind: "cumulative",
    measure: { ...opened, where: { kind: ["a", "b"] } },
    by: { place: by.place },
  },
  {
    ...base,
    id: "ledger.money",
    title: "金额",
    unit: "元",
    decimals: 1,
    kind: "sum",
    measure: { ...opened, count: { sum: "amount", per: 100 } },
    by,
  },
  {
    ...base,
    id: "ledger.places",
    title: "地点数",
    kind: "flow",
    measure: { ...opened, count: { distinct: "place" } },
    by: { kind: by.kind },
  },
  { ...base, id: "ledger.unplaced", title: "无地点", kind: "flow", measure: { ...opened, where: { place: null } } },
  { ...base, id: "ledger.placed", title: "有地点", kind: "flow", measure: { ...opened, where: { place: { present: true } } } },
  {
    ...base,
    id: "ledger.mean",
    title: "件均金额",
    decimals: 2,
    kind: "average",
    ratio: { of: { ...opened, count: { sum: "amount" } }, to: opened },
    by: { kind: by.kind },
  },
  { ...base, id: "ledger.rate", title: "办结率", unit: "%", decimals: 1, kind: "ratio", ratio: { of: ended, to: opened }, by },
  {
    ...base,
    id: "ledger.rest",
    title: "未办结率",
    unit: "%",
    decimals: 1,
    kind: "ratio",
    ratio: { of: ended, to: opened, complement: true },
    by: { kind: by.kind },
  },
  { ...base, id: "ledger.growth", title: "登记增长", unit: "%", decimals: 1, kind: "growth", growthOf: "ledger.opened" },
  { ...base, id: "ledger.visitors", title: "来访", kind: "reported" },
  { ...base, id: "ledger.visitors-growth", title: "来访增长", unit: "%", decimals: 1, kind: "growth", growthOf: "ledger.visitors" },
];

export interface Entry {
  kind: string | null;
  place: string | null;
  amount: number;
  opened_on: string;
  ended_on: string | null;
  state: string;
  offices: string[];
}

/** Puts exactly these entries into the ledger. */
export async function put(here: Ledger, entries: Entry[]): Promise<void> {
  await here.query("truncate ledger.entry");
  if (entries.length === 0) return;
  const rows = entries.map((one) => ({
    bureau_id: 999901,
    id: newId(),
    version: 1,
    owners: [],
    created_at: "2020-01-01T00:00:00Z",
    name: "行",
    ...one,
  }));
  const statement = insert(entry, rows);
  await here.query(statement.text, statement.values);
}

/** The figures that somebody (the director) is told. */
export async function figuresOf(here: Ledger, period: string | Period, who: Somebody = here.director, splits = true): Promise<Figure[]> {
  const asked = typeof period === "string" ? (parsePeriod(period) ?? expect.fail(period)) : period;
  return inTransaction(here.app, who.settings, (tx) =>
    computeFigures(tx.query, indicators, { bureau: who.actor.bureau, period: asked, splits }),
  );
}

/** The values of one figure's cells by the words of their splits. */
export const cells = (all: Figure[], id: string) =>
  Object.fromEntries(all.filter((one) => one.indicator === `ledger.${id}`).map((one) => [Object.values(one.dims).join("·"), one.value]));
