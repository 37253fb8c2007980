// What a step's form asks and starts with: the day under its own title, the record as it is, what the server suggests.
import { expect, test } from "vitest";
import { z } from "zod";
import type { RecordType } from "../lifecycle.ts";
import type { RecordAnswer } from "./answers.ts";
import { fieldsOfStep, startingValues } from "./step-draft.ts";

const Party = z.object({ name: z.string().meta({ title: "姓名" }), phone: z.string().max(20).optional() });
const Correction = z.object({ parties: z.array(Party).min(2).meta({ widget: "parts" }), township: z.string() });
const type = {
  module: "mediation",
  name: "case",
  fields: z.object({ accepted_on: z.iso.date().meta({ title: "受理日期" }).nullable(), township: z.string() }),
  steps: {
    accept: { label: "受理", from: ["applied"], to: "mediating", asks: z.object({ committee_id: z.uuid() }), stamps: "accepted_on" },
    hold: { label: "记录调解", from: ["mediating"], asks: z.object({ place: z.string() }), dated: "调解日期" },
    amend: { label: "更正当事人", from: ["mediating"], asks: Correction },
  },
} as unknown as RecordType; // forms need no more of a kind of record
const found = {
  record: { id: "r1", state: "applied", version: 1, township: "440811001" },
  parts: {
    parties: [
      { id: "p1", name: "张三", phone: "139****5678" },
      { id: "p2", name: "李四", phone: null },
    ],
  },
  presets: { accept: { committee_id: "c1" } },
} as unknown as RecordAnswer;
const asked = { type, today: "2026-03-05", found };

test("the day has the title of the column that takes it, or the step's own", () => {
  expect(fieldsOfStep(type, "accept")[0]).toMatchObject({ name: "on", title: "受理日期", hint: "不能晚于今天" });
  expect(fieldsOfStep(type, "hold")[0]).toMatchObject({ name: "on", title: "调解日期" });
  expect(fieldsOfStep(type, "amend").map(({ name }) => name)).toEqual(["parties", "township"]);
});

test("a form starts today, with what the server suggests", () => {
  expect(startingValues({ ...asked, step: "accept" })).toEqual({ on: "2026-03-05", committee_id: "c1" });
  expect(startingValues({ ...asked, step: "hold" })).toEqual({ on: "2026-03-05" });
});

test("a correction starts with the rows as they stand", () => {
  expect(startingValues({ ...asked, step: "amend" })).toEqual({
    township: "440811001",
    parties: [{ name: "张三", phone: "139****5678" }, { name: "李四" }],
  });
});
