// The draft behind a step's form: made when the form opens, restored when it was left, forgotten when the step is done.
import { useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { Row } from "./answers.ts";
import { newKey } from "./api.ts";
import { type Draft, dropDraft, keepDraft, readDraft } from "./drafts.ts";
import { type Field, fieldsOf, initialValues } from "./fields.ts";

/** The fields of a step's form: what it asks, and the day when the step stamps one. */
export function fieldsOfStep(type: RecordType, step: string): Field[] {
  const declared = type.steps[step];
  const day: Field = {
    name: "on",
    title: "日期",
    widget: "day",
    required: true,
    nullable: false,
    hidden: false,
    hint: "事情发生的日期，不能晚于今天",
  };
  const own = `${type.module}.${type.name}`;
  const asked = fieldsOf(declared?.asks).filter((field) => !field.hidden);
  return [
    ...(declared?.stamps === undefined ? [] : [day]),
    ...asked.map((field) => (field.widget === "record" ? { of: own, ...field } : field)),
  ];
}

interface Asked {
  type: RecordType;
  step: string;
  account: string;
  today: string;
  row?: Row;
}

/** What a form starts with; a step that keeps the state edits the record, so it starts from the record's present values. */
function startingValues({ type, step, today, row }: Asked): Record<string, unknown> {
  const present = type.steps[step]?.to === undefined ? { ...row, on: undefined } : {};
  const values = initialValues(fieldsOfStep(type, step), present, type.masked);
  return type.steps[step]?.stamps === undefined ? values : { ...values, on: today };
}

function freshDraft(asked: Asked): Draft {
  const { row } = asked;
  const values = startingValues(asked);
  return { key: newKey(), id: row?.id ?? newKey(), values, ...(row === undefined ? {} : { version: row.version }) };
}

/** A form's draft and what can be done with it. */
export interface DraftAtWork {
  draft: Draft;
  /** What an untouched form would hold. */
  started: Record<string, unknown>;
  /** It was left unfinished before. */
  restored: boolean;
  /** This machine can keep it. */
  room: boolean;
  keep: (values: Record<string, unknown>) => void;
  /** Forgets it; a form that goes on does so with a new key. */
  clear: () => void;
}

/** The draft of a form; the form is mounted anew for each record and step. */
export function useStepDraft(asked: Asked): DraftAtWork {
  const place = {
    account: asked.account,
    type: `${asked.type.module}.${asked.type.name}`,
    record: asked.row?.id ?? "new",
    step: asked.step,
  };
  const [kept] = useState(() => readDraft(localStorage, place));
  const [draft, setDraft] = useState(() => kept ?? freshDraft(asked));
  const [restored, setRestored] = useState(kept !== undefined);
  const [room, setRoom] = useState(true);
  return {
    draft,
    started: startingValues(asked),
    restored,
    room,
    keep: (values) => setRoom(keepDraft(localStorage, place, { ...draft, values })),
    clear: () => {
      dropDraft(localStorage, place);
      setDraft(freshDraft(asked));
      setRestored(false);
    },
  };
}
