// Clocks as the law counts them: the published vectors, versions, extensions, pauses, terms, refusals.
import { describe as about, expect, test } from "vitest";
import {
  answerDeadline,
  answerWorkdays,
  computeDeadline,
  type Deadline,
  describe,
  families,
  type Question,
  tierOf,
  trafficLight,
} from "./deadlines.ts";
import { loadLawBook } from "./lawbook.ts";
import { isRefused, type Refused } from "./lifecycle.ts";

const book = loadLawBook();

function due(rule: string, from: string, more: Partial<Question> = {}): Deadline {
  const answer = computeDeadline(book, { rule, from, ...more });
  if (isRefused(answer)) throw new Error(answer.refused);
  return answer;
}

function refused(rule: string, from: string, more: Partial<Question> = {}): Refused {
  const answer = computeDeadline(book, { rule, from, ...more });
  if (!isRefused(answer)) throw new Error(`expected a refusal, got ${answer.due}`);
  return answer;
}

about("the vectors of the statutory table", () => {
  test.each([
    ["T1 five working days over the National Day week", "FY-05", "2026-09-24", "2026-10-09"],
    ["T3 five working days over a prolonged Spring Festival, old law", "FY-05o", "2020-01-20", "2020-02-04"],
    ["T3 sixty days from receipt, old law", "FY-18o", "2020-01-20", "2020-03-20"],
    ["T5 ten calendar days, old law: Saturday 1 February rolls", "FY-10o", "2020-01-22", "2020-02-03"],
    ["T7 seven calendar days: 5 May rolls", "LA-02", "2026-04-28", "2026-05-06"],
    ["T9 three calendar days: a Sunday in the holiday rolls", "LA-03", "2026-04-30", "2026-05-06"],
    ["T10 thirty days: 5 October rolls", "TJ-05", "2026-09-05", "2026-10-08"],
    ["T11 ten days: a Saturday rolls", "CC-05", "2026-01-28", "2026-02-09"],
    ["T13 fifteen working days over Spring Festival with a Saturday worked", "GZ-01", "2026-01-30", "2026-02-27"],
    ["T15 fifteen days: 3 October rolls", "GF-04", "2026-09-18", "2026-10-08"],
    ["T18 five working days before a hearing", "FY-13", "2026-10-13", "2026-09-30"],
  ])("%s", (_, rule, from, expected) => {
    expect(due(rule, from).due).toBe(expected);
  });

  test("T1 a silent lapse is acceptance, and starts the sixty days", () => {
    expect(due("FY-05", "2026-09-24").law.onLapse).toEqual({ event: "视为受理", starts: "FY-18" });
  });

  test("T21 seven days of leave are for the judicial office, eight for the county", () => {
    expect(tierOf(book, "CC-10b", { from: "2026-11-01", to: "2026-11-07" })).toMatchObject({
      days: 7,
      who: expect.stringContaining("司法所"),
    });
    expect(tierOf(book, "CC-10b", { from: "2026-11-01", to: "2026-11-08" })).toMatchObject({ days: 8, who: "县级社区矫正机构" });
  });
});

about("days worked out by hand", () => {
  test.each([
    ["a weekend day that is worked is no rest day: Sunday 28 September 2025", "CC-05", "2025-09-18", "2025-09-28"],
    ["the same Sunday counts as a working day", "FY-11", "2025-09-25", "2025-09-29"],
    ["ten working days, new law, where the old gave ten calendar days", "FY-10", "2024-01-02", "2024-01-16"],
    ["six months from 31 August end on the last of February, a Saturday that is worked", "XS-01", "2025-08-31", "2026-02-28"],
    ["six months from 31 August 2023 end on the leap day", "XS-01", "2023-08-31", "2024-02-29"],
    ["a year from the leap day ends on 28 February", "XS-01b", "2024-02-29", "2025-02-28"],
    ["two months from 31 December", "XS-15a", "2024-12-31", "2025-02-28"],
    ["a month from 31 January in a common year", "TJ-01", "2025-01-31", "2025-02-28"],
    ["thirty days over the leap day", "TJ-05", "2024-02-01", "2024-03-04"],
    ["fifteen days before a hearing are not moved by the weekend", "LA-05", "2026-06-15", "2026-05-31"],
    ["seven working days before a hearing", "ZF-05", "2026-05-08", "2026-04-24"],
    ["one month before release, from a longer month", "AZ-01", "2026-03-31", "2026-02-28"],
    ["on the very day, even a Sunday", "AZ-05", "2026-03-01", "2026-03-01"],
    ["the annual report before 1 March", "FZ-01", "2026-01-10", "2026-02-28"],
    ["before 1 March of a leap year", "FZ-01", "2023-03-01", "2024-02-29"],
    ["publication before 1 April", "FZ-02", "2026-03-31", "2026-03-31"],
    ["the department's disclosure report", "XX-05a", "2025-02-01", "2026-01-31"],
    ["electronic monitoring ends the day before the corresponding day", "CC-14", "2026-01-15", "2026-04-14"],
    ["a committee's term ends the day before, on whatever day that is", "TJ-08", "2023-10-05", "2026-10-04"],
    ["custody of thirty days counts its first day and never rolls", "CC-19b", "2026-09-04", "2026-10-03"],
    ["forty-eight hours do not roll", "CC-19a", "2026-09-30", "2026-10-02"],
  ])("%s", (_, rule, from, expected) => {
    expect(due(rule, from).due).toBe(expected);
  });

  test("says how it counted", () => {
    expect(due("TJ-05", "2026-09-05").arithmetic).toBe("自2026-09-05的次日起算30日，末日2026-10-05为法定休假日，顺延至2026-10-08。");
    expect(due("GZ-01", "2026-01-30").arithmetic).toBe(
      "自2026-01-30的次日起算15个工作日（其间休息日13天不计，调休上班1天计入），末日2026-02-27。",
    );
    expect(due("FY-13", "2026-10-13").arithmetic).toBe(
      "2026-10-13当日不计，往前数5个工作日（其间休息日8天不计，调休上班1天计入），最迟2026-09-30。",
    );
    expect(due("XS-01", "2025-08-31").arithmetic).toContain("届满月无对应日，以月末为准");
    expect(due("CC-14", "2026-01-15").arithmetic).toBe("自2026-01-15起3个月，期满日为对应日的前一日，遇休假日不顺延，末日2026-04-14。");
    expect(due("FZ-01", "2026-01-10").arithmetic).toBe("每年3月1日之前（不含当日），自2026-01-10起最近的一次为2026-02-28。");
  });

  test("hours keep the time of day where it is known", () => {
    expect(due("LA-01", "2026-04-30", { at: "16:40" })).toMatchObject({ due: "2026-05-01", dueAt: "2026-05-01T16:40", unit: "H" });
    expect(due("LA-01", "2026-04-30").arithmetic).toContain("未记明时刻");
    expect(refused("LA-01", "2026-04-30", { at: "25:00" }).code).toBe("bad-time");
  });
});

about("versions", () => {
  test.each([
    ["FY-18", "2023-12-31", "FY-18o"],
    ["FY-18", "2024-01-01", "FY-18"],
    ["FY-18o", "2024-06-01", "FY-18"],
    ["TJ-05", "2021-12-31", "TJ-05oo"],
    ["TJ-05", "2022-01-01", "TJ-05o"],
    ["TJ-05o", "2024-01-01", "TJ-05"],
    ["LA-02", "2021-12-31", "LA-02o"],
    ["LA-02o", "2022-01-01", "LA-02"],
    ["CC-05", "2020-06-30", "CC-05oa"],
    ["CC-05o", "2020-07-01", "CC-05"],
    ["CC-02", "2020-06-30", "CC-02o"],
    ["ZF-04", "2021-07-14", "ZF-04o"],
    [" fy-18O ", "2023-05-05", "FY-18o"],
  ])("%s asked on %s is answered by %s", (asked, day, version) => {
    const answer = due(asked, day);
    expect(answer.rule).toBe(version);
    const same = asked.trim().toUpperCase() === version.toUpperCase();
    expect(answer.substitutedFor).toBe(same ? undefined : asked.trim());
    if (!same) expect(answer.arithmetic).toContain(`${day}适用${version}`);
  });

  test("the extension is approved by the head of the body that the law of the day names", () => {
    expect(due("FY-18", "2023-06-01", { extend: 30 }).extension?.approvedBy).toBe("行政复议机关的负责人");
    expect(due("FY-18", "2024-06-03", { extend: 30 }).extension?.approvedBy).toBe("行政复议机构的负责人");
  });

  test("a recorded choice of another version needs a reason and stays in the family", () => {
    const chosen = due("FY-18", "2024-01-05", { version: { id: "FY-18o", reason: "2023年12月收到的申请" } });
    expect(chosen).toMatchObject({ rule: "FY-18o", override: "2023年12月收到的申请" });
    expect(chosen.arithmetic).toContain("人工指定适用FY-18o");
    expect(refused("FY-18", "2024-01-05", { version: { id: "FY-18o", reason: " " } }).code).toBe("no-reason");
    expect(refused("FY-18", "2024-01-05", { version: { id: "FY-19", reason: "试" } }).code).toBe("other-family");
  });

  test("families list their versions oldest first", () => {
    const found = families(book).find(({ family }) => family === "TJ-05");
    expect(found?.versions.map((rule) => rule.id)).toEqual(["TJ-05oo", "TJ-05o", "TJ-05"]);
  });
});

about("extensions", () => {
  test("add to the limit before its last day rolls", () => {
    expect(due("FY-18", "2026-03-02").due).toBe("2026-05-06"); // 1 May is off
    const longer = due("FY-18", "2026-03-02", { extend: 30 });
    expect(longer.due).toBe("2026-06-01"); // 31 May is a Sunday
    expect(longer.arithmetic).toBe(
      "自2026-03-02的次日起算60日，经行政复议机构的负责人批准延长30日，末日2026-05-31为法定休假日，顺延至2026-06-01。",
    );
  });

  test("count working days after working days, and months after a term", () => {
    expect(due("XX-03", "2026-03-02", { extend: 20 }).due).toBe("2026-04-28");
    expect(due("CC-14", "2026-01-15", { extend: 3 }).due).toBe("2026-07-14");
    expect(due("CC-14", "2026-05-31", { extend: 3 }).due).toBe("2026-11-29");
  });

  test("are refused where the law gives none, or less, and name who approves", () => {
    expect(refused("FY-19", "2026-03-02", { extend: 10 })).toMatchObject({
      code: "no-extension",
      basis: expect.stringContaining("第62条"),
    });
    expect(refused("FY-18", "2026-03-02", { extend: 31 }).refused).toMatch(/最多延长30日，须经行政复议机构的负责人批准/);
    expect(refused("FY-18", "2026-03-02", { extend: 1.5 }).code).toBe("bad-extension");
    expect(refused("FY-18", "2026-03-02", { extend: -3 }).code).toBe("bad-extension");
    expect(due("FY-18", "2026-03-02", { extend: 0 }).extension).toBeUndefined();
  });

  test("have no bound where the text has none", () => {
    expect(due("TJ-03a", "2026-03-02", { extend: 60 }).extension).toMatchObject({ amount: 60, approvedBy: "双方当事人" });
  });
});

about("pauses", () => {
  const suspension = (from: string, to: string, why = "中止") => ({ from, to, why });

  test("add their days, and say so", () => {
    const answer = due("FY-18", "2026-06-01", { pauses: [suspension("2026-06-10", "2026-06-20", "鉴定")] });
    expect(answer.due).toBe("2026-08-10"); // 31 July + 10 days
    expect(answer.arithmetic).toContain("扣除鉴定2026-06-10至2026-06-19共10日");
  });

  test("that overlap count once", () => {
    const pauses = [suspension("2026-06-15", "2026-06-25"), suspension("2026-06-10", "2026-06-20", "鉴定")];
    expect(due("FY-18", "2026-06-01", { pauses }).due).toBe("2026-08-17"); // 15 days: Saturday 15 August rolls
  });

  test("that begin after the limit has run out change nothing", () => {
    expect(due("FY-18", "2026-06-01", { pauses: [suspension("2026-09-01", "2026-10-01")] }).due).toBe("2026-07-31");
  });

  test("on the last day, or on the day the clock would begin, still count", () => {
    expect(due("FY-18", "2026-06-01", { pauses: [suspension("2026-07-31", "2026-08-03")] }).due).toBe("2026-08-03");
    // suspended at once and resumed on the 11th: the 11th is the first of the sixty days
    expect(due("FY-18", "2026-06-01", { pauses: [suspension("2026-06-01", "2026-06-11")] }).due).toBe("2026-08-10"); // 9 August is a Sunday
  });

  test("of a limit in working days add the working days that were lost", () => {
    // 15 working days from 5 January 2026 end on the 26th; the pause takes Thursday 15, Friday 16 and Monday 19
    expect(due("GZ-01", "2026-01-05").due).toBe("2026-01-26");
    expect(due("GZ-01", "2026-01-05", { pauses: [suspension("2026-01-15", "2026-01-20", "核实")] }).due).toBe("2026-01-29");
  });

  test("are refused when the law knows no such pause, or the days are wrong", () => {
    expect(refused("FY-19", "2026-06-01", { pauses: [suspension("2026-06-02", "2026-06-05", "鉴定")] }).refused).toContain(
      "可以扣除的只有：中止",
    );
    expect(refused("XS-09a", "2026-06-01", { pauses: [suspension("2026-06-02", "2026-06-05")] }).refused).toContain("没有可以扣除的时间");
    expect(refused("FY-18", "2026-06-01", { pauses: [suspension("2026-06-05", "2026-06-02")] }).code).toBe("bad-pause");
    expect(refused("FY-18", "2026-06-01", { pauses: [suspension("2026-06-05", "2026-06-31")] }).code).toBe("bad-pause");
    expect(refused("FY-18", "2026-06-01", { pauses: [suspension("2026-06-02", "2026-06-05", "")] }).code).toBe("pause-not-allowed");
  });
});

about("lengths that a document states", () => {
  test("a correction term runs to the day before the corresponding day, holiday or not", () => {
    expect(due("CC-23", "2025-10-05", { given: { amount: 1, unit: "Y" } }).due).toBe("2026-10-04");
    expect(due("CC-23", "2025-04-02", { given: { amount: 18, unit: "M" } }).due).toBe("2026-10-01");
  });

  test("without the document there is no day", () => {
    expect(refused("CC-23", "2025-10-05").code).toBe("no-day");
    expect(refused("CC-23", "2025-10-05", { given: { amount: 0, unit: "M" } }).code).toBe("no-day");
  });

  test("a correction period set by the old notice counts as it says", () => {
    expect(due("FY-07", "2023-05-04", { given: { amount: 10, unit: "ND" } })).toMatchObject({ rule: "FY-07o", due: "2023-05-15" });
    expect(due("ZF-10", "2026-03-02", { given: { amount: 15, unit: "WD" } })).toMatchObject({ due: "2026-03-23", status: "KD" });
  });
});

about("grades by length", () => {
  test("leave beyond thirty days, or thirty in two months, goes one level up", () => {
    expect(tierOf(book, "CC-10b", { from: "2026-11-01", to: "2026-11-30" })).toMatchObject({ days: 30, who: "县级社区矫正机构" });
    expect(tierOf(book, "CC-10b", { from: "2026-11-01", to: "2026-12-01" })).toMatchObject({
      days: 31,
      who: expect.stringContaining("上一级"),
    });
    const earlier = [{ from: "2026-09-20", to: "2026-10-14" }];
    expect(tierOf(book, "CC-10b", { from: "2026-11-10", to: "2026-11-15" }, earlier)).toMatchObject({
      days: 6,
      total: 31,
      who: expect.stringContaining("上一级"),
    });
    expect(tierOf(book, "CC-10b", { from: "2026-11-20", to: "2026-11-25" }, earlier)).toMatchObject({
      total: 25,
      who: expect.stringContaining("司法所"),
    });
  });

  test("follow the law of the day, and refuse rules without grades", () => {
    expect(tierOf(book, "CC-10b", { from: "2020-06-01", to: "2020-06-08" })).toMatchObject({ rule: "CC-10o", who: "县级司法行政机关" });
    expect(tierOf(book, "FY-18", { from: "2026-06-01", to: "2026-06-08" })).toMatchObject({ code: "no-tiers" });
    expect(tierOf(book, "CC-10b", { from: "2026-06-09", to: "2026-06-08" })).toMatchObject({ code: "bad-span" });
  });
});

about("refusals", () => {
  test("an unknown id names its neighbours", () => {
    const answer = refused("FY-99", "2026-01-05");
    expect(answer.code).toBe("unknown-rule");
    expect(answer.refused).toMatch(/相近的有：FY-24/);
  });

  test("a row with several limits asks which", () => {
    expect(refused("XS-09", "2026-01-05").refused).toMatch(/XS-09a（对判决上诉）、XS-09b（对裁定上诉）/);
    expect(refused("LA-03", "2021-05-06").refused).toMatch(/LA-03oa.*LA-03ob/);
  });

  test("a day before the rule was in force, or after, is told the spans", () => {
    expect(refused("LA-06", "2023-08-31").refused).toContain("2023-09-01至今");
    expect(refused("FY-04", "2024-01-01")).toMatchObject({ code: "no-version", basis: expect.stringContaining("行政复议法") });
  });

  test("days that do not exist", () => {
    for (const day of ["2026-02-29", "2026-13-01", "2026-1-5", "今天", "2026-00-10", "2026-04-31"])
      expect(refused("FY-18", day).code).toBe("bad-day");
    expect(due("FY-18", "2024-02-29").due).toBe("2024-04-29");
  });
});

about("outside the calendar", () => {
  test("working days from a year without calendar are refused", () => {
    expect(refused("FY-05", "2027-01-04")).toMatchObject({ code: "no-calendar" });
    expect(refused("XX-03", "2019-12-30").refused).toContain("2019年的放假安排未录入");
  });

  test("a last day in such a year is provisional, and says so", () => {
    expect(due("FY-05", "2026-12-28")).toMatchObject({ due: "2027-01-04", provisional: true });
    expect(due("FY-18", "2026-12-01")).toMatchObject({ due: "2027-02-01", provisional: true });
    expect(due("FY-18", "2026-12-01").arithmetic).toContain("2027年的放假安排未录入，暂按周一至周五为工作日推算");
    expect(due("XS-09a", "2019-12-20")).toMatchObject({ due: "2020-01-06", provisional: true });
    expect(due("XX-05a", "2026-05-06")).toMatchObject({ due: "2027-01-31", provisional: true });
    expect(due("FY-05", "2026-12-21").provisional).toBe(false);
  });
});

about("answers for the command line", () => {
  test("hold what the contract says", () => {
    expect(JSON.parse(JSON.stringify(answerDeadline(book, { rule: "XS-09a", date: "2026-09-18" })))).toEqual({
      rule: "XS-09a",
      from: "2026-09-18",
      due: "2026-10-08",
      unit: "ND",
      arithmetic: "自2026-09-18的次日起算15日，末日2026-10-03为法定休假日，顺延至2026-10-08。",
      basis: "《行政诉讼法》第85条",
      status: "C",
      provisional: false,
    });
  });

  test("a row without a day answers so", () => {
    expect(answerDeadline(book, { rule: "FY-17", date: "2026-05-06" })).toMatchObject({
      rule: "FY-17",
      due: null,
      unit: null,
      status: "C",
      reason: "应当及时恢复，没有法定天数",
    });
    expect(answerDeadline(book, { rule: "TJ-02", date: "2026-05-06" })).toMatchObject({ due: null, status: "KD", provisional: false });
    expect(answerDeadline(book, { rule: "FY-06", date: "2022-05-06" })).toMatchObject({ rule: "FY-06o", due: null, status: "KD" });
  });

  test("carry refusals through", () => {
    expect(answerDeadline(book, { rule: "ZZ-01", date: "2026-05-06" })).toMatchObject({ code: "unknown-rule" });
    expect(answerDeadline(book, { rule: "FY-19", date: "2026-05-06", extend: 5 })).toMatchObject({ code: "no-extension" });
  });

  test("working days name the rows of the calendar they used", () => {
    expect(answerWorkdays(book, { from: "2026-09-24", to: "2026-10-10" })).toEqual({
      from: "2026-09-24",
      to: "2026-10-10",
      count: 6,
      bothEnds: 7,
      rows: [
        { day: "2026-09-25", is: "放假" },
        ...["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map((day) => ({ day, is: "放假" })),
        { day: "2026-10-10", is: "上班" },
      ],
      sources: ["国务院办公厅关于2026年部分节假日安排的通知"],
      provisional: false,
    });
  });

  test("working days of unknown years are refused or provisional", () => {
    expect(answerWorkdays(book, { from: "2019-12-30", to: "2020-01-06" })).toMatchObject({ code: "no-calendar" });
    expect(answerWorkdays(book, { from: "2026-12-30", to: "2027-01-06" })).toMatchObject({ count: 5, provisional: true });
    expect(answerWorkdays(book, { from: "2026-05-06", to: "2026-05-05" })).toMatchObject({ code: "bad-span" });
    expect(answerWorkdays(book, { from: "2026-05-06", to: "2026-05-32" })).toMatchObject({ code: "bad-day" });
  });
});

about("lists and lights", () => {
  test("a rule in one line", () => {
    const line = (id: string) => describe(book.rules.get(id.toUpperCase()) ?? due("FY-18", "2026-01-05").law);
    expect(line("FY-18")).toBe("普通程序作出行政复议决定：受理行政复议申请之日起60日，经行政复议机构的负责人批准可延长30日");
    expect(line("FY-13")).toBe("听证前书面通知当事人：听证之日前5个工作日");
    expect(line("FZ-01")).toBe("报送上年度法治政府建设年度报告：每年3月1日之前");
    expect(line("GF-01b")).toMatch(/15个工作日（待核）$/);
    expect(line("GF-03")).toMatch(/不计算日期.*（存疑）$/);
    expect(line("AZ-05")).toMatch(/释放之日当日/);
    expect(line("XS-07")).toMatch(/经高级人民法院批准可延长$/);
  });

  test("red when overdue, amber within three working days, else green", () => {
    expect(trafficLight("2026-10-09", "2026-10-10", book)).toBe("red");
    expect(trafficLight("2026-10-09", "2026-10-09", book)).toBe("amber");
    expect(trafficLight("2026-10-09", "2026-09-30", book)).toBe("amber"); // 8 and 9 October are two working days away
    expect(trafficLight("2026-10-10", "2026-09-30", book)).toBe("amber"); // the worked Saturday is the third
    expect(trafficLight("2026-10-12", "2026-09-30", book)).toBe("green");
    expect(trafficLight("2026-10-12", "2026-09-30", { ...book, amberDays: 4 })).toBe("amber");
  });
});
