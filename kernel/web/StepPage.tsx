// The page of one step: on a record, or registering a new one. After it is taken it says what happened and goes to the record.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { RecordType } from "../lifecycle.ts";
import type { RecordAnswer, StepTaken } from "./answers.ts";
import { read } from "./api.ts";
import { addressOf, useGo } from "./navigate.ts";
import { Loading, Missing, Nothing } from "./notice.tsx";
import { StateTag } from "./show.tsx";
import { StepForm } from "./StepForm.tsx";

/** What is said on the record's page once a step is done. */
function saidOf(type: RecordType, step: string, answer: StepTaken): string {
  const label = type.steps[step]?.label ?? step;
  if (answer.repeated) return `“${label}”先前已经办理成功（上次没有收到回复），没有重复办理；如刚才又改过内容，请在下面核对。`;
  const next = answer.abilities.find((ability) => ability.next && ability.refused === undefined);
  return `已完成“${label}”。${next === undefined ? "" : `下一步：${next.label}。`}`;
}

/** Fills in a step; `id` is absent for a new record. */
export function StepPage({ type, id, step }: { type: RecordType; id?: string; step: string }) {
  const go = useGo();
  const queries = useQueryClient();
  const base = `/api/v1/${type.module}/${type.path}`;
  const found = useQuery({
    queryKey: ["record", base, id],
    queryFn: () => read<RecordAnswer>(`${base}/${id}`),
    enabled: id !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const declared = type.steps[step];
  const back = addressOf({ module: type.module, path: type.path, ...(id === undefined ? {} : { id }) });
  if (declared === undefined || (declared.from === "new") !== (id === undefined))
    return (
      <Nothing words={`${type.label}没有“${step}”这一步。`}>
        <Link to={back}>返回</Link>
      </Nothing>
    );
  const done = (answer: StepTaken) => {
    void queries.invalidateQueries();
    go(addressOf({ module: type.module, path: type.path, id: answer.record.id }), saidOf(type, step, answer));
  };
  const ability = found.data?.abilities.find((one) => one.step === step);
  const blocked = found.data !== undefined && (ability === undefined || ability.refused !== undefined);
  return (
    <article className="zs-page">
      <nav className="zs-crumbs" aria-label="位置">
        <Link to={addressOf({ module: type.module, path: type.path })}>{type.label}</Link>
        {id === undefined ? null : <Link to={back}>{found.data?.title ?? "记录"}</Link>}
      </nav>
      <h1>
        {declared.label} {found.data === undefined ? null : <StateTag type={type} state={found.data.record.state} />}
      </h1>
      {found.isError ? (
        <Missing error={found.error} retry={() => void found.refetch()}>
          <Link to={addressOf({ module: type.module, path: type.path })}>{`回到${type.label}列表`}</Link>
        </Missing>
      ) : null}
      {id !== undefined && found.isPending ? <Loading /> : null}
      {blocked ? (
        <Nothing
          words={
            ability?.refused ??
            `现在不能“${declared.label}”：记录的状态已变，或您的岗位不能办理。若刚才提交过，请回到记录核对是否已经办成。`
          }
        >
          {ability?.basis === undefined ? null : <p>依据：{ability.basis}</p>}
          <Link to={back}>返回记录</Link>
        </Nothing>
      ) : null}
      {id === undefined ? <StepForm key={step} type={type} step={step} done={done} cancel={() => go(back)} /> : null}
      {found.data !== undefined && !blocked ? (
        <StepForm
          key={`${id}.${step}`}
          type={type}
          step={step}
          found={found.data}
          done={done}
          cancel={() => go(back)}
          refresh={() => void found.refetch()}
        />
      ) : null}
    </article>
  );
}
