// Sending a step: where it goes, and which wrong field is looked at first.
import { expect, test } from "vitest";
import type { RecordType } from "../lifecycle.ts";
import type { RecordAnswer } from "./answers.ts";
import { firstWrong, requestOf } from "./step-sending.ts";

const type = { module: "mediation", path: "cases" } as unknown as RecordType; // an address needs no more
const found = { record: { id: "r1", state: "applied", version: 3 } } as unknown as RecordAnswer;

test("a new record brings its own id, a step on one brings the version that was looked at", () => {
  expect(requestOf({ type, step: "register" }, "n1", { a: 1 })).toEqual({
    url: "/api/v1/mediation/cases/steps/register",
    body: { id: "n1", input: { a: 1 } },
  });
  expect(requestOf({ type, step: "accept", found }, "n1", {})).toEqual({
    url: "/api/v1/mediation/cases/r1/steps/accept",
    body: { version: 3, input: {} },
  });
});

test("the first wrong field is the first of the form, whatever order the sentences came in", () => {
  const fields = [{ name: "kind" }, { name: "parties" }, { name: "summary" }];
  expect(firstWrong(fields, { summary: "x", "parties.1.name": "y", "parties.0.name": "z" })).toBe("parties.0.name");
  expect(firstWrong(fields, { elsewhere: "x" })).toBe("elsewhere");
  expect(firstWrong(fields, {})).toBeUndefined();
});
