// One application: how it stands, what happens next and by when, the mediator, the agreement, what has been done, and withdrawing.
import { kinds, partyRoles, performances } from "../../words.ts";
import { casesPath, type Entry, type OneCase, type Shown } from "./answers.ts";
import { StateWord } from "./MyCases.tsx";
import { Button, Problem, Screen, Waiting } from "./pieces.tsx";
import { usePlaceName } from "./place-name.ts";
import { dueWords, nextWords, performWords, timeline } from "./plain-words.ts";
import { useAnswer, useShell } from "./shell.ts";

/** The document that goes with the form of an agreement. */
const documentOf: Record<string, string> = { written: "agreement", oral: "oral-agreement" };

export function CasePage({ id }: { id: string }) {
  const { go, today } = useShell();
  const { answer, refusal, again } = useAnswer<OneCase>(`${casesPath}/${id}`);
  const title = answer === undefined ? "我的申请" : kinds[answer.record.kind];
  return (
    <Screen title={title} back={() => go("/")}>
      {refusal === undefined ? null : <Problem refusal={refusal} {...(refusal.code === "not-found" ? {} : { retry: again })} />}
      {answer === undefined && refusal === undefined ? <Waiting /> : null}
      {answer === undefined ? null : (
        <>
          <Standing one={answer} today={today} />
          <Agreement one={answer} today={today} />
          <People one={answer} />
          <Story shown={answer.record} />
          <Done id={id} />
          <Withdraw one={answer} />
        </>
      )}
    </Screen>
  );
}

function Standing({ one, today }: { one: OneCase; today: string }) {
  const { record } = one;
  const due = dueWords(record.state, one.clocks, today);
  return (
    <section className={`card standing ${record.state}`} aria-label="现在的情况">
      <p className="card-head">
        <span>现在</span>
        <StateWord state={record.state} />
      </p>
      <p>{nextWords(record)}</p>
      {due === undefined ? null : <p className="due">{due}</p>}
      {record.state === "declined" && record.end_reason ? <p>原因：{record.end_reason}</p> : null}
      {record.number === null ? null : <p className="dim">案号：{record.number}</p>}
    </section>
  );
}

function Agreement({ one, today }: { one: OneCase; today: string }) {
  const { record } = one;
  if (!record.terms) return null;
  const by = performWords(record, today);
  return (
    <section className="card" aria-label="协议">
      <h2>双方谈成的协议</h2>
      <p className="typed">{record.terms}</p>
      {by === undefined ? null : (
        <p className="due">
          <strong>履行期限：</strong>
          {by}
        </p>
      )}
      {record.performance ? <p>履行情况：{performances[record.performance as keyof typeof performances] ?? record.performance}</p> : null}
      {one.documents
        .filter((document) => document.name === documentOf[record.agreement_form ?? "written"])
        .map((document) => (
          <a key={document.name} className="button plain" href={`${casesPath}/${record.id}/documents/${document.name}.pdf`}>
            打开{document.label}
          </a>
        ))}
    </section>
  );
}

function People({ one }: { one: OneCase }) {
  const { record, parts } = one;
  const parties = parts.parties ?? [];
  return (
    <section className="card" aria-label="有关的人">
      <h2>有关的人</h2>
      <dl>
        <Mediator shown={record} />
        {parties.map((party, index) => (
          <div key={party.id ?? `party-${index}`}>
            <dt>{partyRoles[party.role as keyof typeof partyRoles] ?? "当事人"}</dt>
            <dd>{party.name}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Mediator({ shown }: { shown: Shown }) {
  if (!shown.mediator_name && shown.state !== "applied") return null;
  return (
    <div>
      <dt>调解员</dt>
      <dd>{shown.mediator_name ? `${shown.mediator_name}${shown.committee_name ? `（${shown.committee_name}）` : ""}` : "受理后安排"}</dd>
    </div>
  );
}

function Story({ shown }: { shown: Shown }) {
  const place = usePlaceName(shown.township, shown.village);
  return (
    <section className="card" aria-label="申请的内容">
      <h2>申请的内容</h2>
      <p className="typed">{shown.summary}</p>
      {place === "" ? null : <p className="dim">发生在{place}</p>}
    </section>
  );
}

function Done({ id }: { id: string }) {
  const { answer, refusal, again } = useAnswer<{ items: Entry[] }>(`${casesPath}/${id}/history`);
  return (
    <section className="card" aria-label="办理经过">
      <h2>办理经过</h2>
      {refusal === undefined ? null : <Problem refusal={refusal} retry={again} />}
      {answer === undefined && refusal === undefined ? <Waiting /> : null}
      <ol className="timeline">
        {timeline(answer?.items ?? []).map((entry) => (
          <li key={entry.id}>
            <span className="dim">{entry.day}</span>
            <span>{entry.words}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Withdraw({ one }: { one: OneCase }) {
  const { go } = useShell();
  const ability = one.abilities.find((each) => each.step === "withdraw");
  if (ability === undefined) return null;
  if (ability.refused !== undefined) return <p className="hint">现在不能撤回：{ability.refused}</p>;
  return (
    <div className="actions">
      <Button look="plain" onClick={() => go(`/mediation/cases/${one.record.id}/withdraw`)}>
        撤回申请
      </Button>
    </div>
  );
}
