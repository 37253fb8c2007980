// Settings of time limits: what may be set, what it changes, who may do it.
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { openPool } from "#kernel/db";
import { computeDeadline } from "#kernel/deadlines";
import { loadLawBook } from "#kernel/lawbook";
import { isRefused } from "#kernel/lifecycle";
import { type Actor, settingsOf } from "#kernel/permissions";
import { loadSecrets } from "#kernel/secrets";
import { takeStep } from "#kernel/step";
import { testDatabase } from "#kernel/testing-database";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timeLimits } from "./module.ts";
import { type LawBooks, lawBooks } from "./queries.ts";

const base = loadLawBook();
let books: LawBooks;
let take: (role: string, step: string, id: string, input: Record<string, unknown>) => ReturnType<typeof takeStep>;

beforeAll(async () => {
  const database = await testDatabase();
  const app = openPool(database.appUrl, 2);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  books = lawBooks(owner, base);
  const secrets = loadSecrets(mkdtempSync(join(tmpdir(), "zs-")));
  take = (role, step, id, input) => {
    const actor: Actor = {
      id: newId(),
      name: role,
      kind: "staff",
      bureau: 999901,
      bureauName: "示范区司法局",
      low: 999901,
      high: 999901,
      posts: [{ role, office: newId() }],
    };
    const site = {
      pool: app,
      actor,
      settings: settingsOf(actor, { "time-limits": timeLimits.sees }),
      today: "2026-03-02",
      now: "2026-03-02T01:00:00.000Z",
      book: books.of(999901),
      secrets,
    };
    const [record] = timeLimits.records;
    if (record === undefined) throw new Error("no record");
    return takeStep(site, record, { key: newId(), id, step, input });
  };
});

const why = "已核对原文：某省人民调解办法第十二条，核对人沈文清";

test("a limit in doubt computes nothing until a leader fills it in, then for that bureau only, and no longer once withdrawn", async () => {
  expect(computeDeadline(books.of(999901), { rule: "TJ-02", from: "2026-03-02" })).toMatchObject({ code: "no-day" });
  const id = newId();
  const answer = await take("director", "set", id, { rule: "tj-02", amount: 30, unit: "ND", why });
  expect(isRefused(answer)).toBe(false);
  await books.refresh();
  expect(computeDeadline(books.of(999901), { rule: "TJ-02", from: "2026-03-02" })).toMatchObject({ due: "2026-04-01" });
  expect(computeDeadline(books.of(440811), { rule: "TJ-02", from: "2026-03-02" })).toMatchObject({ code: "no-day" });
  await take("director", "withdraw", id, {});
  await books.refresh();
  expect(computeDeadline(books.of(999901), { rule: "TJ-02", from: "2026-03-02" })).toMatchObject({ code: "no-day" });
});

test("a confirmed limit cannot be set; an unknown one is named; a reason is needed", async () => {
  expect(await take("director", "set", newId(), { rule: "TJ-05", amount: 60, unit: "ND", why })).toMatchObject({ code: "not-editable" });
  expect(await take("director", "set", newId(), { rule: "TJ-99", amount: 60, unit: "ND", why })).toMatchObject({ code: "unknown-rule" });
  expect(await take("director", "set", newId(), { rule: "TJ-02", amount: 30, unit: "ND", why: "" })).toMatchObject({
    code: "invalid",
    fields: { why: expect.stringContaining("依据") },
  });
});

test("only a leader may set; two settings of one rule at once are refused", async () => {
  expect(await take("mediator", "set", newId(), { rule: "TJ-02", amount: 30, unit: "ND", why })).toMatchObject({ code: "not-permitted" });
  expect(isRefused(await take("director", "set", newId(), { rule: "TJ-02", amount: 30, unit: "ND", why }))).toBe(false);
  expect(await take("director", "set", newId(), { rule: "TJ-02", amount: 20, unit: "ND", why })).toMatchObject({ code: "already-set" });
});
