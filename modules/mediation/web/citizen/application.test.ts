// An application on the phone: what it becomes, what is wrong on which screen, and drafts of whatever age.
import { describe, expect, test } from "vitest";
import { Application } from "../../words.ts";
import { blank, fromDraft, inputOf, isTouched, screenOf, standing, type Written, wrongsOf, wrongsOn } from "./application.ts";

const complete: Written = {
  kind: "neighbour",
  sides: [
    { name: "张三", phone: "13800000000" },
    { name: "李四", phone: "" },
  ],
  summary: "楼上漏水三个月，要求修好并赔偿。",
  township: "999901100",
  village: "",
};

describe("the input of the step", () => {
  test("is what the server's schema takes: the first side applies, the others answer, empty answers are left out", () => {
    const input = inputOf(complete);
    expect(Application.parse(input)).toEqual(input);
    expect(input).toEqual({
      kind: "neighbour",
      summary: "楼上漏水三个月，要求修好并赔偿。",
      township: "999901100",
      parties: [
        { role: "applicant", name: "张三", phone: "13800000000" },
        { role: "respondent", name: "李四" },
      ],
    });
  });
});

describe("what is wrong", () => {
  test("an empty application is asked for everything it needs, in Chinese and on the screen where it is asked", () => {
    const wrongs = wrongsOf(blank("张三"));
    expect(Object.keys(wrongs)).toEqual(["kind", "parties.1.name", "summary", "township"]);
    expect(Object.keys(wrongs).map(screenOf)).toEqual(["kind", "other", "story", "place"]);
    for (const sentence of Object.values(wrongs)) expect(sentence).toMatch(/^请/);
  });

  test("a screen answers for its own fields, the last one for all", () => {
    const wrongs = wrongsOf({ ...complete, kind: "", summary: "漏水" });
    expect(Object.keys(wrongsOn("kind", wrongs))).toEqual(["kind"]);
    expect(wrongsOn("me", wrongs)).toEqual({});
    expect(Object.keys(wrongsOn("check", wrongs))).toEqual(["kind", "summary"]);
  });

  test("one's own name belongs to the second screen, the others' to the third, the unknown to the last", () => {
    expect(screenOf("parties.0.phone")).toBe("me");
    expect(screenOf("parties.12.name")).toBe("other");
    expect(screenOf("parties")).toBe("other");
    expect(screenOf("on")).toBe("check");
  });

  test("a field that is typed in is taken back, the others stand; when a side goes, the names are checked anew", () => {
    const wrongs = { "parties.1.name": "短", summary: "短" };
    const renamed = { ...complete, sides: [complete.sides[0] ?? { name: "", phone: "" }, { name: "李四光", phone: "" }] };
    expect(standing(wrongs, complete, renamed)).toEqual({ summary: "短" });
    expect(standing(wrongs, complete, { ...complete, sides: [...complete.sides, { name: "", phone: "" }] })).toEqual({ summary: "短" });
    expect(standing({ parties: "缺" }, complete, complete)).toEqual({ parties: "缺" });
  });
});

describe("a draft", () => {
  test("comes back as it was", () => {
    expect(fromDraft({ ...complete }, "张三")).toEqual(complete);
  });

  test("of another shape gives what can be read of it", () => {
    expect(fromDraft({ kind: 3, sides: "x", summary: "还在" }, "张三")).toEqual({ ...blank("张三"), summary: "还在" });
  });

  test("counts as begun once something was typed", () => {
    expect(isTouched(blank("张三"), "张三")).toBe(false);
    expect(isTouched({ ...blank("张三"), kind: "other" }, "张三")).toBe(true);
  });
});
