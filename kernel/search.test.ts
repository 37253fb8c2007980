// Finding records by what people remember: one character, two, rare ones, names with a dot, initials; and nothing that one may not see.
import { beforeAll, describe, expect, test } from "vitest";
import { readAll } from "./db.ts";
import { grams, queryGrams, searchFind } from "./search.ts";
import { done, type Ledger, ledger, type Somebody } from "./testing-ledger.ts";

let here: Ledger;
beforeAll(async () => {
  here = await ledger();
  for (const [name, place] of [
    ["欧阳小𠮷漏水", "dongjie oyxj"],
    ["㛃儿宅基地", ""],
    ["买买提·吐尔逊欠薪", "mmttex"],
    ["(2026)示范调字第12号", ""],
    ["100%控股公司", ""],
    ["O'Brien_公司", ""],
    ["欧姓邻里", ""],
  ] as const)
    await here.opened({ name, place });
  await here.opened({ name: "西街的欧阳" }, here.stranger);
});

async function found(query: string, who: Somebody = here.chief, limit = 20): Promise<string[]> {
  const [rows] = await readAll(here.app, who.settings, [searchFind(who.actor.bureau, query, limit)]);
  return (rows as { title: string }[]).map((row) => row.title.replace("未编号 ", "")).sort();
}

describe("what one types", () => {
  test.each([
    ["欧", ["欧姓邻里", "欧阳小𠮷漏水"]],
    ["欧阳", ["欧阳小𠮷漏水"]],
    ["𠮷", ["欧阳小𠮷漏水"]],
    ["小𠮷", ["欧阳小𠮷漏水"]],
    ["㛃", ["㛃儿宅基地"]],
    ["买买提·吐尔逊", ["买买提·吐尔逊欠薪"]],
    ["买买提吐尔逊", ["买买提·吐尔逊欠薪"]],
    ["提·吐", ["买买提·吐尔逊欠薪"]],
    ["mmttex", ["买买提·吐尔逊欠薪"]],
    ["MMTT", ["买买提·吐尔逊欠薪"]],
    ["oyxj", ["欧阳小𠮷漏水"]],
    ["(2026)示范", ["(2026)示范调字第12号"]],
    ["2026示范调字第12号", ["(2026)示范调字第12号"]],
    ["第12", ["(2026)示范调字第12号"]],
    ["100%", ["100%控股公司"]],
    ["%", ["100%控股公司"]],
    ["_", ["O'Brien_公司"]],
    ["o'brien", ["O'Brien_公司"]],
    ["'", ["O'Brien_公司"]],
  ])("“%s”", async (query, titles) => {
    expect(await found(query)).toEqual([...titles].sort());
  });

  test.each(["阳欧", "欧漏", "100_", "%公司", "'; drop table ledger.entry; --", "{a,b}", "\\", '"', "１２", "x".repeat(300)])(
    "“%s” is in no name and finds nothing",
    async (query) => {
      expect(await found(query)).toEqual([]);
    },
  );

  test("pairs that all occur, but not next to each other, are not the word", async () => {
    const id = await here.opened({ name: "水漏水上水" });
    expect(await found("漏水漏")).toEqual([]);
    expect(await found("漏水上")).toEqual(["水漏水上水"]);
    done(await here.chief.take("cancel", id));
  });

  test("no more than asked for", async () => {
    expect(await found("公司", here.chief, 1)).toHaveLength(1);
  });
});

describe("what one may see", () => {
  test("the other office's records are found there and not here; the director finds both", async () => {
    expect(await found("欧阳")).not.toContain("西街的欧阳");
    expect(await found("欧阳", here.stranger)).toEqual(["西街的欧阳"]);
    expect(await found("欧阳", here.director)).toEqual(["欧阳小𠮷漏水", "西街的欧阳"].sort());
    expect(await found("欧阳", here.citizen)).toEqual([]);
    expect(await found("欧阳", here.foreigner)).toEqual([]);
  });

  test("asking for another bureau by its number gives nothing", async () => {
    const [rows] = await readAll(here.app, here.foreigner.settings, [searchFind(999901, "欧", 20)]);
    expect(rows).toEqual([]);
  });

  test("a record that moved is found where it went; a renamed one by its new name only", async () => {
    const id = await here.opened({ name: "移走的旧名" });
    done(await here.chief.take("amend", id, { name: "移走的新名" }));
    expect([await found("旧名"), await found("新名")]).toEqual([[], ["移走的新名"]]);
    done(await here.director.take("send", id, { office: here.west }));
    expect([await found("新名", here.stranger), await found("新名", here.somebody("chief", here.east))]).toEqual([["移走的新名"], []]);
  });
});

test("pieces are single characters and pairs by code point, without blanks and marks; a query needs its pairs", () => {
  expect(grams(["小𠮷 A."]).sort()).toEqual(["a", "小", "小𠮷", "𠮷", "𠮷a"].sort());
  expect(queryGrams("小𠮷")).toEqual(["小𠮷"]);
  expect(queryGrams("𠮷")).toEqual(["𠮷"]);
  expect(queryGrams("（）")).toEqual([]);
});
