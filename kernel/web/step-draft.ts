// The draft behind a step's form: made when the form opens, restored when it was left, forgotten when the step is done.
import { useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { RecordAnswer } from "./answers.ts";
import { newKey } from "./api.ts";
import { type Draft, dropDraft, keepDraft, readDraft } from "./drafts.ts";
import { type Field, fieldOf, fieldsOf, initialValues } from "./fields.ts";

/** The title of the day on which a step happened: of the column that takes it, or the step's own; undefined when the step asks for no day. */
export function dayTitle(type: RecordType, step: string): string | undefined {
  const { stamps, dated } = type.steps[step] ?? {};
  if (stamps === undefined) return dated;
  const column = type.fields.shape[stamps] as Parameters<typeof fieldOf>[1] | undefined; // a shape holds schemas
  return column === undefined ? "办理日期" : fieldOf(stamps, column).title;
}

/** The fields of a step's form: the day when the step has one, and what it asks. */
export function fieldsOfStep(type: RecordType, step: string): Field[] {
  const declared = type.steps[step];
  const title = dayTitle(type, step);
  const plain = { required: true, nullable: false, hidden: false };
  const own = `${type.module}.${type.name}`;
  const asked = fieldsOf(declared?.asks).filter((field) => !field.hidden);
  return [
    ...(title === undefined ? [] : [{ name: "on", title, widget: "day" as const, ...plain, hint: "不能晚于今天" }]),
    ...asked.map((field) => (field.widget === "record" ? { of: own, ...field } : field)),
  ];
}

interface Asked {
  type: RecordType;
  step: string;
  account: string;
  today: string;
  found?: Pick<RecordAnswer, "record" | "parts" | "presets">;
}

/** What a form starts with: a step that keeps the state edits the record, so it starts from what is there; presets of the server go before. */
export function startingValues({ type, step, today, found }: Omit<Asked, "account">): Record<string, unknown> {
  const present = type.steps[step]?.to === undefined ? found?.record : {};
  const start = { ...present, ...found?.parts, ...found?.presets?.[step], on: undefined };
  const values = initialValues(fieldsOfStep(type, step), start, type.masked);
  return dayTitle(type, step) === undefined ? values : { ...values, on: today };
}

function freshDraft(asked: Asked): Draft {
  const row = asked.found?.record;
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
    record: asked.found?.record.id ?? "new",
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
