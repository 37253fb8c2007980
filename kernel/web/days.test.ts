// Days: how long until a due day, across months, years and leap days.
import { expect, test } from "vitest";
import { daysBetween, longDay, standing, wallMinute } from "./days.ts";

test("days between", () => {
  expect(daysBetween("2020-02-28", "2020-03-01")).toBe(2);
  expect(daysBetween("2026-12-31", "2027-01-01")).toBe(1);
  expect(daysBetween("2026-03-02", "2026-03-01")).toBe(-1);
});

test("a due day says in words what its light says", () => {
  expect(standing("2026-11-20", "2026-11-24")).toEqual({ light: "red", words: "已超期4天" });
  expect(standing("2026-11-24", "2026-11-24")).toEqual({ light: "amber", words: "今天到期" });
  expect(standing("2026-12-01", "2026-11-24")).toEqual({ light: "amber", words: "还剩7天" });
  expect(standing("2026-12-02", "2026-11-24")).toEqual({ light: "green", words: "还剩8天" });
});

test("instants are shown on the bureau's clock", () => {
  expect(wallMinute("2026-11-23T16:05:00.000Z")).toBe("2026-11-24 00:05");
  expect(wallMinute("没有时间")).toBe("没有时间");
  expect(longDay("2026-03-09")).toBe("2026年3月9日");
});
