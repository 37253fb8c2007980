// The figures of a period: totals with their splits; every number opens the records behind it.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { queryOf, read } from "../../kernel/web/api.ts";
import { scopeOf, useDesk } from "../../kernel/web/desk.tsx";
import { useAddressQuery } from "../../kernel/web/navigate.ts";
import { Loading, Nothing, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";
import { type FigureAnswer, type FigureAsked, type FigureGroup, type FiguresAnswer, grouped, lineOf } from "./figure-answers.ts";
import { FigureDrawer } from "./FigureDrawer.tsx";
import { periodWords } from "./period.ts";
import { PeriodPicker } from "./PeriodPicker.tsx";

/** The page. */
export function Figures() {
  const desk = useDesk();
  const { session, modules } = desk;
  const scope = scopeOf(desk);
  const [query, setQuery] = useAddressQuery();
  const [asked, setAsked] = useState<FigureAsked | undefined>(undefined);
  const period = query.period ?? session.today.slice(0, 4);
  const answer = useQuery({
    queryKey: ["figures", period],
    queryFn: () => read<FiguresAnswer>(`/api/v1/figures${queryOf({ period, splits: 1 })}`),
  });
  const groups = answer.data === undefined ? [] : grouped(answer.data);
  const lines = [...new Set(groups.map((group) => lineOf(group.total.indicator)))];
  return (
    <article className="zs-page">
      <header className="zs-head">
        <h1>{`统计：${periodWords(period)}`}</h1>
        <div className="zs-actions zs-no-print">
          <PeriodPicker period={period} today={session.today} choose={(now) => setQuery({ ...query, period: now })} />
          <Button onClick={() => window.print()}>打印</Button>
        </div>
      </header>
      <p className="zs-aside">点任何一个数字，可以看到它的口径和背后的每一条记录。</p>
      {scope.whole ? null : <p className="zs-scope">您的查看范围：{scope.offices}。下面的数字只算这个范围内的记录。</p>}
      {answer.isPending ? <Loading words="正在计算…" /> : null}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && groups.length === 0 ? <Nothing words="这个期间没有可以计算的指标。" /> : null}
      {lines.map((line) => (
        <section key={line} className="zs-section">
          <h2>
            {modules.find((module) => module.name === line)?.label ?? session.menus.find((menu) => menu.module === line)?.label ?? line}
          </h2>
          <ul className="zs-figures">
            {groups
              .filter((group) => lineOf(group.total.indicator) === line)
              .map((group) => (
                <FigureCard key={group.total.indicator} group={group} ask={setAsked} />
              ))}
          </ul>
        </section>
      ))}
      <FigureDrawer asked={asked} period={period} close={() => setAsked(undefined)} />
    </article>
  );
}

function FigureCard({ group, ask }: { group: FigureGroup; ask: (asked: FigureAsked) => void }) {
  const { total, splits } = group;
  const shown = splits.filter((split) => split.cells.length > 0);
  return (
    <li className="zs-figure">
      <h3>{total.title}</h3>
      <p className="zs-big">
        <FigureNumber figure={total} ask={ask} />
      </p>
      <p className="zs-aside zs-figure-words">{total.counts}</p>
      {shown.length === 0 ? null : (
        <details>
          <summary>{`分类数字（${shown.length}种分法）`}</summary>
          {shown.map((split) => (
            <table key={split.label} className="zs-table zs-split">
              <caption>{`按${split.label}`}</caption>
              <tbody>
                {split.cells.map((cell) => (
                  <tr key={Object.values(cell.dims).join()}>
                    <th scope="row">{Object.values(cell.dims).join("、")}</th>
                    <td className="zs-right">
                      <FigureNumber figure={cell} ask={ask} />
                    </td>
                  </tr>
                ))}
                {split.zeros > 0 ? (
                  <tr>
                    <th scope="row" colSpan={2} className="zs-aside">{`其余${split.zeros}类为零`}</th>
                  </tr>
                ) : null}
              </tbody>
            </table>
          ))}
        </details>
      )}
    </li>
  );
}

/** A number that opens what is behind it. */
function FigureNumber({ figure, ask }: { figure: FigureAnswer; ask: (asked: FigureAsked) => void }) {
  return (
    <button
      type="button"
      className="zs-number"
      onClick={() => ask({ indicator: figure.indicator, dims: figure.dims })}
      aria-label={`${figure.title}${Object.values(figure.dims).join("、")}${figure.printed}${figure.unit}，查看记录`}
    >
      {figure.printed}
      <span>{figure.value === null ? "" : figure.unit}</span>
    </button>
  );
}
