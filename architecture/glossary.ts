// Writes the glossary from what the modules declare: one identifier, one official term, and the article where the declaration rests on one.
import { z } from "zod";
import type { LawBook, Rule } from "#kernel/lawbook";
import type { RecordClock, RecordType } from "#kernel/lifecycle";
import type { Module } from "#kernel/module";

/** One line of the glossary. */
export interface Term {
  /** Where the identifier is: record, column, state, step, clock, part, figure, role. */
  kind: "line" | "record" | "column" | "state" | "step" | "clock" | "part" | "figure" | "role";
  identifier: string;
  term: string;
  /** Code list of a column, unit and definition of a figure, instrument and article of a clock. */
  more: string;
}

const head = `# Glossary

One term, one identifier, everywhere: table, type, address, test. Left the identifier as code and API spell it, right the term as the law, the ministry's
forms or the bureau print it. **Generated** from the modules' declarations (\`words.ts\`, \`lifecycle.ts\`, \`indicators.ts\`); change it there, then run
\`npx vitest run architecture/glossary -u\`. Of a clock the rule and the article are given with their status: C read, P partly confirmed, K from knowledge
(待核), KD in doubt (law/README.md).
`;

/** The glossary as Markdown. `roles` are the names of roles as posts grant them. */
export function glossary(modules: readonly Module[], roles: Record<string, string>, book: LawBook): string {
  const sections = modules.map((module) => section(`${module.name} ${module.label}`, termsOf(module, book)));
  const named = Object.entries(roles).map(([identifier, term]) => ({ kind: "role" as const, identifier, term, more: "" }));
  return [head, section("Roles 岗位", named), ...sections].join("\n");
}

/** Every term that a module declares. */
export function termsOf(module: Module, book: LawBook): Term[] {
  const line: Term = { kind: "line", identifier: module.name, term: module.label, more: "" };
  const figures = module.indicators.map(
    (one): Term => ({ kind: "figure", identifier: one.id, term: `${one.title}（${one.unit}）`, more: one.counts }),
  );
  return [line, ...module.records.flatMap(({ type }) => recordTerms(type, book)), ...figures];
}

function recordTerms(type: RecordType, book: LawBook): Term[] {
  const at = (kind: Term["kind"], identifier: string, term: string, more = ""): Term => ({
    kind,
    identifier: `${type.name}.${identifier}`,
    term,
    more,
  });
  return [
    { kind: "record", identifier: `${type.module}.${type.name}`, term: type.label, more: `\`/api/v1/${type.module}/${type.path}\`` },
    ...Object.entries(type.states).map(([state, label]) => at("state", state, label, type.ended.includes(state) ? "ended" : "")),
    ...Object.entries(type.steps).map(([step, { label }]) => at("step", step, label)),
    ...Object.entries(type.clocks ?? {}).map(([clock, declared]) => at("clock", clock, declared.label, basisOf(declared, book))),
    ...columnTerms(type.fields, at),
    ...Object.entries(type.parts ?? {}).flatMap(([name, part]) => [
      at("part", name, part.label),
      ...columnTerms(part.row, (kind, identifier, term, more) => at(kind, `${name}.${identifier}`, term, more)),
    ]),
  ];
}

function columnTerms(fields: z.ZodObject, at: (kind: "column", identifier: string, term: string, more: string) => Term): Term[] {
  return Object.entries(fields.shape).map(([column, schema]) => {
    const meta = metaOf(schema as z.ZodType); // classic schemas only
    const codes = Object.entries((meta.words ?? {}) as Record<string, string>); // meta.words is always a code list
    return at("column", column, String(meta.title ?? column), codes.map(([code, word]) => `\`${code}\` ${word}`).join("、"));
  });
}

/** What a schema says of itself, under its wrappers too. */
function metaOf(schema: z.ZodType): Record<string, unknown> {
  const inner =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault ? schema.def.innerType : undefined;
  return { ...(inner === undefined ? {} : metaOf(inner as z.ZodType)), ...schema.meta() };
}

function basisOf({ rule }: RecordClock, book: LawBook): string {
  const versions: Rule[] = book.families.get(rule.toUpperCase()) ?? [];
  const newest = versions.find((one) => one.effectiveTo === null) ?? book.rules.get(rule.toUpperCase());
  return newest === undefined ? rule : `${rule} ${newest.basis.join("，")}（${newest.status}）`;
}

function section(title: string, terms: Term[]): string {
  const rows = terms.map(({ kind, identifier, term, more }) => `| ${kind} | \`${identifier}\` | ${cell(term)} | ${cell(more)} |`);
  return [`## ${title}`, "", "| what | identifier | term | basis, codes, definition |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
