// The audit administrator's page: everything that was done and looked at in the bureau, newest first.
import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { HistoryEntry } from "../../kernel/web/answers.ts";
import { queryOf, read } from "../../kernel/web/api.ts";
import { wallMinute } from "../../kernel/web/days.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { typeNamed } from "../../kernel/web/modules.ts";
import { addressOf, useAddressQuery } from "../../kernel/web/navigate.ts";
import { Loading, Nothing, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";

type AuditEntry = HistoryEntry & { subject: string; subject_id: string };

/** The page. */
export function Audit() {
  const [query, setQuery] = useAddressQuery();
  const [typed, setTyped] = useState(query.actor ?? "");
  const url = `/api/v1/audit${queryOf({ ...query, limit: 50 })}`;
  const answer = useQuery({
    queryKey: ["audit", url],
    queryFn: () => read<{ items: AuditEntry[]; next: string | null }>(url),
    placeholderData: (before) => before,
  });
  const set = (changes: Record<string, string | undefined>) => setQuery({ ...query, cursor: undefined, ...changes });
  const items = answer.data?.items ?? [];
  return (
    <article className="zs-page">
      <h1>操作记录</h1>
      <search className="zs-filters">
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          placeholder={["日期从", "到"]}
          value={[query.from === undefined ? null : dayjs(query.from), query.to === undefined ? null : dayjs(query.to)]}
          onChange={(days) => set({ from: days?.[0]?.format("YYYY-MM-DD"), to: days?.[1]?.format("YYYY-MM-DD") })}
        />
        <Input.Search
          className="zs-filter-search"
          allowClear
          enterButton="查找"
          placeholder="操作人姓名（全名）"
          aria-label="操作人"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(name) => set({ actor: name.trim() === "" ? undefined : name.trim() })}
        />
        {query.subject_id === undefined ? null : <Button onClick={() => set({ subject_id: undefined })}>看所有记录的操作</Button>}
      </search>
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && items.length === 0 ? <Nothing words="没有符合条件的操作记录，请换个日期或姓名。" /> : null}
      {items.length === 0 ? null : (
        <div className="zs-table-box">
          <table className="zs-table">
            <thead>
              <tr>
                <th scope="col" style={{ width: 160 }}>
                  时间
                </th>
                <th scope="col" style={{ width: 120 }}>
                  操作人
                </th>
                <th scope="col" style={{ width: 150 }}>
                  对象
                </th>
                <th scope="col">内容</th>
                <th scope="col" style={{ width: 200 }}>
                  同一记录
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((entry) => (
                <tr key={entry.id}>
                  <td>{wallMinute(entry.at)}</td>
                  <td>{entry.actor_name}</td>
                  <td>
                    <Subject entry={entry} />
                  </td>
                  <td className="zs-long">{entry.summary}</td>
                  <td>
                    <Button size="small" onClick={() => set({ subject_id: entry.subject_id })}>
                      看这条记录的全部操作
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <nav className="zs-pages" aria-label="翻页">
        <Button disabled={query.cursor === undefined} onClick={() => set({})}>
          回到第一页
        </Button>
        <Button disabled={!answer.data?.next} onClick={() => setQuery({ ...query, cursor: answer.data?.next ?? undefined })}>
          下一页
        </Button>
      </nav>
    </article>
  );
}

/** The kind of record, as a link where the person may open it; what has no record of its own is named in words. */
function Subject({ entry }: { entry: AuditEntry }) {
  const { session, modules } = useDesk();
  const type = typeNamed(modules, entry.subject);
  if (type === undefined) return <>{entry.subject}</>;
  const offered = session.menus.some(({ module, records }) => module === type.module && records.some(({ path }) => path === type.path));
  return offered ? (
    <Link to={addressOf({ module: type.module, path: type.path, id: entry.subject_id })}>{type.label}</Link>
  ) : (
    <>{type.label}</>
  );
}
