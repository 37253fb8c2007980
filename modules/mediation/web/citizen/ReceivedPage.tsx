// The receipt after an application: what was received, what happens next, how to ask.
import { kinds } from "../../words.ts";
import { casesPath, type OneCase } from "./answers.ts";
import { Button, Problem, Screen, Waiting } from "./pieces.tsx";
import { useOfficeName, usePlaceName } from "./place-name.ts";
import { dayWords } from "./plain-words.ts";
import { useAnswer, useShell } from "./shell.ts";

/** `earlier` is "yes" when an earlier sending had already arrived, so that later changes were not taken. */
export function ReceivedPage({ id, earlier }: { id: string; earlier: "yes" | "no" }) {
  const { go } = useShell();
  const { answer, refusal, again } = useAnswer<OneCase>(`${casesPath}/${id}`);
  const record = answer?.record;
  const office = useOfficeName(record?.township);
  const place = usePlaceName(record?.township, record?.village);
  return (
    <Screen title="申请已收到">
      {earlier === "yes" ? (
        <p className="notice">您前一次提交已经成功，收到的是那一次的内容；之后改动的部分没有提交，可以在调解时告诉调解员。</p>
      ) : null}
      {refusal === undefined ? null : <Problem refusal={refusal} retry={again} />}
      {record === undefined && refusal === undefined ? <Waiting /> : null}
      {record === undefined ? null : (
        <section className="card" aria-label="收到的内容">
          <h2>我们收到了</h2>
          <dl>
            <dt>纠纷类型</dt>
            <dd>{kinds[record.kind]}</dd>
            <dt>当事人</dt>
            <dd>{record.party_names}</dd>
            {place === "" ? null : (
              <>
                <dt>发生在</dt>
                <dd>{place}</dd>
              </>
            )}
            <dt>登记日期</dt>
            <dd>{dayWords(record.registered_on)}</dd>
          </dl>
        </section>
      )}
      <section className="card" aria-label="接下来">
        <h2>接下来</h2>
        <ol>
          <li>{office}看您的申请，能受理的会编立案号。</li>
          <li>安排调解员，调解员联系您和对方。</li>
          <li>双方坐下来谈。谈成的写成协议；谈不成的，会告诉您还可以走哪些途径。</li>
        </ol>
        <p>调解不收费，要双方都愿意。</p>
      </section>
      <section className="card" aria-label="怎样询问">
        <h2>怎样询问</h2>
        <p>进度随时在“我的申请”里看；也可以到{office}当面问，或拨打12348公共法律服务热线。</p>
      </section>
      <div className="actions">
        <Button onClick={() => go(`/mediation/cases/${id}`, "replace")}>查看这件申请</Button>
        <Button look="plain" onClick={() => go("/", "replace")}>
          回首页
        </Button>
      </div>
    </Screen>
  );
}
