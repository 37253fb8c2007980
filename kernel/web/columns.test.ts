// Columns: what fits is shown from the left, the first one always.
import { expect, test } from "vitest";
import { fitting, isNumeric, widthOf } from "./columns.ts";
import type { Field } from "./fields.ts";

const field = (name: string, widget: Field["widget"], more: Partial<Field> = {}): Field => ({
  name,
  title: name,
  widget,
  required: true,
  nullable: false,
  hidden: false,
  ...more,
});

test("a short text takes little room, a long one is cut", () => {
  const text = field("name", "text");
  expect(widthOf(text, ["张三"])).toBeLessThan(widthOf(text, ["示范区农业综合开发公司"]));
  expect(widthOf(text, ["很".repeat(100)])).toBe(230);
});

test("columns are shown in order until the room is used", () => {
  const fields = ["a", "b", "c"].map((name) => field(name, "day"));
  expect(fitting(fields, 250, () => 116)).toEqual(["a", "b"]);
  expect(fitting(fields, 10, () => 116)).toEqual(["a"]);
});

test("amounts and numbers stand on the right", () => {
  expect(isNumeric(field("amount", "money"))).toBe(true);
  expect(isNumeric(field("name", "text"))).toBe(false);
});
