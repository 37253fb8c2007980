// Money: 元 as typed, 分 as stored.
import { expect, test } from "vitest";
import { editYuan, showYuan, toFen } from "./money.ts";

test("amounts are read as people write them", () => {
  expect(toFen("12")).toBe(1200);
  expect(toFen("1,234.5")).toBe(123_450);
  expect(toFen(" １２．０５ 元")).toBe(1205);
  expect(toFen("￥0.10")).toBe(10);
  expect(toFen("-3")).toBe(-300);
});

test("what is not an amount is not guessed", () => {
  for (const text of ["", "十元", "1.234", "1e5", "12.", "99999999999999999999"]) expect(toFen(text)).toBeUndefined();
});

test("decimals that binary fractions cannot hold stay exact", () => {
  expect(toFen("0.29")).toBe(29);
  expect(toFen("1234567890123.45")).toBe(123_456_789_012_345);
});

test("amounts are shown with separators and edited without", () => {
  expect(showYuan(123_456_789)).toBe("1,234,567.89元");
  expect(showYuan(5)).toBe("0.05元");
  expect(showYuan(-123_400)).toBe("-1,234.00元");
  expect(editYuan(123_450)).toBe("1234.5");
  expect(editYuan(10_000)).toBe("100");
});

test("what is edited is read back as it was", () => {
  for (const fen of [0, 1, 10, 99, 100, 101, 123_450, 100_000_000_000]) expect(toFen(editYuan(fen))).toBe(fen);
});
