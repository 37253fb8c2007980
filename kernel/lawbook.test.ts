// A bureau's settings over the law: what may be filled in, what may not be touched, a province's days, later years.
import { describe, expect, test } from "vitest";
import { computeDeadline } from "./deadlines.ts";
import { calendarFor, type LawBook, type LawSettings, loadLawBook, withSettings } from "./lawbook.ts";
import { isRefused } from "./lifecycle.ts";

const book = loadLawBook();

function laid(settings: LawSettings, over: LawBook = book): LawBook {
  const answer = withSettings(over, settings);
  if (isRefused(answer)) throw new Error(answer.refused);
  return answer;
}

function dueUnder(under: LawBook, rule: string, from: string, place?: string) {
  const answer = computeDeadline(under, { rule, from, place });
  return isRefused(answer) ? answer.code : answer.due;
}

describe("settings", () => {
  test("fill in a rule in doubt, which then computes and says whose it is", () => {
    expect(dueUnder(book, "GF-03", "2026-05-06")).toBe("no-day");
    const filled = laid({ rules: { "GF-03": { amount: 7, unit: "WD", why: "自治区政府令第141号" } } });
    const answer = computeDeadline(filled, { rule: "GF-03", from: "2026-05-06" });
    expect(answer).toMatchObject({ due: "2026-05-14", status: "KD", law: { filled: "自治区政府令第141号" } }); // Saturday 9 May is worked
  });

  test("leave the law book itself as it was", () => {
    laid({ rules: { "GF-03": { amount: 7, unit: "WD", why: "本机关规定" } }, amberDays: 5, places: { "45": { on: true } } });
    expect(dueUnder(book, "GF-03", "2026-05-06")).toBe("no-day");
    expect(book.amberDays).toBe(3);
    expect(book.places.every((place) => !place.on)).toBe(true);
  });

  test("roll a filled limit in calendar days like any other, and keep a term a term", () => {
    const filled = laid({ rules: { "PS-06": { amount: 30, unit: "ND", why: "公告" }, "GF-05a": { amount: 5, unit: "Y", why: "省规定" } } });
    expect(dueUnder(filled, "PS-06", "2026-09-05")).toBe("2026-10-08");
    expect(dueUnder(filled, "GF-05a", "2021-10-08")).toBe("2026-10-07");
  });

  test("give a yearly rule its day", () => {
    const filled = laid({ rules: { "GZ-06": { yearly: { monthDay: "03-31", exclusive: false }, why: "省厅通知" } } });
    expect(dueUnder(filled, "GZ-06", "2026-01-05")).toBe("2026-03-31");
  });

  test("change a rule that nobody has read yet, keeping whether it rolls", () => {
    const changed = laid({
      rules: { "gf-01b": { amount: 10, unit: "WD", why: "本县工作规则" }, "CC-11": { amount: 3, unit: "M", why: "本省细则" } },
    });
    expect(dueUnder(changed, "GF-01b", "2026-05-06")).toBe("2026-05-19");
    expect(dueUnder(changed, "CC-11", "2026-07-03")).toBe("2026-10-03");
  });

  test("never touch a confirmed rule", () => {
    expect(withSettings(book, { rules: { "FY-18": { amount: 90, unit: "ND", why: "忙" } } })).toMatchObject({ code: "not-editable" });
    expect(withSettings(book, { rules: { "TJ-05o": { amount: 90, unit: "ND", why: "忙" } } })).toMatchObject({ code: "not-editable" });
  });

  test("refuse unknown ids, missing reasons and impossible lengths", () => {
    expect(withSettings(book, { rules: { "QQ-01": { amount: 1, unit: "ND", why: "试" } } })).toMatchObject({ code: "unknown-rule" });
    expect(withSettings(book, { rules: { "GF-03": { amount: 7, unit: "WD", why: "  " } } })).toMatchObject({ code: "no-reason" });
    expect(withSettings(book, { rules: { "GF-03": { amount: -7, unit: "WD", why: "试" } } })).toMatchObject({ code: "bad-setting" });
    expect(withSettings(book, { rules: { "GF-03": { amount: 2.5, unit: "WD", why: "试" } } })).toMatchObject({ code: "bad-setting" });
    expect(withSettings(book, { rules: { "GF-03": { amount: 5, unit: "DATE", why: "试" } } })).toMatchObject({ code: "bad-setting" });
  });
});

describe("a province's days", () => {
  // Guangxi rests on Thursday 26 and Friday 27 March 2020
  test("do not move a statutory limit until switched on, and the answer says so", () => {
    const answer = computeDeadline(book, { rule: "XX-02", from: "2020-03-20", place: "451224" });
    expect(answer).toMatchObject({
      due: "2020-03-31",
      arithmetic: expect.stringContaining("广西壮族自治区另有放假，是否计入法定期限存疑，未计入"),
    });
  });

  test("count once switched on, there and nowhere else", () => {
    const on = laid({ places: { "45": { on: true } } });
    expect(dueUnder(on, "XX-02", "2020-03-20", "451224")).toBe("2020-04-02");
    expect(dueUnder(on, "XX-02", "2020-03-20", "440811")).toBe("2020-03-31");
    expect(dueUnder(on, "XX-02", "2020-03-20")).toBe("2020-03-31");
  });

  test("can be given by the year's notice", () => {
    const on = laid({ places: { "45": { on: true, daysOff: ["2026-04-20", "2026-04-21"] } } });
    expect(dueUnder(on, "FY-11", "2026-04-17", "45")).toBe("2026-04-24");
    expect(calendarFor(on, "45").off.has("2020-03-26")).toBe(false);
  });
});

describe("later years", () => {
  const next = {
    year: 2027,
    source: "国务院办公厅关于2027年部分节假日安排的通知",
    status: "C",
    daysOff: ["2027-01-01"],
    workdays: ["2027-01-03"],
  };

  test("make what was provisional certain", () => {
    const longer = laid({ years: [next] });
    expect(dueUnder(book, "FY-05", "2026-12-28")).toBe("2027-01-04");
    expect(computeDeadline(longer, { rule: "FY-05", from: "2026-12-28" })).toMatchObject({ due: "2027-01-04", provisional: false });
    expect(dueUnder(book, "FY-05", "2027-01-04")).toBe("no-calendar");
    expect(dueUnder(longer, "FY-05", "2027-01-04")).toBe("2027-01-11");
    expect(longer.years.map((year) => year.year)).toEqual([2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]);
  });
});
