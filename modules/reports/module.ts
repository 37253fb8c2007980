// The yearly report: prose of all modules with their figures in it, on screen and in Word.
import { requireSession, sendRefusal, type Server, type Session } from "#kernel/http";
import { parsePeriod } from "#kernel/period";
import { refuse } from "#kernel/lifecycle";
import { defineModule } from "#kernel/module";
import { asDocument, composeReport, mayReport, templates } from "./compose.ts";

export const reports = defineModule({
  name: "reports",
  label: "报告",
  needs: ["figures"],
  sees: {},
  records: [],
  indicators: [],
  routes: (app, server: Server) => {
    const tags = ["报告"];
    const read = async (query: Record<string, string>, session: Session) => {
      if (!mayReport(server, session)) return refuse("not-permitted", "报告说的是全局的情况，由局领导和相应业务股室查看。");
      const period = parsePeriod(query.period ?? "");
      const template = query.template ?? "annual";
      if (period === undefined) return refuse("bad-period", "期间请写成 2020、2020H1、2020Q3、2020-03 或 2020-01-01..2020-06-30。");
      return Object.hasOwn(templates, template)
        ? { period, template: template as keyof typeof templates }
        : refuse("bad-template", `没有“${template}”这个报告模板，可用：${Object.keys(templates).join("、")}。`);
    };
    app.get<{ Querystring: Record<string, string> }>(
      "/api/v1/report",
      { schema: { tags, summary: "报告正文" } },
      async (request, reply) => {
        const session = requireSession(request, reply);
        if (session === undefined) return reply;
        const asked = await read(request.query, session);
        return "refused" in asked ? sendRefusal(reply, asked) : composeReport(server, session, asked);
      },
    );
    app.get<{ Querystring: Record<string, string> }>(
      "/api/v1/report.docx",
      { schema: { tags, summary: "报告（Word）" } },
      async (request, reply) => {
        const session = requireSession(request, reply);
        if (session === undefined) return reply;
        const asked = await read(request.query, session);
        if ("refused" in asked) return sendRefusal(reply, asked);
        const report = await composeReport(server, session, asked);
        reply.type("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        return reply
          .header("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(`${report.title}.docx`)}`)
          .send(await server.printers.word(asDocument(report)));
      },
    );
  },
});
