// What a citizen reads about a case: state, next, due days, and the story so far.
import { describe, expect, test } from "vitest";
import { mediationCase } from "../../lifecycle.ts";
import { kinds } from "../../words.ts";
import type { Clock, Entry, Shown } from "./answers.ts";
import { commonKinds, dayWords, dueDay, dueWords, kindHints, mediateWords, nextWords, performWords, timeline } from "./plain-words.ts";

const shown = (part: Partial<Shown>): Shown => ({
  id: "1",
  state: "applied",
  version: 1,
  number: null,
  party_names: "张三、李四",
  kind: "neighbour",
  registered_on: "2026-11-20",
  ...part,
});
const clock = (part: Partial<Clock>): Clock => ({
  clock: "mediate",
  due_on: "2026-12-21",
  basis: "",
  provisional: false,
  met_on: null,
  ...part,
});
const entry = (action: string, detail: Entry["detail"] = {}): Entry => ({
  id: action,
  on_day: "2026-11-21",
  actor_name: "王五",
  action,
  detail,
});

describe("days", () => {
  test("a past day is short, a day to keep carries its weekday", () => {
    expect(dayWords("2026-03-09")).toBe("2026年3月9日");
    expect(dueDay("2026-03-09")).toBe("2026年3月9日（星期一）");
    expect(dueDay("2024-02-29T00:00:00Z")).toBe("2024年2月29日（星期四）");
  });
});

describe("what happens next", () => {
  test.each(Object.keys(mediationCase.states))("every state has its sentence: %s", (state) => {
    expect(nextWords(shown({ state }))).toMatch(/。$/);
  });

  test("the mediator is named as soon as there is one", () => {
    expect(nextWords(shown({ state: "mediating", mediator_name: "王五" }))).toContain("调解员王五");
    expect(nextWords(shown({ state: "mediating" }))).toMatch(/^调解员正在/);
  });

  test("a failed mediation says which ways are open, once and with one full stop", () => {
    expect(nextWords(shown({ state: "failed", advised: "可以依法向人民法院起诉。" }))).toBe("这次没有调成。可以依法向人民法院起诉。");
    expect(nextWords(shown({ state: "failed" }))).toContain("仲裁、行政、司法");
  });
});

describe("by when", () => {
  test("while mediating, the usual day; when it has passed, how to ask", () => {
    expect(dueWords("mediating", [clock({})], "2026-11-24")).toBe("一般最晚2026年12月21日（星期一）有结果。");
    expect(mediateWords("2026-12-21", "2026-12-21")).toBe("一般今天会有结果。");
    expect(mediateWords("2026-12-21", "2026-12-22")).toContain("已经过了这一天");
  });

  test("a clock that is met says nothing more", () => {
    expect(dueWords("mediating", [clock({ met_on: "2026-12-01" })], "2026-12-02")).toBeUndefined();
  });

  test("after a written agreement, the day for the court's confirmation, until it is gone", () => {
    const confirm = clock({ clock: "confirm", due_on: "2026-12-20" });
    expect(dueWords("agreed", [confirm], "2026-12-20")).toContain("2026年12月20日");
    expect(dueWords("agreed", [confirm], "2026-12-21")).toBeUndefined();
  });

  test("the performance day, with a word when it has passed and was not performed", () => {
    const agreed = shown({ state: "agreed", perform_by: "2026-11-20" });
    expect(performWords(agreed, "2026-11-20")).toBe("最晚2026年11月20日（星期五）。");
    expect(performWords(agreed, "2026-11-21")).toContain("请告诉调解员");
    expect(performWords({ ...agreed, performance: "performed" }, "2026-11-21")).toBe("最晚2026年11月20日（星期五）。");
    expect(performWords(shown({}), "2026-11-21")).toBeUndefined();
  });
});

describe("the story so far", () => {
  test("tells the steps that concern the citizen, with names and reasons", () => {
    const entries = [
      entry("withdraw", { changes: { end_reason: [null, "和好了"] } }),
      entry("hold", { input: { place: "村委会" } }),
      entry("accept", { changes: { mediator_name: [null, "王五"] } }),
      entry("apply"),
    ];
    expect(timeline(entries).map((one) => one.words)).toEqual([
      "申请已撤回，原因：和好了",
      "进行了一次调解，地点：村委会",
      "申请已受理，调解员：王五",
      "您提交了申请",
    ]);
  });

  test("leaves out views, refusals and what the office reports to others", () => {
    expect(timeline([entry("view"), entry("refused"), entry("escalate"), entry("print")])).toEqual([]);
  });
});

test("every kind of dispute is explained, and the common ones end with the open one", () => {
  expect(Object.keys(kindHints)).toEqual(Object.keys(kinds));
  expect(commonKinds.at(-1)).toBe("other");
});
