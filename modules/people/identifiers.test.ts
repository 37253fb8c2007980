// Certificate numbers, organisation codes and telephone numbers, as people type and tables bring them.
import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import {
  type IdKind,
  ageOn,
  checkId,
  checkPhone,
  checkUscc,
  cleanNumber,
  idCheckDigit,
  inventIdNumber,
  inventUscc,
  likelyIdKind,
  maskIdNumber,
  maskName,
  maskPhone,
} from "./identifiers.ts";

const today = "2026-11-23";
const read = (kind: IdKind, text: string) => checkId(kind, text, today);
const sentence = (kind: IdKind, text: string) => {
  const answer = read(kind, text);
  return "refused" in answer ? answer.refused : "accepted";
};

describe("居民身份证 (GB 11643-1999)", () => {
  test("the standard's own examples pass, with birthday and sex", () => {
    // Sum by hand for 11010519491231002: 7+9+0+5+0+20+2+9+24+27+7+18+30+5+0+0+4 = 167, 167 mod 11 = 2 → X.
    expect(read("resident-id", "11010519491231002X")).toEqual({
      kind: "resident-id",
      number: "11010519491231002X",
      key: "11010519491231002X",
      birthOn: "1949-12-31",
      sex: "2",
    });
    // Sum by hand for 44052418800101001: 28+36+0+25+16+16+2+8+48+0+0+9+0+5+0+0+2 = 195, 195 mod 11 = 8 → 4.
    expect(read("resident-id", "440524188001010014")).toMatchObject({ birthOn: "1880-01-01", sex: "1" });
  });

  test("full-width digits, spaces, hyphens, a small x and a spreadsheet's apostrophe are cleaned without a word", () => {
    for (const text of [
      "１１０１０５１９４９１２３１００２ｘ",
      " 110105 19491231 002x ",
      "110105-19491231-002X",
      "110105—19491231—002ｘ",
      "'11010519491231002x",
      "\u200E11010519491231002X\uFEFF",
    ]) {
      expect(read("resident-id", text)).toMatchObject({ number: "11010519491231002X" });
    }
  });

  test("a wrong check digit is named, with the right one and the way out", () => {
    expect(sentence("resident-id", "110105194912310021")).toBe(
      "居民身份证号码第18位校验码应为X，现为1，请核对是否录错；证件上确为此号的，证件类型选“证件号码无法校验”并注明原因。",
    );
  });

  test("every single wrong digit and every swap of neighbours is caught", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (sequence, at, by) => {
        const right = inventIdNumber("999901", "1990-05-06", sequence);
        const wrong = right.slice(0, at) + ((Number(right[at]) + by) % 10) + right.slice(at + 1);
        const swapped =
          right.slice(0, at) +
          right
            .slice(at, at + 2)
            .split("")
            .reverse()
            .join("") +
          right.slice(at + 2);
        expect("refused" in read("resident-id", wrong)).toBe(true);
        expect(swapped === right || "refused" in read("resident-id", swapped)).toBe(true);
      }),
    );
  });

  test("29 February exists in leap years only", () => {
    expect(read("resident-id", inventIdNumber("440811", "2000-02-29", 1))).toMatchObject({ birthOn: "2000-02-29" });
    expect(sentence("resident-id", inventIdNumber("440811", "1900-02-29", 1))).toContain("1900年2月29日不存在");
    expect(sentence("resident-id", inventIdNumber("440811", "2023-02-29", 1))).toContain("2023年2月29日不存在");
    expect(sentence("resident-id", inventIdNumber("440811", "1990-13-01", 1))).toContain("不存在");
    expect(sentence("resident-id", inventIdNumber("440811", "1990-00-10", 1))).toContain("不存在");
    expect(sentence("resident-id", inventIdNumber("440811", "1990-04-31", 1))).toContain("1990年4月31日不存在");
  });

  test("born today is fine, born tomorrow is not, born two centuries ago is not", () => {
    expect(read("resident-id", inventIdNumber("440811", today, 7))).toMatchObject({ birthOn: today });
    expect(sentence("resident-id", inventIdNumber("440811", "2026-11-24", 7))).toContain("晚于今天（2026-11-23）");
    expect(sentence("resident-id", inventIdNumber("440811", "1800-01-01", 7))).toContain("超过150年");
  });

  test("wrong length, letters, nothing at all", () => {
    expect(sentence("resident-id", "1101051949123100")).toContain("现为“1101051949123100”（16位）");
    expect(sentence("resident-id", "11010519491231O02X")).toContain("前17位是数字");
    expect(sentence("resident-id", "　 ")).toBe("请填写居民身份证号码。");
    expect(sentence("resident-id", "001105194912310020")).toContain("前2位“00”不是省级行政区划代码");
  });

  test("what spreadsheets do to long numbers is recognised", () => {
    expect(sentence("resident-id", "4.40811E+17")).toContain("科学计数法");
    const right = inventIdNumber("440811", "1990-05-06", 123);
    expect(sentence("resident-id", `${right.slice(0, 15)}000`)).toContain("丢失了末位数字");
  });

  test("a 15-digit number is history and shares its key with the 18-digit one", () => {
    expect(read("resident-id", "110105491231002")).toEqual({
      kind: "resident-id",
      number: "110105491231002",
      key: "11010519491231002X",
      birthOn: "1949-12-31",
      sex: "2",
      historical: true,
    });
    expect(read("resident-id", "440524850101997")).toMatchObject({ birthOn: "1885-01-01", sex: "1", historical: true });
    expect(sentence("resident-id", "110105491331002")).toContain("15位身份证号码第7至12位表示的出生日期1949年13月31日不存在");
  });

  test("numbers of other certificates say which kind to choose", () => {
    expect(sentence("resident-id", inventIdNumber("810000", "1990-01-01", 1))).toContain("改选为“港澳台居民居住证”");
    expect(sentence("resident-id", inventIdNumber("931840", "1990-01-01", 1))).toContain("改选为“外国人永久居留身份证”");
  });

  test("invented numbers of division 99 say so", () => {
    expect(read("resident-id", inventIdNumber("999901", "1990-05-06", 12))).toMatchObject({ sex: "2", invented: true });
    expect(read("resident-id", "11010519491231002X")).not.toHaveProperty("invented");
  });

  test("invented numbers are always right, odd sequences are men", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1950, max: 2020 }), (sequence, year) => {
        expect(read("resident-id", inventIdNumber("999901", `${year}-08-09`, sequence))).toMatchObject({
          birthOn: `${year}-08-09`,
          sex: sequence % 2 === 1 ? "1" : "2",
        });
      }),
    );
    expect(idCheckDigit("11010519491231002")).toBe("X");
  });
});

describe("other certificates", () => {
  test("港澳台居民居住证 begins with 810000, 820000 or 830000", () => {
    expect(read("residence-permit", inventIdNumber("830000", "1985-03-04", 21))).toMatchObject({
      kind: "residence-permit",
      birthOn: "1985-03-04",
      sex: "1",
    });
    expect(sentence("residence-permit", inventIdNumber("440811", "1985-03-04", 21))).toContain(
      "810000（香港）、820000（澳门）或830000（台湾）",
    );
  });

  test("外国人永久居留身份证 of 2023 and of 2017", () => {
    expect(read("permanent-residence", inventIdNumber("944840", "1985-03-04", 22))).toMatchObject({ birthOn: "1985-03-04", sex: "2" });
    expect(read("permanent-residence", "can 4408 850304 1 2")).toMatchObject({ number: "CAN440885030412", birthOn: "1985-03-04" });
    expect(read("permanent-residence", "CAN440805030412")).toMatchObject({ birthOn: "2005-03-04" });
    expect(sentence("permanent-residence", "CAN440885133412")).toContain("不存在");
    expect(sentence("permanent-residence", "12345")).toContain("2023年版");
  });

  test("passports have a form, no check digit", () => {
    expect(read("passport", "e 1234 5678")).toEqual({ kind: "passport", number: "E12345678", key: "E12345678" });
    expect(sentence("passport", "ABCDEFG")).toContain("5至17位字母和数字");
    expect(sentence("passport", "护照123456")).toContain("护照号码应为");
  });

  test("a renewed pass keeps its key", () => {
    expect(read("pass-hk-mo", "h1234567802")).toEqual({ kind: "pass-hk-mo", number: "H1234567802", key: "H12345678" });
    expect(read("pass-hk-mo", "M12345678")).toMatchObject({ key: "M12345678" });
    expect(read("pass-taiwan", "1234567801（B）")).toMatchObject({ number: "1234567801(B)", key: "12345678" });
    expect(sentence("pass-hk-mo", "A12345678")).toContain("H（香港）或M（澳门）");
    expect(sentence("pass-taiwan", "1234")).toContain("8位数字");
  });

  test("a certificate that fails every check still has its way in", () => {
    expect(read("unverifiable", "110105194912310021")).toEqual({
      kind: "unverifiable",
      number: "110105194912310021",
      key: "110105194912310021",
    });
    expect(sentence("unverifiable", " ")).toContain("证件上所印的");
  });

  test("a lone column of numbers tells its kinds", () => {
    expect(
      [
        "11010519491231002x",
        "110105491231002",
        inventIdNumber("820000", "1990-01-01", 1),
        inventIdNumber("944840", "1990-01-01", 1),
        "H12345678",
        "E12345678",
        "12345678",
      ].map(likelyIdKind),
    ).toEqual(["resident-id", "resident-id", "residence-permit", "permanent-residence", "pass-hk-mo", "passport", undefined]);
  });
});

test("age counts completed years; those born on 29 February wait for 1 March", () => {
  expect(ageOn("2008-11-23", "2026-11-22")).toBe(17);
  expect(ageOn("2008-11-23", "2026-11-23")).toBe(18);
  expect(ageOn("2008-02-29", "2026-02-28")).toBe(17);
  expect(ageOn("2008-02-29", "2026-03-01")).toBe(18);
});

describe("统一社会信用代码 (GB 32100-2015)", () => {
  test("published codes pass and tell their parts", () => {
    expect(checkUscc("91350100M000100Y43")).toMatchObject({
      code: "91350100M000100Y43",
      divisionCode: "350100",
      organisationCode: "M000100Y4",
      registeredAs: "企业",
    });
    expect(checkUscc("９１３５０１００ m000100y43")).toMatchObject({ code: "91350100M000100Y43" });
  });

  test("invented codes pass without doubt, a law firm is a law firm", () => {
    expect(checkUscc(inventUscc("31", "999901", "MD000001"))).toMatchObject({
      registeredAs: "律师执业机构",
      divisionCode: "999901",
      doubt: undefined,
    });
  });

  test("refusals name the place", () => {
    const said = (text: string) => ("refused" in checkUscc(text) ? (checkUscc(text) as { refused: string }).refused : "accepted");
    expect(said("91350100M000100Y44")).toContain("第18位校验码应为3，现为4");
    expect(said("91350100MO00100Y43")).toContain("第10位“O”不可用");
    expect(said("91350100M000100Y4")).toContain("（17位）");
    expect(said("9135A100M000100Y43")).toContain("行政区划代码");
  });

  test("every single wrong character is caught", () => {
    const right = inventUscc("91", "999901", "MA123456");
    for (let at = 8; at < 18; at++) {
      for (const char of "0123456789ABCDEFGHJKLMNPQRTUWXY") {
        if (char !== right[at]) expect(checkUscc(right.slice(0, at) + char + right.slice(at + 1))).toHaveProperty("refused");
      }
    }
  });

  test("a wrong organisation code inside is a doubt", () => {
    const first = inventUscc("91", "999901", "MA123456");
    const other = [..."0123456789X"].filter((char) => char !== first[16]).map((char) => first.slice(0, 16) + char);
    const codes = other
      .flatMap((head) => [..."0123456789ABCDEFGHJKLMNPQRTUWXY"].map((char) => checkUscc(head + char)))
      .filter((answer) => !("refused" in answer));
    expect(codes).toHaveLength(10);
    for (const facts of codes) expect(facts).toMatchObject({ doubt: expect.stringContaining("组织机构代码") });
  });
});

describe("telephone numbers", () => {
  test.each([
    ["138 1234 5678", "13812345678"],
    ["＋86-13812345678", "13812345678"],
    ["8613812345678", "13812345678"],
    ["0759-2731234", "0759-2731234"],
    ["(0759)2731234", "0759-2731234"],
    ["０７５９２７３１２３４转８０１", "0759-2731234转801"],
    ["+86 755 88001234", "0755-88001234"],
    ["0086-10-65153114", "010-65153114"],
    ["010 65153114", "010-65153114"],
    ["4008123456", "400-812-3456"],
    ["12348", "12348"],
    ["110", "110"],
    ["+852 9123 4567", "+85291234567"],
  ])("%s", (typed, kept) => {
    expect(checkPhone(typed)).toBe(kept);
    expect(checkPhone(kept)).toBe(kept);
  });
  test.each([
    ["1381234567", "应为11位，现为10位"],
    ["12012345678", "第2位应为3至9，现为2"],
    ["2731234", "请加区号"],
    ["", "请填写"],
    ["没有", "不是手机号码"],
    ["138123456789", "现为12位"],
  ])("%s is refused", (typed, why) => {
    expect(checkPhone(typed)).toMatchObject({ code: "phone", refused: expect.stringContaining(why) });
  });
});

test("masks keep the length and hide what matters", () => {
  expect(maskIdNumber("11010519491231002X")).toBe("110***********002X");
  expect(maskIdNumber("H12345678")).toBe("H******78");
  expect(maskIdNumber("12")).toBe("**");
  expect(maskPhone("13812345678")).toBe("138****5678");
  expect(maskPhone("0759-2731234转8")).toBe("0759-*****34");
  expect(maskPhone("+85291234567")).toBe("+85*******67");
  expect(maskPhone("12348")).toBe("12348");
  expect(maskName("𠮷田三")).toBe("𠮷**");
  expect(maskName("买买提·艾力")).toBe("买**·**");
  expect(maskName("John Smith")).toBe("J*** S****");
  expect(cleanNumber(" ａ-１ ")).toBe("A1");
});
