// Checking and sending a step's form: once however often it is pressed, and what was refused comes back to its fields.
import type { FormInstance } from "antd";
import { useRef, useState } from "react";
import type { RecordType, Refused } from "../lifecycle.ts";
import type { RecordAnswer, StepTaken } from "./answers.ts";
import { isRefusal, takeStep } from "./api.ts";
import { type Field, inputOf, pathOf, wrongs } from "./fields.ts";
import type { DraftAtWork } from "./step-draft.ts";

interface Sending {
  type: RecordType;
  step: string;
  found?: RecordAnswer;
  fields: Field[];
  form: FormInstance<Record<string, unknown>>;
  work: DraftAtWork;
  done: (answer: StepTaken) => void;
}

/** The first wrong field in the order of the form. */
export function firstWrong(fields: Pick<Field, "name">[], sentences: Record<string, string>): string | undefined {
  const ordered = fields.flatMap((field) =>
    Object.keys(sentences)
      .filter((path) => path.split(".")[0] === field.name)
      .sort(),
  );
  return ordered[0] ?? Object.keys(sentences)[0];
}

/** The address and body of a step. */
export function requestOf(
  { type, step, found }: Pick<Sending, "type" | "step" | "found">,
  id: string,
  input: Record<string, unknown>,
): { url: string; body: Record<string, unknown> } {
  const base = `/api/v1/${type.module}/${type.path}`;
  if (found === undefined) return { url: `${base}/steps/${step}`, body: { id, input } };
  return { url: `${base}/${found.record.id}/steps/${step}`, body: { version: found.record.version, input } };
}

/** The state of a form on its way: `check` when submitted, `send` once nothing more is to be asked. */
export function useStepSending({ type, step, found, fields, form, work, done }: Sending) {
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [sending, setSending] = useState(false);
  const [asking, setAsking] = useState(false);
  const underway = useRef(false);
  const declared = type.steps[step];
  const input = () => inputOf(fields, form.getFieldsValue(true), work.started);
  const show = (sentences: Record<string, string>) => {
    form.setFields(Object.entries(sentences).map(([path, sentence]) => ({ name: pathOf(path), errors: [sentence] })));
    const first = firstWrong(fields, sentences);
    if (first !== undefined) form.scrollToField(pathOf(first), { block: "center", focus: true });
  };
  const send = async () => {
    if (underway.current) return;
    underway.current = true;
    setAsking(false);
    setSending(true);
    setRefusal(undefined);
    const { url, body } = requestOf({ type, step, ...(found === undefined ? {} : { found }) }, work.draft.id, input());
    const answer = await takeStep<StepTaken>(url, body, work.draft.key);
    underway.current = false;
    setSending(false);
    if (!isRefusal(answer)) {
      work.clear();
      done(answer);
      return;
    }
    setRefusal(answer);
    if (answer.fields !== undefined) show(answer.fields);
  };
  const check = () => {
    const { on: _, ...asked } = input();
    const wrong = wrongs(declared?.asks, asked, work.started);
    form.setFields(form.getFieldsError().map(({ name }) => ({ name, errors: [] })));
    if (Object.keys(wrong).length > 0) {
      setRefusal({ refused: `有${Object.keys(wrong).length}处需要填写或修改，已用红字标出。`, code: "invalid" });
      show(wrong);
    } else if (declared?.final === true) setAsking(true);
    else void send();
  };
  return { refusal, setRefusal, sending, asking, setAsking, send, check };
}
