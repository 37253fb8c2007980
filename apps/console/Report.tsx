// The report of a period on screen: every figure in the text opens its definition and records; Word to take along.
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { queryOf, read } from "../../kernel/web/api.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { FileButton } from "../../kernel/web/LinkButton.tsx";
import { useAddressQuery } from "../../kernel/web/navigate.ts";
import { Loading, Nothing, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";
import type { FigureAsked } from "./figure-answers.ts";
import { FigureDrawer } from "./FigureDrawer.tsx";
import { PeriodPicker } from "./PeriodPicker.tsx";

type Run = string | { text: string; figure: FigureAsked };
interface ReportAnswer {
  title: string;
  blocks: ({ kind: "heading"; level: number; text: string } | { kind: "paragraph"; runs: Run[] })[];
}

const templates = [
  { value: "annual", label: "法治政府建设年度报告" },
  { value: "work", label: "工作总结" },
];

/** The page. */
export function Report() {
  const { session } = useDesk();
  const [query, setQuery] = useAddressQuery();
  const [asked, setAsked] = useState<FigureAsked | undefined>(undefined);
  const period = query.period ?? session.today.slice(0, 4);
  const template = query.template ?? "annual";
  const answer = useQuery({
    queryKey: ["report", period, template],
    queryFn: () => read<ReportAnswer>(`/api/v1/report${queryOf({ period, template })}`),
  });
  return (
    <article className="zs-page">
      <header className="zs-head zs-no-print">
        <h1>报告</h1>
        <div className="zs-actions">
          <Select
            aria-label="报告种类"
            popupMatchSelectWidth={false}
            value={template}
            options={templates}
            onChange={(now) => setQuery({ ...query, template: now })}
          />
          <PeriodPicker period={period} today={session.today} choose={(now) => setQuery({ ...query, period: now })} />
          <FileButton href={`/api/v1/report.docx${queryOf({ period, template })}`} primary>
            下载 Word
          </FileButton>
          <Button onClick={() => window.print()}>打印</Button>
        </div>
      </header>
      <p className="zs-aside zs-no-print">带底色的是由记录算出的数字，点一下可以看到口径和记录。</p>
      {answer.isPending ? <Loading words="正在成文…" /> : null}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && answer.data.blocks.length === 0 ? <Nothing words="这个期间还没有可以写进报告的数字，请换一个期间。" /> : null}
      {answer.isSuccess && answer.data.blocks.length > 0 ? (
        <div className="zs-paper">
          <h2 className="zs-paper-title">{answer.data.title}</h2>
          {answer.data.blocks.map((block, index) =>
            block.kind === "heading" ? (
              <h3 key={`${index}.${block.text}`}>{block.text}</h3>
            ) : (
              <p key={`${index}.p`}>
                {block.runs.map((run, at) => (
                  <RunText key={`${index}.${at}`} run={run} ask={setAsked} />
                ))}
              </p>
            ),
          )}
        </div>
      ) : null}
      <FigureDrawer asked={asked} period={period} close={() => setAsked(undefined)} />
    </article>
  );
}

function RunText({ run, ask }: { run: Run; ask: (asked: FigureAsked) => void }) {
  if (typeof run === "string") return <>{run}</>;
  return (
    <button
      type="button"
      className="zs-chip"
      title="查看口径和记录"
      onClick={() => ask({ indicator: run.figure.indicator, dims: run.figure.dims })}
    >
      {run.text}
    </button>
  );
}
