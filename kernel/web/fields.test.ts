// Forms from zod: which fields there are, what they start with, what is sent, what is wrong.
import { expect, test } from "vitest";
import { z } from "zod";
import { blankRow, fieldsOf, initialValues, inputOf, pathOf, wrongs } from "./fields.ts";

const words = { neighbour: "邻里纠纷", family: "婚姻家庭纠纷" };
const Party = z.object({
  role: z.enum(["applicant", "respondent"]).meta({ title: "身份", words: { applicant: "申请人", respondent: "被申请人" } }),
  name: z.string().trim().min(2, "姓名至少2个字").meta({ title: "姓名" }),
  phone: z.string().optional().meta({ title: "电话", widget: "phone" }),
});
const Asked = z.object({
  kind: z.enum(["neighbour", "family"], { error: "请选择纠纷类型" }).meta({ title: "纠纷类型", words }),
  source: z
    .enum(["a", "b"])
    .meta({ title: "来源", words: { a: "甲", b: "乙" } })
    .default("a"),
  parties: z.array(Party).min(2, "至少两方").meta({ title: "当事人", widget: "parts" }),
  summary: z.string().trim().min(10, "请至少写10个字").max(4000).meta({ title: "情况", widget: "long" }),
  amount: z.number().int().meta({ title: "金额", widget: "money" }).default(0),
  people: z.number().int().min(2).max(100).meta({ title: "人数", unit: "人" }).optional(),
  ended_on: z.iso.date().meta({ title: "日期", widget: "day" }).nullable(),
  committee_id: z.uuid().meta({ title: "调委会", widget: "record:mediation.committee" }),
});
const fields = fieldsOf(Asked);
const named = (name: string) => fields.find((field) => field.name === name);

test("what is under optional, default and nullable is found with its title and words", () => {
  expect(named("source")).toMatchObject({ title: "来源", widget: "choice", initial: "a", words: { a: "甲", b: "乙" } });
  expect(named("people")).toMatchObject({ title: "人数", widget: "number", unit: "人", required: false, most: 100 });
  expect(named("ended_on")).toMatchObject({ title: "日期", widget: "day", nullable: true });
  expect(named("summary")).toMatchObject({ widget: "long", most: 4000, required: true });
  expect(named("committee_id")).toMatchObject({ widget: "record", of: "mediation.committee" });
  expect(named("parties")).toMatchObject({ widget: "parts", least: 2 });
});

test("a form starts with defaults and as many rows as are needed, one for each side", () => {
  const started = initialValues(fields);
  expect(started).toMatchObject({ source: "a", amount: 0, parties: [{ role: "applicant" }, { role: "respondent" }] });
  expect(started).not.toHaveProperty("kind");
  expect(blankRow(named("parties")?.row ?? [], 7)).toEqual({ role: "respondent" });
});

test("a change starts from what is there, never from a masked value", () => {
  const started = initialValues(fieldsOf(Party), { name: "张三", phone: "139****5678" }, ["phone"]);
  expect(started).toEqual({ name: "张三" });
});

test("empty answers are not sent; an answer that was emptied is sent as empty", () => {
  const typed = { kind: "", summary: "  ", people: undefined, ended_on: undefined, parties: [{ name: "张三", phone: "" }] };
  expect(inputOf(fields, typed)).toEqual({ parties: [{ name: "张三" }] });
  expect(inputOf(fields, typed, { summary: "原来的", ended_on: "2026-01-01" })).toMatchObject({ summary: "", ended_on: null });
});

test("one sentence for each wrong field, by its path", () => {
  const found = wrongs(Asked, { parties: [{ role: "applicant", name: "张" }], summary: "短", committee_id: "x", ended_on: null });
  expect(found).toMatchObject({
    kind: "请选择纠纷类型",
    "parties.0.name": "姓名至少2个字",
    parties: "至少两方",
    summary: "请至少写10个字",
  });
  expect(wrongs(undefined, {})).toEqual({});
});

test("a hidden value that the form started with is not judged, whichever row it is in now", () => {
  const Strict = z.object({ parties: z.array(z.object({ id: z.string().regex(/^\d+$/, "号码只能是数字") })) });
  const started = { parties: [{ id: "x" }, { id: "440***12" }] };
  expect(wrongs(Strict, { parties: [{ id: "440***12" }] }, started)).toEqual({});
  expect(wrongs(Strict, { parties: [{ id: "440***13" }] }, started)).toEqual({ "parties.0.id": "号码只能是数字" });
});

test("a list of short answers is a list, with words where it has them", () => {
  const [scopes, kinds] = fieldsOf(
    z.object({ scopes: z.array(z.string()).min(1).meta({ title: "范围" }), kinds: z.array(z.enum(["a"]).meta({ words: { a: "甲" } })) }),
  );
  expect(scopes).toMatchObject({ widget: "list", title: "范围" });
  expect(kinds).toMatchObject({ widget: "list", words: { a: "甲" } });
  expect(
    inputOf(
      [scopes, kinds].filter((field) => field !== undefined),
      { scopes: [], kinds: ["a"] },
    ),
  ).toEqual({ kinds: ["a"] });
});

test("paths lead into rows", () => {
  expect(pathOf("parties.1.name")).toEqual(["parties", 1, "name"]);
});
