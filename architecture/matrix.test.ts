// The golden table of every kind of record: state × step × role, with the diagram of its states; a change of rights or states shows here for review.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge, type RecordRow, type RecordType } from "#kernel/lifecycle";
import { type Actor, may } from "#kernel/permissions";
import { modules } from "../modules/all.ts";

const office = "00000000-0000-7000-8000-00000000000a";
const me = "00000000-0000-7000-8000-00000000000b";

/** Every role that any permission of the record names. */
function rolesOf(type: RecordType): string[] {
  return [...new Set(Object.values(type.permissions).flatMap((roles) => Object.keys(roles)))].sort();
}

function actor(role: string): Actor {
  return { id: me, name: role, kind: "staff", bureau: 999901, bureauName: "", low: 999901, high: 999901, posts: [{ role, office }] };
}

/** A record of the actor's own office, owned by him, or of somebody else in the bureau. */
function row(state: string, mine: "own" | "office" | "bureau"): RecordRow & Record<string, unknown> {
  const offices = mine === "bureau" ? ["00000000-0000-7000-8000-0000000000ff"] : [office];
  return {
    bureau_id: 999901,
    id: "00000000-0000-7000-8000-000000000001",
    state,
    version: 1,
    offices,
    owners: mine === "own" ? [me] : [],
    party_count: 2,
  };
}

function cell(type: RecordType, name: string, state: string, role: string): string {
  const step = type.steps[name];
  if (step === undefined) return "-";
  const reach = (["bureau", "office", "own"] as const).find((mine) =>
    may(actor(role), type.permissions, step.by, step.from === "new" ? undefined : row(state, mine)),
  );
  if (reach === undefined) return "·";
  const facts = { today: "2026-03-02", on: "2026-03-02", actor: { id: me, offices: [office] } };
  const refusal = judge(type, name, step.from === "new" ? undefined : row(state, reach), facts);
  const words = refusal === undefined ? `→${step.to ?? state}` : `✗${refusal.code}`;
  return `${words} ${step.from === "new" ? "" : { bureau: "(bureau)", office: "(own office)", own: "(own record)" }[reach]}`.trim();
}

function tableOf(type: RecordType): string {
  const roles = rolesOf(type);
  const lines = Object.keys(type.steps).flatMap((name) => {
    const from = type.steps[name]?.from;
    const states = from === "new" ? ["new"] : Object.keys(type.states);
    return states.flatMap((state) => {
      const cells = roles.map((role) => cell(type, name, state, role));
      return cells.every((one) => one === "·" || one.startsWith("✗wrong-state")) ? [] : [`${name} | ${state} | ${cells.join(" | ")}`];
    });
  });
  return [
    `## ${type.module}.${type.name} ${type.label}`,
    "",
    `step | state | ${roles.join(" | ")}`,
    ...lines,
    "",
    ...diagram(type),
    "",
  ].join("\n");
}

function diagram(type: RecordType): string[] {
  const arrows = Object.values(type.steps).flatMap((step) =>
    step.from === "new"
      ? [`  [*] --> ${step.to}: ${step.label}`]
      : step.from.map((state) => `  ${state} --> ${step.to ?? state}: ${step.label}`),
  );
  return [
    "stateDiagram-v2",
    ...Object.entries(type.states).map(([state, label]) => `  ${state}: ${label}`),
    ...arrows,
    ...type.ended.map((state) => `  ${state} --> [*]`),
  ];
}

describe.each(modules.filter((module) => module.records.length > 0))("$name", (module) => {
  test("its golden table of state × step × role is current (npx vitest run architecture/matrix -u writes it)", async () => {
    const file = join(import.meta.dirname, "..", "modules", module.name, "matrix.txt");
    await expect(module.records.map((record) => tableOf(record.type)).join("\n")).toMatchFileSnapshot(file);
  });
  test.each(module.records.map((record) => record.type))(
    "$label: every step can be taken by somebody, every state can be reached and left",
    (type: RecordType) => {
      for (const [name, step] of Object.entries(type.steps)) {
        const states = step.from === "new" ? ["new"] : [...step.from];
        const taken = rolesOf(type).some((role) => states.some((state) => !["·", "-"].includes(cell(type, name, state, role))));
        expect(taken, `nobody may ${name}`).toBe(true);
      }
      const reached = new Set(Object.values(type.steps).flatMap((step) => (step.to === undefined ? [] : [step.to])));
      expect(Object.keys(type.states).filter((state) => !reached.has(state))).toEqual([]);
      for (const state of Object.keys(type.states).filter((one) => !type.ended.includes(one))) {
        expect(
          Object.values(type.steps).some((step) => step.from !== "new" && step.from.includes(state)),
          `${state} cannot be left`,
        ).toBe(true);
      }
    },
  );
  test.each(module.records.map((record) => record.type))(
    "$label: every clock rests on a rule of the law book, every column listed and filtered is a field",
    async (type: RecordType) => {
      const { loadLawBook } = await import("#kernel/lawbook");
      const book = loadLawBook();
      for (const clock of Object.values(type.clocks ?? {}))
        expect(book.families.has(clock.rule.toUpperCase()) || book.rules.has(clock.rule.toUpperCase()), clock.rule).toBe(true);
      for (const column of [...type.list.columns, ...type.list.filters])
        expect(column === "state" || column in type.fields.shape, column).toBe(true);
    },
  );
});
