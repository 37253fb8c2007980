// The list of one kind of record: search, filters, order, pages by keyset, export with the same filters.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { ListAnswer } from "./answers.ts";
import { queryOf, read } from "./api.ts";
import { EmptyList } from "./EmptyList.tsx";
import { FileButton, LinkButton } from "./LinkButton.tsx";
import { ColumnChooser, ListFilters, ListOrder } from "./ListFilters.tsx";
import { addressOf, useAddressQuery } from "./navigate.ts";
import { Loading, RefusalAlert, refusalIn } from "./notice.tsx";
import { RecordTable } from "./RecordTable.tsx";

const pageSize = 20;
/** The page before each page, as long as this browser tab lives. */
const trails = new Map<string, string>();

/** A list with its tools. */
export function List({ type }: { type: RecordType }) {
  const [query, setQuery] = useAddressQuery();
  const [chosen, setChosen] = useState<string[] | undefined>(undefined);
  const { cursor, ...asked } = query;
  const base = `/api/v1/${type.module}/${type.path}`;
  const url = `${base}${queryOf({ ...asked, cursor, limit: pageSize, total: 1 })}`;
  const answer = useQuery({ queryKey: ["list", url], queryFn: () => read<ListAnswer>(url), placeholderData: (before) => before });
  const place = `${base}${queryOf(asked)}`;
  const next = answer.data?.next ?? undefined;
  const forward = () => {
    if (next === undefined) return;
    trails.set(`${place}#${next}`, cursor ?? "");
    setQuery({ ...asked, cursor: next });
  };
  const back = () => setQuery({ ...asked, cursor: trails.get(`${place}#${cursor ?? ""}`) || undefined });
  const filtered = Object.keys(asked).some((key) => key !== "order");
  const can = answer.data?.can ?? [];
  const rows = answer.data?.items ?? [];
  return (
    <article className="zs-page">
      <header className="zs-head">
        <h1>{type.label}</h1>
        <div className="zs-actions">
          <ListOrder type={type} asked={asked} ask={setQuery} />
          <ColumnChooser type={type} chosen={chosen} choose={setChosen} />
          <FileButton href={`${base}.csv${queryOf(asked)}`}>导出表格</FileButton>
          {can.map((one) => (
            <LinkButton key={one.step} to={addressOf({ module: type.module, path: type.path, step: one.step })} type="primary">
              {one.label}
            </LinkButton>
          ))}
        </div>
      </header>
      <ListFilters type={type} asked={asked} ask={setQuery} />
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Loading /> : null}
      {answer.isSuccess && rows.length === 0 ? (
        <EmptyList type={type} can={can} {...(filtered ? { clear: () => setQuery({ order: asked.order }) } : {})} />
      ) : null}
      {rows.length > 0 ? (
        <RecordTable type={type} rows={rows} {...(chosen === undefined ? {} : { chosen })} busy={answer.isFetching} />
      ) : null}
      {answer.isSuccess && rows.length > 0 ? (
        <nav className="zs-pages" aria-label="翻页">
          <Button disabled={cursor === undefined} onClick={back}>
            上一页
          </Button>
          <Button disabled={next === undefined} onClick={forward}>
            下一页
          </Button>
          <span role="status">{totalWords(type, asked.order, answer.data)}</span>
        </nav>
      ) : null}
    </article>
  );
}

function totalWords(type: RecordType, order: string | undefined, answer: ListAnswer): string {
  // An order by a day that comes lists only the records that have such a day; the total counts all.
  if (type.list.orders.find((one) => one.by === order)?.direction === "asc") return `本页${answer.items.length}条，没有该日期的不列出`;
  if (answer.total === undefined) return `本页${answer.items.length}条`;
  return answer.total >= 10_000 ? "共1万条以上" : `共${answer.total}条，本页${answer.items.length}条`;
}
