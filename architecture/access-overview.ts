// Probes of what looks across all lines: search, worklist, audit, figures and the records behind them, reports.
import { type Actor, seesWhole } from "#kernel/permissions";
import { modules } from "../modules/all.ts";
import { seen, type Truth } from "./access-oracle.ts";
import { type Aim, is, type Judge, type Probe, same } from "./access-judging.ts";
import { mark } from "./access-samples.ts";
import type { Heard } from "./access-town.ts";

/** Search, worklist, and what the bureau shows of itself. */
export function overviewProbes({ target, truth }: Aim): Probe[] {
  const own = (actor: Actor, table: string) => seen(truth, actor, table).filter((row) => row.bureau_id === actor.bureau);
  const named = (actor: Actor) => own(actor, "kernel.search_entry").filter((row) => String(row.words).includes(mark));
  const audited = (actor: Actor) => actor.bureau === target.bureau && actor.posts.some((post) => post.role === "audit-admin");
  const theirs = Object.values(target.made);
  const search: Judge = (heard, actor) =>
    is(heard, 200) ??
    same(
      "search",
      idsOf(heard.body.items),
      named(actor).map((row) => String(row.subject_id)),
    );
  const offices: Judge = (heard, actor) =>
    is(heard, 200) ??
    same(
      "offices",
      idsOf(heard.body.offices),
      own(actor, "offices.office").map((row) => row.id),
    );
  const staff: Judge = (heard, actor) => {
    const known = own(actor, "offices.post").map((row) => row.account_id);
    const shown = heard.body.items.every((item: { account_id: string }) => known.includes(item.account_id));
    return is(heard, 200) ?? (shown ? undefined : "staff of others are shown");
  };
  const audit: Judge = (heard, actor) =>
    is(heard, actor.posts.some((post) => post.role === "audit-admin") ? 200 : 403) ??
    (theirs.some((id) => heard.text.includes(id)) === audited(actor) ? undefined : "the history shown is another bureau's");
  return [
    { route: "GET /api/v1/search", url: `/api/v1/search?q=${encodeURIComponent(mark)}`, judge: search },
    { route: "GET /api/v1/work", url: "/api/v1/work", judge: (heard, actor) => is(heard, 200) ?? working(truth, heard, actor) },
    { route: "GET /api/v1/workdays", url: "/api/v1/workdays?from=2026-03-02&to=2026-03-06", judge: (heard) => is(heard, 200) },
    { route: "GET /api/v1/bureau", url: "/api/v1/bureau", judge: offices },
    { route: "GET /api/v1/staff", url: "/api/v1/staff", judge: staff },
    { route: "GET /api/v1/audit", url: "/api/v1/audit?limit=200", judge: audit },
  ];
}

const idsOf = (items: { id: string }[]): string[] => items.map((item) => item.id);

function working(truth: Truth, heard: Heard, actor: Actor): string | undefined {
  const listed = heard.body.groups.flatMap((group: { items: { id: string }[] }) => idsOf(group.items));
  const due = heard.body.upcoming.map((item: { subject_id: string }) => item.subject_id);
  const all = new Set([...truth.rows.keys()].flatMap((name) => seen(truth, actor, name)).map((row) => row.id));
  const clocks = new Set(seen(truth, actor, "kernel.deadline").map((row) => row.subject_id));
  if (!listed.every((id: string) => all.has(id))) return "the worklist shows what is not seen";
  return due.every((id: string) => clocks.has(id)) ? undefined : "clocks of records not seen are shown";
}

/** A report speaks for the whole bureau: only whoever sees a line whole that speaks in it may read it. */
function reads(actor: Actor): boolean {
  return modules.some((module) => (module.passages ?? []).length > 0 && seesWhole(actor, module.sees));
}

/** Figures, the records behind them, and the reports made of them. */
export function figureProbes(aim: Aim): Probe[] {
  const indicators = modules.flatMap((module) => module.indicators);
  const tables = (id: string) => {
    const found = indicators.find((one) => one.id === id);
    return [found?.measure?.from, found?.ratio?.of.from, found?.ratio?.to.from].filter((table) => table !== undefined);
  };
  const blind = (actor: Actor, id: string) =>
    tables(id).every((table) => seen(aim.truth, actor, table).every((row) => row.bureau_id !== actor.bureau));
  const figures: Judge = (heard, actor) => {
    const wrong = (heard.body.items ?? []).filter(
      (item: { indicator: string; value: number | null; records: number }) =>
        blind(actor, item.indicator) && ((item.value ?? 0) !== 0 || item.records !== 0),
    );
    return is(heard, 200) ?? (wrong.length === 0 ? undefined : `figures of records not seen: ${JSON.stringify(wrong[0])}`);
  };
  const report: Judge = (heard, actor) => {
    if (!reads(actor)) return is(heard, 403);
    const runs = (heard.body.blocks ?? []).flatMap((block: { runs?: unknown[] }) => block.runs ?? []) as {
      figure?: { indicator: string; value: number };
    }[];
    return (
      is(heard, 200) ??
      (runs.every(
        (run) =>
          run.figure === undefined || run.figure.value === 0 || [100].includes(run.figure.value) || !blind(actor, run.figure.indicator),
      )
        ? undefined
        : "the report counts records not seen")
    );
  };
  const behind =
    (id: string): Judge =>
    (heard, actor) => {
      const parts = (heard.body.parts ?? []) as { total: number; items: { id: string }[] }[];
      const ids = tables(id)
        .flatMap((table) => seen(aim.truth, actor, table))
        .filter((row) => row.bureau_id === actor.bureau)
        .map((row) => row.id);
      return (
        is(heard, 200) ??
        (parts.every((part) => part.total === part.items.length && part.items.every((item) => ids.includes(item.id)))
          ? undefined
          : "records behind a figure are not seen")
      );
    };
  return [
    { route: "GET /api/v1/figures", url: "/api/v1/figures?period=2026&splits=1", judge: figures },
    ...indicators.map((one) => ({
      route: "GET /api/v1/figures/records",
      url: `/api/v1/figures/records?period=2026&indicator=${one.id}`,
      judge: behind(one.id),
    })),
    { route: "GET /api/v1/report", url: "/api/v1/report?period=2026", judge: report },
    {
      route: "GET /api/v1/report.docx",
      url: "/api/v1/report.docx?period=2026",
      judge: (heard, actor) => is(heard, reads(actor) ? 200 : 403),
    },
  ];
}
