// The first page: what waits for the person, what is due, and what can be registered.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { WorkAnswer } from "./answers.ts";
import { read } from "./api.ts";
import { basisText } from "./Clocks.tsx";
import { scopeOf, useDesk } from "./desk.tsx";
import { LinkButton } from "./LinkButton.tsx";
import { typeAt } from "./modules.ts";
import { addressOf } from "./navigate.ts";
import { Loading, Nothing, RefusalAlert, refusalIn } from "./notice.tsx";
import { Section } from "./RecordPage.tsx";
import { DueBadge, StateTag } from "./show.tsx";
import { YearTotals } from "./YearTotals.tsx";

const lightWords = { red: "已超期", amber: "即将到期", green: "30日内到期" } as const;

/** The workbench. */
export function Workbench() {
  const { session } = useDesk();
  const answer = useQuery({ queryKey: ["work"], queryFn: () => read<WorkAnswer>("/api/v1/work"), refetchInterval: 120_000 });
  const can = session.menus.flatMap((menu) =>
    menu.records.flatMap((record) => record.can.map((one) => ({ ...one, module: menu.module, path: record.path }))),
  );
  return (
    <article className="zs-page">
      <header className="zs-head">
        <h1>工作台</h1>
        <span className="zs-aside">
          {session.actor.bureauName}　{session.today}
        </span>
      </header>
      {can.length === 0 ? null : (
        <div className="zs-actions zs-quick" role="group" aria-label="登记">
          {can.slice(0, 8).map((one) => (
            <LinkButton key={`${one.path}.${one.step}`} to={addressOf(one)}>
              {one.label}
            </LinkButton>
          ))}
        </div>
      )}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Loading /> : null}
      {answer.isSuccess ? <Work work={answer.data} /> : null}
    </article>
  );
}

function Work({ work }: { work: WorkAnswer }) {
  const desk = useDesk();
  const { lines } = scopeOf(desk);
  const own = work.groups.length > 0;
  if (lines.length === 0 && work.upcoming.length === 0)
    return own ? <Groups groups={work.groups} /> : <Nothing words="现在没有需要您办理的事项，请从左边的菜单进入。" />;
  return (
    <>
      <Lights work={work} />
      <div className="zs-two">
        <div>
          {own ? (
            <Groups groups={work.groups} />
          ) : (
            <>
              <p className="zs-aside">现在没有需要您办理的事项。</p>
              {lines.length === 0 ? null : <YearTotals />}
            </>
          )}
        </div>
        <Upcoming work={work} />
      </div>
    </>
  );
}

/** How many are late and how many soon due; each leads to the list in the order of due days. */
function Lights({ work }: { work: WorkAnswer }) {
  const { modules } = useDesk();
  const ordered = (one: WorkAnswer["upcoming"][number]) =>
    typeAt(modules, one.module, one.path)?.list.orders.some(({ by }) => by === "due_on");
  const any = work.upcoming.find(ordered);
  return (
    <ul className="zs-lights" aria-label="期限情况">
      {(["red", "amber", "green"] as const).map((light) => {
        const first = work.upcoming.find((one) => one.light === light && ordered(one)) ?? any;
        const words = (
          <>
            <strong>{work.lights[light]}</strong> {lightWords[light]}
          </>
        );
        return (
          <li key={light} className={`zs-light zs-light-${light}`}>
            {first === undefined ? (
              words
            ) : (
              <Link to={`${addressOf({ module: first.module, path: first.path })}?order=due_on`}>{words}</Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Upcoming({ work }: { work: WorkAnswer }) {
  const { session } = useDesk();
  return (
    <Section title="近期到期">
      {work.upcoming.length === 0 ? <p className="zs-aside">30日内没有到期的事项。</p> : null}
      <ul className="zs-due-list">
        {work.upcoming.map((one) => (
          <li key={`${one.subject_id ?? one.id}.${one.label}.${one.due_on}`}>
            <DueBadge due={one.due_on} today={session.today} light={one.light} />{" "}
            <Link to={addressOf({ module: one.module, path: one.path, id: one.subject_id ?? one.id ?? "" })}>{one.title ?? one.type}</Link>
            <div className="zs-aside" title={`${one.arithmetic} 依据：${basisText(one.basis)}`}>
              {one.label}：{one.due_on}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Groups({ groups }: { groups: WorkAnswer["groups"] }) {
  return groups.map((group) => <Group key={`${group.module}/${group.path}`} group={group} />);
}

function Group({ group }: { group: WorkAnswer["groups"][number] }) {
  const { session, modules } = useDesk();
  const type = typeAt(modules, group.module, group.path);
  return (
    <Section title={`待办：${group.label}`} aside={<Link to={addressOf(group)}>全部{group.label}</Link>}>
      <ul className="zs-todo">
        {group.items.map((row) => (
          <li key={row.id}>
            <Link to={addressOf({ ...group, id: row.id })}>
              {row.title ?? type?.title(row as unknown as Parameters<typeof type.title>[0]) ?? "打开"}
            </Link>
            <span className="zs-todo-end">
              <DueBadge due={row.due_on} today={session.today} />
              {type === undefined ? null : <StateTag type={type} state={row.state} />}
            </span>
          </li>
        ))}
      </ul>
      {group.more ? <Link to={addressOf(group)}>{`还有更多，打开全部${group.label}`}</Link> : null}
    </Section>
  );
}
