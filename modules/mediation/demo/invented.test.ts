// Invented people pass for people in every check of the product, and can be nobody's in fact; chance repeats itself.
import { describe, expect, test } from "vitest";
import { isRefused } from "#kernel/lifecycle";
import { checkId, checkParty, checkPhone } from "#modules/people";
import { chanceFrom, instantAt } from "./chance.ts";
import { inventCompany, inventedNumber, inventedPhone, inventName } from "./invented.ts";

describe("chance", () => {
  test("equal seeds choose equally, different seeds differently", () => {
    const draw = (seed: string) => {
      const chance = chanceFrom(seed);
      return Array.from({ length: 50 }, () => chance.int(0, 1_000_000));
    };
    expect(draw("麻章")).toEqual(draw("麻章"));
    expect(draw("麻章")).not.toEqual(draw("濠江"));
  });

  test("whole numbers keep to their bounds and reach both", () => {
    const chance = chanceFrom("bounds");
    const drawn = new Set(Array.from({ length: 2000 }, () => chance.int(3, 9)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  test("weights are kept to within a few in a hundred", () => {
    const chance = chanceFrom("weights");
    const shares = [0, 0, 0];
    for (let draw = 0; draw < 30_000; draw += 1) {
      const place = chance.weighed([70, 20, 10]);
      shares[place] = (shares[place] ?? 0) + 1 / 30_000;
    }
    expect(shares[0]).toBeCloseTo(0.7, 1);
    expect(shares[1]).toBeCloseTo(0.2, 1);
    expect(shares[2]).toBeCloseTo(0.1, 1);
  });

  test("a sample has no doubles, is in order, and cannot be larger than what there is", () => {
    const sample = chanceFrom("sample").sample(40, 45);
    expect(new Set(sample).size).toBe(40);
    expect(sample).toEqual(sample.toSorted((a, b) => a - b));
    expect(() => chanceFrom("x").sample(4, 3)).toThrow(RangeError);
  });

  test("ids are UUIDv7 of their instant, different, and in its order", () => {
    const chance = chanceFrom("ids");
    const early = Array.from({ length: 500 }, () => chance.id("2020-03-05T01:00:00.000Z"));
    const late = chance.id("2020-03-05T01:00:01.000Z");
    expect(new Set(early).size).toBe(500);
    for (const id of early) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(id < late).toBe(true);
    }
    expect(Number.parseInt(late.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse("2020-03-05T01:00:01.000Z"));
  });

  test("an instant is said on the clock of Shanghai", () => {
    expect(instantAt("2020-01-02", 8 * 60 + 30, 5)).toBe("2020-01-02T00:30:05.000Z");
    expect(instantAt("2020-01-02", 7 * 60)).toBe("2020-01-01T23:00:00.000Z");
  });
});

describe("invented people", () => {
  test("identity numbers pass the check, say that they are invented, and are all different", () => {
    const numbers = [0, 80_000, 200_000].flatMap((first) => Array.from({ length: 20_000 }, (_, index) => inventedNumber(first + index)));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers.filter((_, index) => index % 97 === 0)) {
      expect(checkId("resident-id", number, "2019-12-31")).toMatchObject({ number, invented: true });
      expect(number).toMatch(/^999901(19[4-9]\d|200[01])/);
    }
  });

  test("names are names, some with rare characters and some with ·", () => {
    const chance = chanceFrom("names");
    const names = Array.from({ length: 5000 }, () => inventName(chance));
    expect(names.filter((name) => checkParty({ name }, "2020-01-01") !== undefined)).toEqual([]);
    expect(names.some((name) => name.includes("𠮷"))).toBe(true);
    expect(names.some((name) => name.includes("·"))).toBe(true);
    expect(new Set(names).size).toBeGreaterThan(4000);
  });

  test("telephones are of the range 199 0000 0000 and are telephones", () => {
    expect(inventedPhone(0)).toBe("19900000000");
    expect(checkPhone(inventedPhone(239_999))).toBe("19900239999");
  });

  test("companies can be parties, and are taken for bodies", () => {
    const chance = chanceFrom("companies");
    for (let index = 0; index < 200; index += 1) {
      const name = inventCompany(chance);
      expect(name).toMatch(/有限公司$/);
      expect(isRefused(checkParty({ name, phone: inventedPhone(index) }, "2020-01-01"))).toBe(false);
    }
  });
});
