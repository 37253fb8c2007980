// The screens of an application: what it is about, who, what happened, where. One group of questions each.
import { useState } from "react";
import { kinds } from "../../words.ts";
import type { Division } from "./answers.ts";
import { mostSides, type Side } from "./application.ts";
import { Button, LongField, Problem, SelectField, TextField, Waiting, Wrong } from "./pieces.tsx";
import { commonKinds, kindHints } from "./plain-words.ts";
import { useAnswer, useShell } from "./shell.ts";
import type { Writing } from "./use-application.ts";

type Kind = keyof typeof kinds;
const codes = Object.keys(kinds) as Kind[]; // the keys of the code list itself

/** What kind of dispute: big choices, the common ones first. */
export function KindScreen({ writing }: { writing: Writing }) {
  const { written, wrongs, change } = writing;
  const chosenIsRare = written.kind !== "" && !commonKinds.some((kind) => kind === written.kind);
  const [all, setAll] = useState(chosenIsRare);
  const shown = all ? [...commonKinds, ...codes.filter((kind) => !commonKinds.includes(kind))] : commonKinds;
  return (
    <>
      {wrongs.kind === undefined ? null : <Wrong id="kind-wrong" words={wrongs.kind} />}
      <fieldset className="choices" aria-describedby={wrongs.kind === undefined ? undefined : "kind-wrong"}>
        <legend className="unseen">纠纷类型</legend>
        {shown.map((kind, index) => (
          <label key={kind} className={written.kind === kind ? "choice chosen" : "choice"}>
            <input
              type="radio"
              name="kind"
              id={index === 0 ? "kind" : `kind-${kind}`}
              checked={written.kind === kind}
              onChange={() => change({ kind })}
            />
            <strong>{kinds[kind].replace(/纠纷$/, "")}</strong>
            <small>{kindHints[kind]}</small>
          </label>
        ))}
      </fieldset>
      {all ? null : (
        <Button look="plain" onClick={() => setAll(true)}>
          都不是，看其他{codes.length - commonKinds.length}种
        </Button>
      )}
    </>
  );
}

function SideFields({
  writing,
  index,
  said,
}: {
  writing: Writing;
  index: number;
  said: { name: string; phone: string; phoneHint: string };
}) {
  const { written, wrongs, change } = writing;
  const side = written.sides[index];
  if (side === undefined) return null;
  const set = (part: Partial<Side>) => change({ sides: written.sides.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const path = `parties.${index}`;
  const own = index === 0;
  return (
    <>
      <TextField
        id={`${path}.name`}
        label={said.name}
        value={side.name}
        wrong={wrongs[`${path}.name`]}
        onChange={(name) => set({ name })}
        {...(own ? { fill: "name" } : { hint: "对方是单位的，写单位全称" })}
      />
      <TextField
        id={`${path}.phone`}
        label={said.phone}
        kind="tel"
        optional="optional"
        hint={said.phoneHint}
        value={side.phone}
        wrong={wrongs[`${path}.phone`]}
        onChange={(phone) => set({ phone })}
        {...(own ? { fill: "tel" } : {})}
      />
    </>
  );
}

/** Who applies. */
export function MeScreen({ writing }: { writing: Writing }) {
  return (
    <SideFields
      writing={writing}
      index={0}
      said={{ name: "您的姓名", phone: "您的电话", phoneHint: "建议填写，调解员会打这个电话联系您" }}
    />
  );
}

/** Who stands on the other side: one or more. */
export function OtherScreen({ writing }: { writing: Writing }) {
  const { written, wrongs, change } = writing;
  const others = written.sides.slice(1);
  return (
    <>
      {wrongs.parties === undefined ? null : <Wrong id="parties-wrong" words={wrongs.parties} />}
      {others.map((_, at) => (
        <section className="group" key={`side-${at + 1}`} aria-label={others.length > 1 ? `对方第${at + 1}人` : "对方"}>
          {others.length < 2 ? null : <h2>对方第{at + 1}人</h2>}
          <SideFields
            writing={writing}
            index={at + 1}
            said={{ name: "对方姓名或单位名称", phone: "对方电话", phoneHint: "知道就填，方便调解员联系对方" }}
          />
          {others.length < 2 ? null : (
            <Button look="plain" onClick={() => change({ sides: written.sides.filter((_side, index) => index !== at + 1) })}>
              去掉这一人
            </Button>
          )}
        </section>
      ))}
      {others.length >= mostSides ? (
        <p className="hint">人数较多的，其余的人可以在调解时告诉调解员。</p>
      ) : (
        <Button look="plain" onClick={() => change({ sides: [...written.sides, { name: "", phone: "" }] })}>
          ＋ 再加一人
        </Button>
      )}
    </>
  );
}

const mostLetters = 4000;

/** What happened, in one's own words. */
export function StoryScreen({ writing }: { writing: Writing }) {
  const { written, wrongs, change } = writing;
  const count = written.summary.trim().length;
  return (
    <>
      <LongField
        id="summary"
        label="发生了什么事"
        hint="什么时候、为了什么、您希望怎么解决。至少10个字，用手机输入法的语音也可以。"
        rows={9}
        value={written.summary}
        wrong={wrongs.summary}
        onChange={(summary) => change({ summary })}
      />
      <p className={count > mostLetters ? "count wrong-words" : "count"}>
        已写{count}字{count > mostLetters ? `，最多${mostLetters}字，请删去${count - mostLetters}字` : ""}
      </p>
    </>
  );
}

/** Where it happened: the township decides which office takes the application. */
export function PlaceScreen({ writing }: { writing: Writing }) {
  const { written, wrongs, change } = writing;
  const { account } = useShell();
  const townships = useAnswer<{ items: Division[] }>(`/api/v1/divisions?parent=${account.bureau}`);
  const villages = useAnswer<{ items: Division[] }>(written.township === "" ? undefined : `/api/v1/divisions?parent=${written.township}`);
  if (townships.refusal !== undefined) return <Problem refusal={townships.refusal} retry={townships.again} />;
  if (townships.answer === undefined) return <Waiting />;
  return (
    <>
      <SelectField
        id="township"
        label="在哪个乡镇（街道）"
        value={written.township}
        wrong={wrongs.township}
        options={townships.answer.items}
        onChange={(township) => change({ township, village: "" })}
      />
      {villages.refusal === undefined ? null : <Problem refusal={villages.refusal} retry={villages.again} />}
      {written.township !== "" && villages.answer === undefined && villages.refusal === undefined ? <Waiting /> : null}
      {villages.answer === undefined || villages.answer.items.length === 0 ? null : (
        <SelectField
          id="village"
          label="在哪个村（社区）"
          optional="optional"
          value={written.village}
          wrong={wrongs.village}
          options={villages.answer.items}
          onChange={(village) => change({ village })}
        />
      )}
    </>
  );
}
