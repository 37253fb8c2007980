// This year's main figures in a few numbers, for whoever has no work of his own waiting; each leads to the statistics.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TotalsAnswer } from "./answers.ts";
import { queryOf, read } from "./api.ts";
import { scopeOf, useDesk } from "./desk.tsx";
import { Loading, RefusalAlert, refusalIn } from "./notice.tsx";
import { Section } from "./RecordPage.tsx";

/** How many figures each line of work shows; the first declared are the main ones. */
const few = 6;

/** The first totals of each line of work in this year. */
export function YearTotals() {
  const desk = useDesk();
  const { lines, whole, offices } = scopeOf(desk);
  const year = desk.session.today.slice(0, 4);
  const url = `/api/v1/figures${queryOf({ period: year })}`;
  const answer = useQuery({ queryKey: ["totals", url], queryFn: () => read<TotalsAnswer>(url), staleTime: 60_000 });
  if (answer.isPending) return <Loading words="正在计算…" />;
  if (answer.isError) return <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} />;
  const totals = answer.data.items.filter(({ dims, value }) => Object.keys(dims).length === 0 && value !== null);
  return lines.map((line) => (
    <Section key={line.name} title={`${line.label}：${year}年以来`} aside={<Link to={`/figures?period=${year}`}>全部统计</Link>}>
      {whole ? null : <p className="zs-aside">您的查看范围：{offices}</p>}
      <ul className="zs-totals">
        {totals
          .filter(({ indicator }) => indicator.startsWith(`${line.name}.`))
          .slice(0, few)
          .map((total) => (
            <li key={total.indicator}>
              <Link to={`/figures?period=${year}`}>
                {total.title}
                <strong>
                  {total.printed}
                  <span>{total.unit}</span>
                </strong>
              </Link>
            </li>
          ))}
      </ul>
    </Section>
  ));
}
