// What a kind of record allows in which state, judged without a database; and what a refusal is.
import { describe, expect, test } from "vitest";
import { type Facts, isRefused, judge, type RecordRow, refuse, subjectOf } from "./lifecycle.ts";
import { entryType } from "./testing-ledger.ts";

const type = entryType();
const facts: Facts = { today: "2026-03-02", on: "2026-03-02", actor: { id: "a", offices: [] } };
const row = (state: string, more: Record<string, unknown> = {}): RecordRow => ({
  bureau_id: 1,
  id: "r",
  state,
  version: 1,
  offices: [],
  owners: [],
  ...more,
});

describe("judge", () => {
  test("every step in every state: allowed exactly where it is declared", () => {
    for (const [name, step] of Object.entries(type.steps)) {
      for (const state of Object.keys(type.states)) {
        const refusal = judge(type, name, row(state, { amount: 0 }), facts);
        const wanted = step.from === "new" ? "already-there" : step.from.includes(state) ? undefined : "wrong-state";
        expect(`${name} in ${state}: ${refusal?.code}`).toBe(`${name} in ${state}: ${wanted}`);
      }
    }
  });

  test("what has ended allows nothing more", () => {
    for (const state of type.ended)
      expect(Object.values(type.steps).filter((step) => step.from !== "new" && step.from.includes(state))).toEqual([]);
  });

  test("a refusal says in which states it would be allowed, in the words of the record", () => {
    expect(judge(type, "write", row("done"), facts)?.refused).toBe("当前状态是“已办结”，只有“待受理”、“办理中”状态才能记录。");
    expect(judge(type, "write", row("unheard-of"), facts)?.refused).toContain("当前状态是“unheard-of”");
  });

  test("registering needs that nothing is there; everything else needs that something is", () => {
    expect(judge(type, "open", undefined, facts)).toBeUndefined();
    expect(judge(type, "open", row("open"), facts)).toMatchObject({ code: "already-there" });
    expect(judge(type, "accept", undefined, facts)).toMatchObject({ code: "not-found" });
    expect(judge(type, "fly", row("open"), facts)).toMatchObject({ code: "no-such-step" });
  });

  test("a step's own refusal is heard after the state's", () => {
    expect(judge(type, "accept", row("open", { amount: -1 }), facts)).toMatchObject({ code: "negative", basis: "《某法》第一条" });
    expect(judge(type, "accept", row("done", { amount: -1 }), facts)).toMatchObject({ code: "wrong-state" });
  });
});

test("a refusal is told from any other answer", () => {
  expect(isRefused(refuse("no", "不行。", "《某法》"))).toBe(true);
  for (const answer of [undefined, null, "refused", 0, {}, { code: "no" }, []]) expect(isRefused(answer)).toBe(false);
});

test("a kind of record is named by module and noun", () => {
  expect(subjectOf(type)).toBe("ledger.entry");
});
