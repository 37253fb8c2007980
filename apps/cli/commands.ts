// What each command of the command line does: asks the product and says the answer in words and as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import type pg from "pg";
import { systemClock } from "#kernel/clock";
import { answerDeadline, answerWorkdays } from "#kernel/deadlines";
import { renderWord } from "../../boot/print-word.ts";
import { printed, recordsBehind } from "#kernel/indicators";
import { parsePeriod } from "#kernel/period";
import { loadLawBook } from "#kernel/lawbook";
import { isRefused, type Refused, refuse } from "#kernel/lifecycle";
import { allIndicators, figuresFor, parseDims, recordsOf } from "#modules/figures";
import { asDocument, composeReport, templates } from "#modules/reports";
import { backup } from "../../boot/backup.ts";
import { distribute } from "../../boot/distribute.ts";
import { verifyHistory } from "../../boot/history-check.ts";
import { restore } from "../../boot/restore.ts";
import { dailyRoot, seal, type TreeHead } from "../../boot/sealing.ts";
import { figuresInText } from "./placed-figures.ts";
import { type Installation, operatorOf, withInstallation, withRawDatabase } from "./installation.ts";

/** What a command answers: lines for people, values for machines, and whether it is bad news. */
export interface Answer {
  lines: string[];
  json: unknown[];
  bad?: boolean;
}

interface Command {
  usage: string;
  does: string;
  run(site: Installation, words: string[], options: Record<string, string | true>): Promise<Answer | Refused>;
}

const text = (value: string | true | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const missing = (usage: string) => refuse("usage", `问法有误，应为：zhunsheng ${usage}`);

const deadline: Command = {
  usage: "RULE DATE [--place 45] [--extend N]",
  does: "算一个法定时限",
  run: async (_, [rule, date], options) => {
    if (rule === undefined || date === undefined) return missing("deadline RULE DATE");
    const extend = text(options.extend);
    const answer = answerDeadline(loadLawBook(), {
      rule,
      date,
      place: text(options.place),
      ...(extend === undefined ? {} : { extend: Number(extend) }),
    });
    if (isRefused(answer)) return answer;
    return {
      lines: [
        answer.arithmetic,
        `依据：${answer.basis}（${answer.status}${answer.status === "K" ? "，待核" : ""}）${answer.provisional ? "；所涉年度日历未公布，暂定" : ""}`,
      ],
      json: [answer],
    };
  },
};

const workdays: Command = {
  usage: "FROM TO [--place 45]",
  does: "数两日之间的工作日",
  run: async (_, [from, to], options) => {
    if (from === undefined || to === undefined) return missing("workdays FROM TO");
    const answer = answerWorkdays(loadLawBook(), {
      from,
      to,
      ...(text(options.place) === undefined ? {} : { place: text(options.place) ?? "" }),
    });
    if (isRefused(answer)) return answer;
    const used = answer.rows.map((row) => `${row.day}${row.is}`).join("、");
    return { lines: [`${from}次日起至${to}共${answer.count}个工作日${used === "" ? "" : `；用到的节假日安排：${used}`}`], json: [answer] };
  },
};

function readAsk(words: string[], usage: string) {
  const [bureau, when, ...ids] = words;
  if (bureau === undefined || when === undefined || !/^\d{6}$/.test(bureau)) return missing(usage);
  const period = parsePeriod(when);
  return period === undefined
    ? refuse("bad-period", `“${when}”不是期间，请写成 2020、2020H1、2020Q3、2020-03 或 2020-01-01..2020-06-30。`)
    : { bureau: Number(bureau), period, ids };
}

const figures: Command = {
  usage: "BUREAU PERIOD [INDICATOR…]",
  does: "一个局一个期间的指标",
  run: async (site, words) => {
    const ask = readAsk(words, "figures BUREAU PERIOD [INDICATOR…]");
    if (isRefused(ask)) return ask;
    return withInstallation(site, async (server) => {
      const unknown = ask.ids.find((id) => !allIndicators(server).some((one) => one.id === id));
      if (unknown !== undefined) return refuse("not-found", `没有“${unknown}”这个指标。`);
      const operator = await operatorOf(server, ask.bureau);
      if (isRefused(operator)) return operator;
      const found = await figuresFor(server, operator, {
        bureau: ask.bureau,
        period: ask.period,
        splits: true,
        ...(ask.ids.length > 0 ? { ids: ask.ids } : {}),
      });
      const json = found.map(({ title: _, ...figure }) => figure);
      return {
        lines: found.map(
          (one) =>
            `${one.title}${Object.entries(one.dims)
              .map(([key, value]) => `〔${key}：${value}〕`)
              .join("")}　${printed(one)}${one.unit}　（${one.records}条记录）`,
        ),
        json,
      };
    });
  },
};

const records: Command = {
  usage: "BUREAU PERIOD INDICATOR [--dims k=v,…]",
  does: "一个数字背后的记录",
  run: async (site, words, options) => {
    const ask = readAsk(words, "records BUREAU PERIOD INDICATOR");
    if (isRefused(ask)) return ask;
    return withInstallation(site, async (server) => {
      const indicator = allIndicators(server).find((one) => one.id === ask.ids[0]);
      if (indicator === undefined) return refuse("not-found", `没有“${ask.ids[0] ?? ""}”这个指标。`);
      const operator = await operatorOf(server, ask.bureau);
      if (isRefused(operator)) return operator;
      const dims = parseDims(text(options.dims));
      const wrong = Object.keys(dims).find((key) => !Object.hasOwn(indicator.by ?? {}, key));
      if (wrong !== undefined) return refuse("bad-dimension", `指标“${indicator.title}”没有“${wrong}”这一分类。`);
      const answer: Answer = { lines: [], json: [] };
      const words = { counted: "", numerator: "分子 ", denominator: "分母 " };
      for (const { part } of recordsBehind(indicator, { bureau: ask.bureau, period: ask.period, dims })) {
        let cursor: string | null | undefined;
        do {
          const [page] = await recordsOf(server, operator, indicator, {
            bureau: ask.bureau,
            period: ask.period,
            dims,
            part,
            cursor: cursor ?? undefined,
            limit: 1000,
          });
          for (const item of page?.items ?? []) {
            answer.lines.push(`${words[part]}${item.title}　${item.id}`);
            answer.json.push({ part, record: `${page?.module}/${page?.path}/${item.id}`, ...item });
          }
          cursor = page?.next;
        } while (cursor !== null && cursor !== undefined);
      }
      return answer;
    });
  },
};

const report: Command = {
  usage: "BUREAU PERIOD [--template annual|work] --out F.docx",
  does: "写出报告",
  run: async (site, words, options) => {
    const ask = readAsk(words, "report BUREAU PERIOD --out F.docx");
    if (isRefused(ask)) return ask;
    const template = text(options.template) ?? "annual";
    if (!Object.hasOwn(templates, template))
      return refuse("bad-template", `没有“${template}”模板，可用：${Object.keys(templates).join("、")}。`);
    return withInstallation(site, async (server) => {
      const operator = await operatorOf(server, ask.bureau);
      if (isRefused(operator)) return operator;
      const composed = await composeReport(server, operator, { period: ask.period, template: template as keyof typeof templates });
      const out = text(options.out);
      if (out !== undefined) writeFileSync(out, await renderWord(asDocument(composed)));
      const placed = figuresInText(composed);
      return {
        lines: [placed.text, ...(out === undefined ? [] : [`已写入 ${out}`])],
        json: [{ bureau: ask.bureau, period: ask.period, template, ...placed, ...(out === undefined ? {} : { out }) }],
      };
    });
  },
};

/** The heads of the trees as they now are, each dated by its bureau's own day. */
async function headsOf(client: pg.Client, bureau: string | undefined): Promise<TreeHead[]> {
  await seal(client);
  const { rows } = await client.query<{ bureau_id: number; day: string | null }>(
    "select bureau_id, stands_on::text as day from offices.bureau order by bureau_id",
  );
  const heads: TreeHead[] = [];
  for (const row of rows.filter((one) => bureau === undefined || String(one.bureau_id) === bureau)) {
    heads.push(...(await dailyRoot(client, row.day ?? systemClock(process.env.ZS_TODAY).today(), { bureau: row.bureau_id })));
  }
  return heads;
}

const verify: Command = {
  usage: "[--bureau CODE] [--root FILE] [--publish FILE]",
  does: "核对办理记录未被改动；--publish 写出现在的根，留给日后用 --root 对照",
  run: async (site, _, options) => {
    const file = text(options.root);
    const published = file === undefined ? [] : JSON.parse(readFileSync(file, "utf8"));
    return withRawDatabase(site, async (client) => {
      const bureau = text(options.bureau);
      const reports = await verifyHistory(client, {
        published: Array.isArray(published) ? published : [published],
        ...(bureau === undefined ? {} : { bureau: Number(bureau) }),
      });
      const bad = reports.some((one) => !one.ok);
      const out = text(options.publish);
      if (out !== undefined && !bad) writeFileSync(out, `${JSON.stringify(await headsOf(client, bureau), undefined, 1)}\n`);
      const lines = reports.flatMap((one) => [
        `${one.bureau}　${one.size}条　根 ${one.root}　${one.ok ? "完好" : "有问题"}`,
        ...one.problems.map((problem) => `  第${problem.seq ?? "—"}条：${problem.what}`),
      ]);
      return { lines, json: reports, bad };
    });
  },
};

const save: Command = {
  usage: "FILE",
  does: "备份整个系统",
  run: async (site, [file]) => {
    if (file === undefined) return missing("backup FILE");
    return withInstallation(site, async (_, database) => {
      const done = await backup(database, site.dataDir, file);
      return { lines: [`已备份 ${done.tables} 张表、${done.rows} 行、${done.files} 个文件到 ${done.file}`], json: [done] };
    });
  },
};

const bringBack: Command = {
  usage: "FILE [--replace]",
  does: "从备份恢复整个系统",
  run: async (site, [file], options) => {
    if (file === undefined) return missing("restore FILE");
    return withRawDatabase({ ...site, demo: false }, async (_, database) => {
      const done = await restore(database, site.dataDir, file, { replace: options.replace === true });
      return { lines: [`已恢复 ${done.tables} 张表、${done.rows} 行、${done.files} 个文件`], json: [done] };
    });
  },
};

const spread: Command = {
  usage: "[--run]",
  does: "列出（并执行）Citus 分布所需语句",
  run: async (site, _, options) =>
    withInstallation(site, async (_server, database) => {
      const statements = await distribute(database.ownerUrl, { run: options.run === true });
      return { lines: statements, json: statements };
    }),
};

/** All commands by name. */
export const commands: Record<string, Command> = {
  deadline,
  workdays,
  figures,
  records,
  report,
  "verify history": verify,
  backup: save,
  restore: bringBack,
  distribute: spread,
};
