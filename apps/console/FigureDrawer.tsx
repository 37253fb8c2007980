// What is behind a number: its definition in words, how it came about, and the records, told apart for ratios.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { queryOf, read } from "../../kernel/web/api.ts";
import { addressOf } from "../../kernel/web/navigate.ts";
import { Loading, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";
import { type BehindPart, type FigureAsked, type FiguresAnswer, writeDims } from "./figure-answers.ts";

const partWords = { numerator: "分子", denominator: "分母" } as const;

/** The drawer; closed when no figure is asked about. */
export function FigureDrawer({ asked, period, close }: { asked: FigureAsked | undefined; period: string; close: () => void }) {
  return (
    <Drawer open={asked !== undefined} onClose={close} title="这个数字从哪里来" size={640} destroyOnHidden>
      {asked === undefined ? null : <Behind asked={asked} period={period} />}
    </Drawer>
  );
}

function Behind({ asked, period }: { asked: FigureAsked; period: string }) {
  const dims = writeDims(asked.dims);
  const figures = useQuery({
    queryKey: ["figure", period, asked.indicator],
    queryFn: () => read<FiguresAnswer>(`/api/v1/figures${queryOf({ period, ids: asked.indicator, splits: 1 })}`),
  });
  const url = `/api/v1/figures/records${queryOf({ period, indicator: asked.indicator, dims })}`;
  const answer = useQuery({ queryKey: ["behind", url], queryFn: () => read<{ parts: BehindPart[] }>(url) });
  const figure = figures.data?.items.find((item) => writeDims(item.dims) === dims);
  const words = Object.values(asked.dims).join("、");
  if (figures.isPending || answer.isPending) return <Loading />;
  return (
    <>
      {figure === undefined ? null : (
        <>
          <h2>
            {figure.title}
            {words === "" ? "" : `（${words}）`}
          </h2>
          <p className="zs-big">
            {figure.printed}
            <span>{figure.value === null ? "" : figure.unit}</span>
          </p>
          <dl className="zs-facts zs-facts-one">
            <div>
              <dt>口径</dt>
              <dd>{figure.counts}</dd>
            </div>
            <div>
              <dt>期间</dt>
              <dd>{`${figure.from}至${figure.to}`}</dd>
            </div>
            <div>
              <dt>来源</dt>
              <dd>
                {figure.status === "reported" ? "人工填报" : "由记录计算"}
                {figure.value === null ? "；没有可比的数，不能计算" : ""}
              </dd>
            </div>
          </dl>
        </>
      )}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} /> : null}
      {(answer.data?.parts ?? []).map((part) => (
        <PartList key={part.part} url={url} first={part} />
      ))}
      {answer.data?.parts.length === 0 ? <p className="zs-aside">这个数字没有逐条的记录。</p> : null}
    </>
  );
}

function PartList({ url, first }: { url: string; first: BehindPart }) {
  const [more, setMore] = useState<BehindPart[]>([]);
  const [busy, setBusy] = useState(false);
  const last = more.at(-1) ?? first;
  const items = [first, ...more].flatMap((part) => part.items);
  const further = async () => {
    setBusy(true);
    const answer = await read<{ parts: BehindPart[] }>(`${url}&cursor=${encodeURIComponent(last.next ?? "")}`).catch(() => undefined);
    const same = answer?.parts.find((part) => part.part === first.part);
    if (same !== undefined) setMore([...more, same]);
    setBusy(false);
  };
  return (
    <section className="zs-behind">
      <h3>
        {first.part === "counted"
          ? `计入的${first.label}：${first.total}条`
          : `${partWords[first.part]}（${first.label}）：${first.total}条`}
      </h3>
      <ol>
        {items.map((item) => (
          <li key={item.id}>
            {first.module === undefined || first.path === undefined ? (
              item.title
            ) : (
              <Link to={addressOf({ module: first.module, path: first.path, id: item.id })}>{item.title}</Link>
            )}
          </li>
        ))}
      </ol>
      {last.next === null ? null : (
        <Button loading={busy} onClick={() => void further()}>
          继续显示
        </Button>
      )}
    </section>
  );
}
