// Sentences with figures in them: which wording is chosen, when a sentence is left out, and that every figure keeps where it comes from.
import { describe, expect, test } from "vitest";
import type { Figure } from "#kernel/indicators";
import type { Passage, Sentence } from "#kernel/prose";
import { compose, mentioned, type ProseRun } from "./prose.ts";

const figure = (indicator: string, value: number | null, more: Partial<Figure> = {}): Figure => ({
  indicator,
  value,
  title: "",
  dims: {},
  unit: "件",
  decimals: 0,
  kind: "flow",
  status: "computed",
  from: "2020-01-01",
  to: "2020-12-31",
  records: 0,
  ...more,
});
const rate = (value: number | null) => figure("ledger.success-rate", value, { unit: "%", decimals: 1 });
const passage = (...sentences: Sentence[]): Passage => ({ order: 1, heading: "台账", sentences });
const text = (runs: ProseRun[]) => runs.map((run) => (typeof run === "string" ? run : run.text)).join("");
const said = (sentences: Sentence[], figures: Figure[], words: Record<string, string> = {}) =>
  text(compose(passage(...sentences), figures, words));

const handled: Sentence = { text: "办理{ledger.handled}件，成功率{ledger.success-rate}%。", zero: "没有办理。" };

describe("which wording", () => {
  test("with all figures known the sentence stands as it is, rounded as the figure says", () => {
    expect(said([handled], [figure("ledger.handled", 12), rate(98.65)])).toBe("办理12件，成功率98.7%。");
  });

  test("at zero its own wording stands, which needs no other figure", () => {
    expect(said([handled], [figure("ledger.handled", 0), rate(null)])).toBe("没有办理。");
  });

  test("at zero without such a wording it is left out; an empty wording says nothing", () => {
    expect(said([{ text: "激化{ledger.handled}件。" }], [figure("ledger.handled", 0)])).toBe("");
    expect(compose(passage({ text: "激化{ledger.handled}件。", zero: "" }), [figure("ledger.handled", 0)], {})).toEqual([]);
  });

  test("only the first figure decides: a later zero is a number like any other", () => {
    expect(said([{ text: "{ledger.handled}件，其中{ledger.other}件。" }], [figure("ledger.handled", 3), figure("ledger.other", 0)])).toBe(
      "3件，其中0件。",
    );
  });

  test("full coverage has its own wording, for per cent only", () => {
    const all: Sentence = { text: "覆盖率{ledger.success-rate}%。", full: "全部覆盖。" };
    expect(said([all], [rate(100)])).toBe("全部覆盖。");
    expect(said([all], [rate(99.99)])).not.toBe("全部覆盖。");
    expect(said([{ text: "共{ledger.handled}件。", full: "全部。" }], [figure("ledger.handled", 100)])).toBe("共100件。");
    expect(said([{ text: "覆盖率{ledger.success-rate}%。" }], [rate(100)])).toBe("覆盖率100%。");
  });
});

describe("what is not known is not said", () => {
  test.each([
    ["the first", [rate(98)]],
    ["a later one", [figure("ledger.handled", 12)]],
  ])("a sentence is left out when %s is missing", (_, figures) => {
    expect(said([handled], figures)).toBe("");
  });

  test("a figure that cannot be known is as good as missing; the sentences around it stay", () => {
    const around: Sentence[] = [{ text: "本年" }, handled, { text: "特此报告。" }];
    expect(said(around, [figure("ledger.handled", 12), rate(null)])).toBe("本年特此报告。");
  });

  test("a zero wording with a figure of its own is left out when that is not known", () => {
    const sentence: Sentence = { text: "激化{ledger.handled}件。", zero: "没有激化（{ledger.handled}件），防止率{ledger.success-rate}%。" };
    expect(said([sentence], [figure("ledger.handled", 0)])).toBe("");
    expect(said([sentence], [figure("ledger.handled", 0), rate(100)])).toBe("没有激化（0件），防止率100%。");
  });

  test("an entered figure is as good as a computed one", () => {
    expect(said([{ text: "来访{ledger.handled}人次。" }], [figure("ledger.handled", 7, { status: "reported" })])).toBe("来访7人次。");
  });
});

describe("figures with splits", () => {
  const figures = [
    figure("ledger.handled", 10),
    figure("ledger.handled", 4, { dims: { level: "村级" } }),
    figure("ledger.handled", 3, { dims: { level: "行业(医患/交通)" } }),
    figure("ledger.handled", 2, { dims: { level: "村级", kind: "邻里" } }),
  ];

  test("the total, one split and a crossed one are told apart, in whichever order the splits are named", () => {
    expect(
      said(
        [
          {
            text: "{ledger.handled}、{ledger.handled|level=村级}、{ledger.handled|kind=邻里|level=村级}、{ledger.handled|level=村级|kind=邻里}",
          },
        ],
        figures,
      ),
    ).toBe("10、4、2、2");
  });

  test("values with brackets and slashes are found; one that is not there leaves the sentence out", () => {
    expect(said([{ text: "行业性{ledger.handled|level=行业(医患/交通)}个" }], figures)).toBe("行业性3个");
    expect(said([{ text: "县级{ledger.handled|level=县级}个" }], figures)).toBe("");
  });
});

describe("what the text is made of", () => {
  test("every figure keeps its indicator, its split and its unrounded value", () => {
    const runs = compose(passage({ text: "率{ledger.success-rate}%，{area}" }), [rate(66.666)], { area: "某区" });
    expect(runs).toEqual([
      "率",
      { text: "66.7", figure: { indicator: "ledger.success-rate", dims: {}, value: 66.666, unit: "%", decimals: 1 } },
      "%，某区",
    ]);
  });

  test("words are filled in everywhere, also in a sentence without figures", () => {
    expect(
      said([{ text: "{area}的工作：" }, { text: "{area}办理{ledger.handled}件。" }], [figure("ledger.handled", 1)], { area: "某区" }),
    ).toBe("某区的工作：某区办理1件。");
  });

  test("a figure twice, and two next to each other", () => {
    expect(said([{ text: "{ledger.handled}{ledger.handled}" }], [figure("ledger.handled", 5)])).toBe("55");
  });

  test("the indicators a passage needs are those of all its wordings, once each", () => {
    const all = passage(
      handled,
      { text: "{ledger.handled|level=村级}", zero: "{ledger.escalated}", full: "{ledger.cover-2}" },
      { text: "{area}无数字" },
    );
    expect(mentioned(all)).toEqual(["ledger.handled", "ledger.success-rate", "ledger.escalated", "ledger.cover-2"]);
  });
});

describe("what a left-out sentence leaves behind", () => {
  const parts: Sentence[] = [
    { text: "共{ledger.handled}件" },
    { text: "，其中{ledger.other}件疑难" },
    { text: "；{ledger.third}件激化" },
    { text: "。" },
  ];
  const known = (...names: string[]) =>
    said(
      parts,
      names.map((name, index) => figure(`ledger.${name}`, index + 1)),
    );

  test("all known", () => expect(known("handled", "other", "third")).toBe("共1件，其中2件疑难；3件激化。"));
  test("one in the middle, or the last, unknown", () => {
    expect(known("handled", "third")).toBe("共1件；2件激化。");
    expect(known("handled", "other")).toBe("共1件，其中2件疑难。");
  });
  test("the first unknown: no mark stands at the beginning", () => expect(known("other", "third")).toBe("其中1件疑难；2件激化。"));
  test("nothing known: nothing is said, not even a full stop", () => expect(known()).toBe(""));
});
