// 我的申请: every application of the person with its state in words, what happens next and by when.
import { useState } from "react";
import { mediationCase } from "../../lifecycle.ts";
import { kinds } from "../../words.ts";
import { type CaseList, casesPath, type Shown } from "./answers.ts";
import { Button, Problem, Waiting } from "./pieces.tsx";
import { dayWords, mediateWords, nextWords } from "./plain-words.ts";
import { useAnswer, useShell } from "./shell.ts";

/** The state of a case as a word with a colour; the word alone says all. */
export function StateWord({ state }: { state: string }) {
  return <span className={`state ${state}`}>{mediationCase.states[state as keyof typeof mediationCase.states] ?? state}</span>;
}

/** One page of the list, and the following pages on demand. */
export function MyCases({ cursor }: { cursor?: string }) {
  const [more, setMore] = useState(false);
  const path = cursor === undefined ? `${casesPath}?limit=20` : `${casesPath}?limit=20&cursor=${encodeURIComponent(cursor)}`;
  const { answer, refusal, again } = useAnswer<CaseList>(path);
  if (refusal !== undefined) return <Problem refusal={refusal} retry={again} />;
  if (answer === undefined) return <Waiting />;
  if (answer.items.length === 0)
    return cursor === undefined ? <p className="nothing">您还没有提出过申请。遇到纠纷，点上面的按钮就可以申请。</p> : null;
  return (
    <>
      <ul className="list">
        {answer.items.map((item) => (
          <li key={item.id}>
            <CaseCard shown={item} />
          </li>
        ))}
      </ul>
      {answer.next === null ? null : more ? (
        <MyCases cursor={answer.next} />
      ) : (
        <Button look="plain" onClick={() => setMore(true)}>
          看更早的申请
        </Button>
      )}
    </>
  );
}

function CaseCard({ shown }: { shown: Shown }) {
  const { go, today } = useShell();
  const due = shown.state === "mediating" && shown.due_on ? mediateWords(shown.due_on, today) : undefined;
  return (
    <button type="button" className="card tap" onClick={() => go(`/mediation/cases/${shown.id}`)}>
      <span className="card-head">
        <strong>{kinds[shown.kind]}</strong>
        <StateWord state={shown.state} />
      </span>
      <span className="line">{shown.party_names}</span>
      <span className="line">{nextWords(shown)}</span>
      {due === undefined ? null : <span className="line due">{due}</span>}
      <span className="line dim">{dayWords(shown.registered_on)}登记</span>
    </button>
  );
}
