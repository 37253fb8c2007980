// Accounts and tokens: the general page, with the one-time password or token to be fetched by whoever made it.
import { Alert, Button } from "antd";
import { useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal } from "../../kernel/web/api.ts";
import type { RecordScreen } from "../../kernel/web/modules.ts";
import { RefusalAlert } from "../../kernel/web/notice.tsx";
import { RecordPage, Section } from "../../kernel/web/RecordPage.tsx";

const slips: Record<string, { end: string; title: string; words: string }> = {
  accounts: { end: "one-time-password", title: "一次性口令", words: "开通账号或重置口令后10分钟内，由办理人领取，只显示一次。" },
  tokens: { end: "secret", title: "令牌", words: "申请令牌后10分钟内，由申请人领取，只显示一次。" },
};

/** The page of an account or a token. */
export function SlipScreen({ type, id }: RecordScreen) {
  return <RecordPage type={type} id={id} lead={(answer) => (answer.abilities.length === 0 ? null : <Slip kind={type.path} id={id} />)} />;
}

function Slip({ kind, id }: { kind: string; id: string }) {
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const slip = slips[kind];
  if (slip === undefined) return null;
  const take = async () => {
    const answer = await call<{ secret: string }>("POST", `/api/v1/accounts/${kind}/${id}/${slip.end}`);
    setRefusal(isRefusal(answer) ? answer : undefined);
    if (!isRefusal(answer)) setSecret(answer.secret);
  };
  return (
    <Section title={slip.title} aside={secret === undefined ? <Button onClick={() => void take()}>{`领取${slip.title}`}</Button> : null}>
      <p className="zs-aside">{slip.words}</p>
      {refusal === undefined ? null : <RefusalAlert refusal={refusal} />}
      {secret === undefined ? null : (
        <Alert
          type="success"
          role="status"
          title={<code className="zs-secret">{secret}</code>}
          description="请立即抄下或当面交给本人，离开本页后不再显示。"
        />
      )}
    </Section>
  );
}
