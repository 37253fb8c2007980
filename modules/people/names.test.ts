// Names as certificates carry them and as tables bring them; the made-up names below belong to nobody.
import { describe, expect, test } from "vitest";
import { checkName, tidyName } from "./names.ts";
import { fullPinyin, nameWords, pinyinInitials } from "./pinyin.ts";
import { Organisation, Person, ethnicities, settlePerson } from "./words.ts";
import { inventIdNumber } from "./identifiers.ts";

const said = (text: string): string => {
  const answer = checkName(text);
  return typeof answer === "string" ? `ok ${answer}` : answer.refused;
};

describe("a name", () => {
  test.each([
    ["李四", "李四"],
    ["欧阳示范", "欧阳示范"],
    ["𠮷样", "𠮷样"],
    ["王㛃", "王㛃"],
    ["张〇", "张〇"],
    ["  李四　", "李四"],
    ["李　四", "李四"],
    ["李 四", "李四"],
    ["买买提•艾力", "买买提·艾力"],
    ["买买提・艾力", "买买提·艾力"],
    ["买买提‧艾力", "买买提·艾力"],
    ["买买提.艾力", "买买提·艾力"],
    ["买买提． 艾力", "买买提·艾力"],
    ["买买提·艾力", "买买提·艾力"],
    ["John  Smith", "John Smith"],
    ["Ｊｏｈｎ Ｓｍｉｔｈ", "John Smith"],
    ["José O'Neill-Vega Jr.", "José O'Neill-Vega Jr."],
    ["J. Smith", "J. Smith"],
    ["\uFEFF李四", "李四"],
  ])("%s is kept as %s", (typed, kept) => expect(checkName(typed)).toBe(kept));

  test.each([
    ["", "请填写姓名"],
    [" 　", "请填写姓名"],
    ["李", "至少2个字"],
    ["𠮷", "至少2个字"],
    ["好".repeat(60), "最多30个字，现为60个"],
    ["a".repeat(61), "最多60个字母，现为61个"],
    ["李四😀", "表情符号"],
    ["李❤四", "表情符号"],
    ["李\u0007四", "控制字符"],
    ["李\n四\u0000", "控制字符"],
    ["李?", "第2个字是“?”，应是生僻字"],
    ["李□", "生僻字"],
    ["李\uE123", "自造字"],
    ["李四2", "不能有数字“2”"],
    ["李四（曾用名）", "不能有括号"],
    ["李四、王五", "多人请分别登记"],
    ["李·", "间隔号"],
    ["·李四", "间隔号"],
    ["买买提··艾力", "间隔号"],
    ["阿Q", "混用"],
    ["李四!", "不用的符号"],
    ["Иван Петров", "拉丁字母"],
    ["李四；王五", "多人"],
    ["🇨🇳", "表情符号"],
    ["李1️⃣", "表情符号"],
  ])("%j is refused", (typed, why) => expect(said(typed)).toContain(why));

  test("thirty characters outside the basic plane are thirty, not sixty", () => {
    expect(checkName("𠮷".repeat(30))).toBe("𠮷".repeat(30));
    expect(said("𠮷".repeat(31))).toContain("现为31个");
  });

  test("tidying twice changes nothing", () => {
    for (const text of ["买买提 • 艾力", "张　三", " John   Smith "]) expect(tidyName(tidyName(text))).toBe(tidyName(text));
  });
});

describe("pinyin", () => {
  test("surnames are read as surnames, at the head only", () => {
    expect(["单示", "解示", "仇示", "曾示", "区示", "查示", "朴示", "万俟示", "尉迟示"].map((name) => fullPinyin(name))).toEqual([
      "shanshi",
      "xieshi",
      "qiushi",
      "zengshi",
      "oushi",
      "zhashi",
      "piaoshi",
      "moqishi",
      "yuchishi",
    ]);
    expect(fullPinyin("单位", "text")).toBe("danwei");
  });
  test("initials follow the reading; ü is v; rare characters have one", () => {
    expect(pinyinInitials("解示范")).toBe("xsf");
    expect(pinyinInitials("买买提·艾力")).toBe("mmtal");
    expect(pinyinInitials("John Smith")).toBe("js");
    expect(fullPinyin("吕示")).toBe("lvshi");
    expect(fullPinyin("𠮷样")).toBe("jiyang");
    expect(pinyinInitials("王㛃")).toBe("wj");
  });
  test("a name is found by itself, its initials and its pinyin", () => {
    expect(nameWords("曾示范")).toEqual(["曾示范", "zsf", "zengshifan"]);
  });
});

describe("a person", () => {
  const typed = { name: " 李　四 ", idKind: "resident-id" as const, idNumber: "11010519491231002x", phone: "138 0000 0000" };
  const today = "2026-11-23";

  test("is taken in one form and completed from the number", () => {
    const person = Person.parse(typed);
    expect(person).toMatchObject({ name: "李四", phone: "13800000000" });
    expect(settlePerson(person, today)).toMatchObject({
      idNumber: "11010519491231002X",
      idKey: "11010519491231002X",
      sex: "2",
      birthOn: "1949-12-31",
    });
  });
  test("whose number disagrees with what was typed is sent back to the field", () => {
    const person = Person.parse(typed);
    expect(settlePerson({ ...person, sex: "1" }, today)).toMatchObject({
      code: "sex-disagrees",
      fields: { sex: expect.stringContaining("女性") },
    });
    expect(settlePerson({ ...person, birthOn: "1949-12-30" }, today)).toMatchObject({ code: "birth-disagrees" });
    expect(settlePerson({ ...person, idNumber: "110105194912310021" }, today)).toMatchObject({
      fields: { idNumber: expect.stringContaining("应为X") },
    });
  });
  test("with an unverifiable number needs a reason, and keeps what was typed", () => {
    const person = Person.parse({ ...typed, idKind: "unverifiable", idNumber: "110105194912310021", sex: "1" });
    expect(settlePerson(person, today)).toMatchObject({ code: "id-note" });
    expect(settlePerson({ ...person, idNote: "证件所印即此号，已核对原件" }, today)).toMatchObject({
      idNumber: "110105194912310021",
      sex: "1",
    });
    expect(settlePerson({ ...person, idNote: "无", birthOn: "2026-11-24" }, today)).toMatchObject({ code: "birth-in-future" });
  });
  test("may have 56 ethnic groups; sentences come from the checks", () => {
    expect(Object.keys(ethnicities)).toHaveLength(56);
    expect([ethnicities["01"], ethnicities["08"], ethnicities["22"], ethnicities["56"]]).toEqual(["汉族", "壮族", "畲族", "基诺族"]);
    const answer = Person.safeParse({
      ...typed,
      idNumber: inventIdNumber("999901", "1990-01-01", 1),
      name: "李",
      ethnicity: "57",
      phone: "1",
    });
    expect(answer.error?.issues.map((issue) => issue.message)).toEqual([
      "姓名至少2个字，请按证件填写全名。",
      expect.stringContaining("应为11位"),
      expect.stringContaining("民族"),
    ]);
  });
});

test("an organisation's code is cleaned and checked, and may be missing", () => {
  expect(Organisation.parse({ name: "示范区青石镇人民调解委员会" })).toEqual({ name: "示范区青石镇人民调解委员会" });
  expect(Organisation.parse({ name: "示范公司", uscc: "91350100 m000100y43" }).uscc).toBe("91350100M000100Y43");
  expect(Organisation.safeParse({ name: "示范公司", uscc: "91350100M000100Y44" }).error?.issues[0]?.message).toContain("应为3");
});
