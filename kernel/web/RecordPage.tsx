// One record on one page: what it is, what to do next, its facts, parts, clocks, documents and history.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import { type ReactNode, useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import { ActionBar } from "./ActionBar.tsx";
import type { RecordAnswer } from "./answers.ts";
import { read } from "./api.ts";
import { Clocks } from "./Clocks.tsx";
import { useDesk } from "./desk.tsx";
import { Documents } from "./Documents.tsx";
import { Facts, PartTable } from "./Facts.tsx";
import { History } from "./History.tsx";
import { addressOf, useSaid } from "./navigate.ts";
import { Loading, Missing } from "./notice.tsx";
import { Reveal, type Revealed } from "./Reveal.tsx";
import { DueBadge, StateTag } from "./show.tsx";

/** A record's page; `lead` is what a module puts before the facts. */
export function RecordPage({ type, id, lead }: { type: RecordType; id: string; lead?: (answer: RecordAnswer) => ReactNode }) {
  const { session } = useDesk();
  const said = useSaid();
  const [opened, setOpened] = useState<Revealed | undefined>(undefined);
  const base = `/api/v1/${type.module}/${type.path}`;
  const answer = useQuery({ queryKey: ["record", base, id], queryFn: () => read<RecordAnswer>(`${base}/${id}`) });
  if (answer.isPending) return <Loading />;
  const list = addressOf({ module: type.module, path: type.path });
  if (answer.isError) {
    return (
      <article className="zs-page">
        <h1>{type.label}</h1>
        <Missing error={answer.error} retry={() => void answer.refetch()}>
          <Link to={list}>{`回到${type.label}列表`}</Link>
        </Missing>
      </article>
    );
  }
  const { title, record, clocks, abilities, documents } = answer.data;
  const fresh = opened?.version === record.version ? opened : undefined;
  const parts = fresh?.parts ?? answer.data.parts;
  return (
    <article className="zs-page">
      <nav className="zs-crumbs" aria-label="位置">
        <Link to={list}>{type.label}</Link>
      </nav>
      {said === undefined ? null : <Alert type="success" className="zs-alert" role="status" title={said} />}
      <h1>
        {title} <StateTag type={type} state={record.state} />{" "}
        {type.ended.includes(record.state) ? null : <DueBadge due={record.due_on} today={session.today} />}
      </h1>
      <ActionBar type={type} id={id} abilities={abilities} ended={type.ended.includes(record.state)} />
      {lead?.(answer.data)}
      <Section
        title="基本情况"
        aside={
          hides(type, answer.data) ? (
            <Reveal
              url={`${base}/${id}/reveal`}
              opened={fresh !== undefined}
              open={(found) => setOpened({ ...found, version: record.version })}
            />
          ) : null
        }
      >
        <Facts type={type} row={fresh?.record ?? record} />
      </Section>
      {Object.entries(type.parts ?? {}).map(([key, part]) => (
        <Section key={key} title={`${part.label}（${parts[key]?.length ?? 0}）`}>
          <PartTable part={part} rows={parts[key] ?? []} />
        </Section>
      ))}
      {clocks.length > 0 ? (
        <Section title="法定期限">
          <Clocks clocks={clocks} today={session.today} />
        </Section>
      ) : null}
      {documents.length > 0 ? (
        <Section title="文书" screenOnly>
          <Documents base={`${base}/${id}/documents`} documents={documents} />
        </Section>
      ) : null}
      <Section title="办理记录">
        <History type={type} id={id} version={record.version} />
      </Section>
    </article>
  );
}

/** Whether anything on the page is shown only in part. */
function hides(type: RecordType, { record, parts }: RecordAnswer): boolean {
  const starred = (value: unknown) => typeof value === "string" && value.includes("*");
  return (
    (type.masked ?? []).some((column) => starred(record[column])) ||
    Object.values(parts)
      .flat()
      .some((row) => starred(row.id_number) || starred(row.phone))
  );
}

/** A titled part of a page. */
export function Section({
  title,
  aside,
  screenOnly = false,
  children,
}: {
  title: string;
  aside?: ReactNode;
  screenOnly?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={screenOnly ? "zs-section zs-no-print" : "zs-section"}>
      <header className="zs-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
