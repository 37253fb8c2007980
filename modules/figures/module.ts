// Figures: what the bureau counts, and the records behind every number.
import { requireSession, sendRefusal, type Server } from "#kernel/http";
import { type Figure } from "#kernel/indicators";
import { parsePeriod } from "#kernel/period";
import { refuse } from "#kernel/lifecycle";
import { defineModule } from "#kernel/module";
import { allIndicators, figuresFor, recordsOf, shown } from "./queries.ts";

const badPeriod = refuse("bad-period", "期间请写成 2020、2020H1、2020Q3、2020-03 或 2020-01-01..2020-06-30。");

/** Reads dims written k=v,k2=v2. */
export function parseDims(text: string | undefined): Record<string, string> {
  return Object.fromEntries(
    (text ?? "")
      .split(",")
      .flatMap((pair) => (pair.includes("=") ? [[pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]] : [])),
  );
}

export const figures = defineModule({
  name: "figures",
  label: "统计",
  needs: [],
  sees: { director: "bureau", "mediation-section": "bureau", chief: "bureau", mediator: "bureau", officer: "bureau" },
  records: [],
  indicators: [],
  routes: (app, server: Server) => {
    const tags = ["统计"];
    app.get<{ Querystring: Record<string, string> }>(
      "/api/v1/figures",
      { schema: { tags, summary: "指标数值" } },
      async (request, reply) => {
        const session = requireSession(request, reply);
        if (session === undefined) return reply;
        const period = parsePeriod(request.query.period ?? "");
        if (period === undefined) return sendRefusal(reply, badPeriod);
        const ids = request.query.ids === undefined || request.query.ids === "" ? undefined : request.query.ids.split(",");
        const found: Figure[] = await figuresFor(server, session, {
          bureau: session.actor.bureau,
          period,
          splits: request.query.splits === "1",
          ...(ids === undefined ? {} : { ids }),
        });
        return {
          period,
          items: found.map((figure) => shown(server, figure)),
          definitions: allIndicators(server).map(({ id, title, unit, counts, kind, by }) => ({
            id,
            title,
            unit,
            counts,
            kind,
            dimensions: Object.entries(by ?? {}).map(([key, one]) => ({ key, label: one.label })),
          })),
        };
      },
    );
    app.get<{ Querystring: Record<string, string> }>(
      "/api/v1/figures/records",
      { schema: { tags, summary: "数字背后的记录" } },
      async (request, reply) => {
        const session = requireSession(request, reply);
        if (session === undefined) return reply;
        const period = parsePeriod(request.query.period ?? "");
        if (period === undefined) return sendRefusal(reply, badPeriod);
        const indicator = allIndicators(server).find((one) => one.id === request.query.indicator);
        if (indicator === undefined) return sendRefusal(reply, refuse("not-found", `没有“${request.query.indicator ?? ""}”这个指标。`));
        const dims = parseDims(request.query.dims);
        const unknown = Object.keys(dims).find((key) => !Object.hasOwn(indicator.by ?? {}, key));
        if (unknown !== undefined) return sendRefusal(reply, refuse("bad-dimension", `指标“${indicator.title}”没有“${unknown}”这一分类。`));
        return {
          parts: await recordsOf(server, session, indicator, {
            bureau: session.actor.bureau,
            period,
            dims,
            cursor: request.query.cursor,
            part: request.query.part,
            limit: 50,
          }),
        };
      },
    );
  },
});
