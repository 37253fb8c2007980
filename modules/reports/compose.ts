// Composing a report: the passages that the modules declare, with the figures of one bureau and period.
import { type Block, type Document, printedDay } from "#kernel/documents";
import { type Server, type Session, siteOf } from "#kernel/http";
import { seesWhole } from "#kernel/permissions";
import type { Figure } from "#kernel/indicators";
import type { Period } from "#kernel/period";
import { compose, mentioned, type ProseRun } from "./prose.ts";
import { figuresFor } from "#modules/figures";

/** The templates a report may follow. */
export const templates = { annual: "法治政府建设年度工作情况报告", work: "工作总结" } as const;

/** A composed report: headings and paragraphs, figures kept as figures. */
export interface Report {
  title: string;
  period: Period;
  /** The last day the report speaks of: today while the period is still running. */
  asOf: string;
  bureau: number;
  signer: string;
  blocks: ({ kind: "heading"; level: 1; text: string } | { kind: "paragraph"; runs: ProseRun[] })[];
}

const numerals = "一二三四五六七八九十";

/** Whether somebody may see reports: they speak for the whole bureau, so only whoever sees a line of it whole. */
export function mayReport(server: Server, session: Session): boolean {
  return server.modules.some((module) => (module.passages ?? []).length > 0 && seesWhole(session.actor, module.sees));
}

/** Composes the report through the rights of whoever asks. */
export async function composeReport(
  server: Server,
  session: Session,
  ask: { period: Period; template: keyof typeof templates },
): Promise<Report> {
  const passages = server.modules
    .filter((module) => seesWhole(session.actor, module.sees))
    .flatMap((module) => module.passages ?? [])
    .sort((a, b) => a.order - b.order);
  const ids = [...new Set(passages.flatMap(mentioned))];
  const found: Figure[] = await figuresFor(server, session, { bureau: session.actor.bureau, period: ask.period, ids, splits: true });
  const today = siteOf(server, session).today;
  const asOf = ask.period.to < today ? ask.period.to : today;
  const words = { ...wordsOf(session.actor.bureauName), asof: printedDay(asOf) };
  const written = passages.map((passage) => ({ passage, runs: compose(passage, found, words) })).filter((one) => one.runs.length > 0);
  return {
    title: `${session.actor.bureauName}${periodWords(ask.period)}${templates[ask.template]}`,
    period: ask.period,
    asOf,
    bureau: session.actor.bureau,
    signer: session.actor.bureauName,
    blocks: written.flatMap(({ passage, runs }, index) => [
      { kind: "heading" as const, level: 1 as const, text: `${numerals[index] ?? index + 1}、${passage.heading}` },
      { kind: "paragraph" as const, runs },
    ]),
  };
}

/** 麻章区司法局 → 全区. */
function wordsOf(bureauName: string): Record<string, string> {
  const place = bureauName.replace(/司法局$/, "");
  return { area: `全${place.at(-1) ?? "区"}`, bureau: bureauName };
}

function periodWords(period: Period): string {
  const year = period.from.slice(0, 4);
  const [from, to] = [period.from.slice(5), period.to.slice(5)];
  if (from === "01-01" && to === "12-31") return `${year}年`;
  if (from === "01-01" && to === "06-30") return `${year}年上半年`;
  return `${period.from}至${period.to}`;
}

/** The report as a document to print. */
export function asDocument(report: Report): Document {
  const blocks: Block[] = report.blocks.map((block) =>
    block.kind === "heading"
      ? { ...block, text: block.text.replace(/^[一二三四五六七八九十]+、/, "") }
      : {
          kind: "paragraph",
          text: block.runs.map((run) => (typeof run === "string" ? run : { text: run.text, figure: run.figure.indicator })),
        },
  );
  return { layout: "plain", title: report.title, blocks, signers: [report.signer], date: report.asOf };
}
