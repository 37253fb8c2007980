// Parties as clerks and citizens type them: who is a body, which number is whose, and what is said when something is wrong.
import { describe, expect, test } from "vitest";
import { inventIdNumber, inventUscc } from "./identifiers.ts";
import { checkParty, looksLikeBody, type PartyEntry, readParty } from "./parties.ts";

const today = "2026-11-23";
const man = inventIdNumber("999901", "1990-05-06", 11);
const code = inventUscc("91", "440811", "MA4UH7RN");
const sentence = (party: PartyEntry) => {
  const wrong = checkParty(party, today);
  return wrong === undefined ? "accepted" : `${wrong.field}: ${wrong.refused}`;
};

describe("person or body", () => {
  test.each([
    "城东物业有限公司",
    "和平镇人民政府",
    "第一中学",
    "和平村村民委员会",
    "老王烧烤店",
    "东海造船厂",
    "城东物业有限公司（清算中）",
  ])("%s is a body", (name) => expect(looksLikeBody(name)).toBe(true));
  test.each(["张三", "欧阳建行", "王大店", "买买提·吐尔逊", "John Bank", "李站"])("%s is a person", (name) =>
    expect(looksLikeBody(name)).toBe(false),
  );
  test("a unified social credit code makes it a body whatever the name", () => {
    expect(readParty({ name: "张三记", id_number: code }, today)).toMatchObject({
      kind: "organisation",
      number: { kind: "uscc", number: code },
    });
  });
});

describe("what is read", () => {
  test("name, number and telephone come out in one form; the number tells sex and birthday", () => {
    const party = { name: " 买买提•吐尔逊 ", id_number: `${man.slice(0, 6)} ${man.slice(6)}`, phone: "+86 138-0013-8000", address: " " };
    expect(readParty(party, today)).toEqual({
      kind: "person",
      name: "买买提·吐尔逊",
      number: { kind: "resident-id", number: man, key: man, sex: "1", birthOn: "1990-05-06" },
      phone: "13800138000",
      address: null,
    });
  });
  test("number and telephone may be left out", () => {
    for (const party of [{ name: "张三" }, { name: "张三", id_number: "", phone: "" }, { name: "城东物业有限公司", id_number: null }])
      expect(sentence(party)).toBe("accepted");
  });
  test("passports and residence permits are known by their form", () => {
    expect(readParty({ name: "John Smith", id_number: "E12345678" }, today)).toMatchObject({ number: { kind: "passport" } });
    expect(readParty({ name: "陈大文", id_number: inventIdNumber("810000", "1980-01-02", 4) }, today)).toMatchObject({
      number: { kind: "residence-permit", sex: "2" },
    });
  });
  test("an old number of 15 digits is the same person as the one of 18", () => {
    const old = readParty({ name: "张三", id_number: man.slice(0, 6) + man.slice(8, 17) }, today);
    expect(old).toMatchObject({ number: { key: man } });
  });
});

describe("what is said when something is wrong", () => {
  test("a wrong check digit: which it should be, and a way out that this form has", () => {
    const wrong = man.slice(0, 17) + (man.endsWith("0") ? "1" : "0");
    expect(sentence({ name: "张三", id_number: wrong })).toBe(
      `id_number: 居民身份证号码第18位校验码应为${man.slice(17)}，现为${wrong.slice(17)}，请核对是否录错；证件上确为此号的，证件号码先留空，再到“人员登记”中按“证件号码无法校验”登记。`,
    );
  });
  test("a digit missing", () => expect(sentence({ name: "张三", id_number: man.slice(0, 17) })).toContain("应为18位"));
  test("something that is no number at all", () =>
    expect(sentence({ name: "张三", id_number: "不详" })).toBe(
      "id_number: 证件号码“不详”不是居民身份证号码（18位）或统一社会信用代码（18位），请核对；持其他证件的，证件号码先留空，再到“人员登记”中按证件类型登记。",
    ));
  test("a code with a wrong check character, for a body and for a name that looks like a person's", () => {
    const wrong = code.slice(0, 17) + (code.endsWith("0") ? "1" : "0");
    for (const name of ["城东物业有限公司", "张三"])
      expect(sentence({ name, id_number: wrong })).toContain(`统一社会信用代码第18位校验码应为${code.slice(17)}`);
  });
  test("a body with a person's number", () =>
    expect(sentence({ name: "老王烧烤店", id_number: man })).toBe(
      "id_number: 单位请填统一社会信用代码，现填的是个人证件号码；当事人是经营者或负责人本人的，姓名请填其本人姓名。",
    ));
  test("a telephone, a name", () => {
    expect(sentence({ name: "张三", phone: "1380013800" })).toBe("phone: 手机号码应为11位，现为10位，请核对是否多录或漏录。");
    expect(sentence({ name: "张三、李四" })).toBe("name: 姓名栏只填一个人，多人请分别登记。");
    expect(sentence({ name: `${"东".repeat(99)}公司` })).toContain("单位名称最多100个字");
  });
});
