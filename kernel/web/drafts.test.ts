// Drafts: kept per account, record and step; restored as typed; gone when done or cleared.
import { beforeEach, expect, test } from "vitest";
import { type DraftPlace, dropAllDrafts, dropDraft, keepDraft, readDraft } from "./drafts.ts";

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const place: DraftPlace = { account: "wang", type: "mediation.case", record: "new", step: "register" };
const draft = { key: "k", id: "i", values: { summary: "漏水 ", parties: [{ name: "张" }] } };
let store = memory();
beforeEach(() => {
  store = memory();
});

test("what was typed comes back exactly, with the key it was to be sent with", () => {
  expect(keepDraft(store, place, draft)).toBe(true);
  expect(readDraft(store, place)).toEqual(draft);
});

test("nobody sees the draft of another account, record or step", () => {
  keepDraft(store, place, draft);
  expect(readDraft(store, { ...place, account: "li" })).toBeUndefined();
  expect(readDraft(store, { ...place, record: "1" })).toBeUndefined();
  expect(readDraft(store, { ...place, step: "accept" })).toBeUndefined();
});

test("done or cleared, it is gone", () => {
  keepDraft(store, place, draft);
  dropDraft(store, place);
  expect(readDraft(store, place)).toBeUndefined();
});

test("clearing an account leaves the others", () => {
  keepDraft(store, place, draft);
  keepDraft(store, { ...place, step: "accept" }, draft);
  keepDraft(store, { ...place, account: "li" }, draft);
  expect(dropAllDrafts(store, "wang")).toBe(2);
  expect(readDraft(store, { ...place, account: "li" })).toEqual(draft);
});

test("a spoilt entry is no draft, and a machine that keeps nothing says so", () => {
  store.setItem("zs.draft.wang.mediation.case.new.register", "{");
  expect(readDraft(store, place)).toBeUndefined();
  const full = {
    ...store,
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  expect(keepDraft(full, place, draft)).toBe(false);
});
