// What happened to a record, newest first: who, when, what, and which values changed.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { HistoryEntry } from "./answers.ts";
import { read } from "./api.ts";
import { wallMinute } from "./days.ts";
import { Loading, RefusalAlert, refusalIn } from "./notice.tsx";
import { columnOf, textOf } from "./show.tsx";

const firstFew = 8;
const inner = ["id", "bureau_id", "version", "offices", "owners", "created_at", "due_on"];

/** The history of one record; `version` makes it read again when the record has changed. Looking without changing is left out until asked for. */
export function History({ type, id, version }: { type: RecordType; id: string; version: number }) {
  const [looks, setLooks] = useState(false);
  const [all, setAll] = useState(false);
  const url = `/api/v1/${type.module}/${type.path}/${id}/history`;
  const answer = useQuery({ queryKey: ["history", url, version], queryFn: () => read<{ items: HistoryEntry[] }>(url) });
  if (answer.isPending) return <Loading />;
  if (answer.isError) return <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} />;
  const views = answer.data.items.filter((entry) => entry.action === "view");
  const wanted = looks ? answer.data.items : answer.data.items.filter((entry) => entry.action !== "view");
  const shown = all ? wanted : wanted.slice(0, firstFew);
  return (
    <>
      {shown.length === 0 ? <p className="zs-aside">还没有办理记录。</p> : null}
      <ol className="zs-history">
        {shown.map((entry) => (
          <Entry key={entry.id} type={type} entry={entry} />
        ))}
      </ol>
      <div className="zs-actions zs-no-print">
        {wanted.length > firstFew && !all ? <Button onClick={() => setAll(true)}>{`显示全部${wanted.length}条`}</Button> : null}
        {views.length > 0 ? (
          <Button onClick={() => setLooks(!looks)}>{looks ? "不显示查看记录" : `显示查看记录（${views.length}）`}</Button>
        ) : null}
      </div>
    </>
  );
}

function Entry({ type, entry }: { type: RecordType; entry: HistoryEntry }) {
  const changes = Object.entries(entry.detail.changes ?? {}).filter(([column]) => !inner.includes(column) && !column.endsWith("_id"));
  return (
    <li className={entry.action === "refused" ? "zs-entry zs-entry-refused" : "zs-entry"}>
      <div>
        <time>{wallMinute(entry.at)}</time> <strong>{entry.actor_name}</strong> {entry.summary}
        {entry.on_day === wallMinute(entry.at).slice(0, 10) ? null : <span className="zs-aside">（发生于{entry.on_day}）</span>}
      </div>
      {changes.length === 0 ? null : (
        <details>
          <summary>{`改动${changes.length}项`}</summary>
          <ul>
            {changes.map(([column, [before, after]]) => {
              const field = columnOf(type, column);
              return <li key={column}>{`${field.title}：${textOf(field, before) || "（空）"} → ${textOf(field, after) || "（空）"}`}</li>;
            })}
          </ul>
        </details>
      )}
    </li>
  );
}
