// The application being written: restored from its draft, kept at every change, checked screen by screen, sent with one key.
import { useState } from "react";
import type { Refused } from "#kernel/lifecycle";
import { casesPath, type Taken } from "./answers.ts";
import {
  blank,
  fromDraft,
  inputOf,
  isTouched,
  type ScreenName,
  screenOf,
  standing,
  type Written,
  wrongsOf,
  wrongsOn,
} from "./application.ts";
import { type Draft, type Shell, useShell } from "./shell.ts";

/** The record and step under which the draft is kept. */
export const place = { record: "new", step: "apply" } as const;

/** Whether an application was begun and not sent. */
export function hasDraft(shell: Shell): boolean {
  const kept = shell.drafts.read(place.record, place.step);
  return kept !== undefined && isTouched(fromDraft(kept.values, shell.account.name), shell.account.name);
}

function begin(shell: Shell): { draft: Draft; written: Written; restored: boolean } {
  const kept = shell.drafts.read(place.record, place.step);
  const draft = kept ?? { key: shell.newKey(), id: shell.newKey(), values: {} };
  return { draft, written: fromDraft(draft.values, shell.account.name), restored: hasDraft(shell) };
}

/** What the screens of an application work with. */
export interface Writing {
  written: Written;
  wrongs: Record<string, string>;
  /** Counts the checks made: after each the first wrong field takes the focus. */
  checks: number;
  restored: boolean;
  /** False when this phone cannot keep the draft. */
  kept: boolean;
  sending: boolean;
  refusal: Refused | undefined;
  change(part: Partial<Written>): void;
  /** Checks one screen; true when it is complete. */
  check(screen: ScreenName): boolean;
  clear(): void;
  /** Sends; answers the screen on which something is wrong, or where to go on. */
  send(): Promise<{ received: string; earlier: boolean } | { wrongOn: ScreenName } | undefined>;
}

/** The application of whoever is signed in. */
export function useApplication(): Writing {
  const shell = useShell();
  const [{ draft, written, restored }, setBegun] = useState(() => begin(shell));
  const [{ wrongs, checks }, setChecked] = useState<{ wrongs: Record<string, string>; checks: number }>({ wrongs: {}, checks: 0 });
  const setWrongs = (found: Record<string, string>) => setChecked((past) => ({ wrongs: found, checks: past.checks + 1 }));
  const [refusal, setRefusal] = useState<Refused>();
  const [kept, setKept] = useState(true);
  const [sending, setSending] = useState(false);

  const keep = (next: Written, sent = draft.values.sent) =>
    setKept(shell.drafts.keep(place.record, place.step, { ...draft, values: { ...next, ...(sent === undefined ? {} : { sent }) } }));

  const send: Writing["send"] = async () => {
    const found = wrongsOf(written);
    setWrongs(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) return { wrongOn: screenOf(first) };
    setSending(true);
    setRefusal(undefined);
    const input = inputOf(written);
    const answer = await shell.send<Taken>(`${casesPath}/steps/apply`, { id: draft.id, input }, draft.key);
    setSending(false);
    if (!shell.isRefusal(answer)) {
      shell.drafts.drop(place.record, place.step);
      return {
        received: answer.record.id,
        earlier: answer.repeated && draft.values.sent !== undefined && draft.values.sent !== JSON.stringify(input),
      };
    }
    setRefusal(answer);
    if (shell.isLost(answer)) {
      // It may have arrived: what was sent is remembered, so that a later change is not taken for received.
      const sent = draft.values.sent ?? JSON.stringify(input);
      setBegun({ draft: { ...draft, values: { ...draft.values, sent } }, written, restored });
      keep(written, sent);
    }
    setWrongs(answer.fields ?? {});
    const field = Object.keys(answer.fields ?? {})[0];
    return field === undefined ? undefined : { wrongOn: screenOf(field) };
  };

  return {
    written,
    wrongs,
    checks,
    restored,
    kept,
    sending,
    refusal,
    change: (part) => {
      const next = { ...written, ...part };
      setBegun({ draft, written: next, restored });
      setChecked((past) => ({ ...past, wrongs: standing(past.wrongs, written, next) }));
      keep(next);
    },
    check: (screen) => {
      const found = wrongsOn(screen, wrongsOf(written));
      setWrongs(found);
      return Object.keys(found).length === 0;
    },
    clear: () => {
      shell.drafts.drop(place.record, place.step);
      setBegun({ draft: { key: shell.newKey(), id: shell.newKey(), values: {} }, written: blank(shell.account.name), restored: false });
      setWrongs({});
      setRefusal(undefined);
    },
    send,
  };
}
