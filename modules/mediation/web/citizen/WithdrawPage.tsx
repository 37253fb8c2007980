// 撤回申请: the reason in a few words, asked once more, sent with one key.
import { useState } from "react";
import type { Refused } from "#kernel/lifecycle";
import { kinds, Reason } from "../../words.ts";
import { casesPath, type OneCase, type Taken } from "./answers.ts";
import { Button, LongField, Problem, Screen, useWrongs, Waiting } from "./pieces.tsx";
import { type Draft, useAnswer, useShell } from "./shell.ts";

const usual = ["我们自己已经和好了", "对方已经解决了", "我想走其他途径"];

export function WithdrawPage({ id }: { id: string }) {
  const { back } = useShell();
  const { answer, refusal, again } = useAnswer<OneCase>(`${casesPath}/${id}`);
  return (
    <Screen title="撤回申请" lead="撤回后，这次调解就结束了。以后需要时可以重新申请。" back={back}>
      {refusal === undefined ? null : <Problem refusal={refusal} retry={again} />}
      {answer === undefined && refusal === undefined ? <Waiting /> : null}
      {answer === undefined ? null : <WithdrawForm one={answer} />}
    </Screen>
  );
}

function WithdrawForm({ one }: { one: OneCase }) {
  const shell = useShell();
  const { id, version, kind, party_names } = one.record;
  const [draft] = useState<Draft>(() => shell.drafts.read(id, "withdraw") ?? { key: shell.newKey(), id, values: {} });
  const [reason, setReason] = useState(typeof draft.values.reason === "string" ? draft.values.reason : "");
  const { wrongs, say, touched } = useWrongs();
  const [refusal, setRefusal] = useState<Refused>();
  const [sending, setSending] = useState(false);

  const write = (words: string) => {
    setReason(words);
    touched("end_reason");
    shell.drafts.keep(id, "withdraw", { ...draft, values: { reason: words } });
  };
  const send = async () => {
    const issue = Reason.safeParse({ end_reason: reason }).error?.issues[0];
    say(issue === undefined ? {} : { end_reason: issue.message });
    if (issue !== undefined) return;
    setSending(true);
    setRefusal(undefined);
    const answer = await shell.send<Taken>(`${casesPath}/${id}/steps/withdraw`, { version, input: { end_reason: reason } }, draft.key);
    setSending(false);
    if (!shell.isRefusal(answer)) {
      shell.drafts.drop(id, "withdraw");
      shell.go(`/mediation/cases/${id}`, "replace");
      return;
    }
    setRefusal(answer);
    say(answer.fields ?? {});
  };

  return (
    <>
      <p>
        {kinds[kind]}：{party_names}
      </p>
      <LongField id="end_reason" label="为什么撤回" rows={3} value={reason} wrong={wrongs.end_reason} onChange={write} />
      <div className="quick" role="group" aria-label="常用原因，点一下就填好">
        {usual.map((words) => (
          <button type="button" className="chip" key={words} onClick={() => write(words)}>
            {words}
          </button>
        ))}
      </div>
      {refusal === undefined ? null : <Problem refusal={refusal} {...(shell.isLost(refusal) ? { retry: () => void send() } : {})} />}
      <div className="actions">
        <Button look="danger" busy={sending ? "yes" : "no"} onClick={() => void send()}>
          {sending ? "正在提交…" : "确定撤回"}
        </Button>
        <Button look="plain" onClick={shell.back}>
          不撤回
        </Button>
      </div>
    </>
  );
}
