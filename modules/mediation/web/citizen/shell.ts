// What the citizen's pages need of the phone shell that carries them: who is signed in, the line to the server, drafts, and the way about.
import { createContext, use, useCallback, useEffect, useState } from "react";
import type { Refused } from "#kernel/lifecycle";

/** What was typed but not yet sent: the key and record id made when the form opened, and the values. */
export interface Draft {
  key: string;
  id: string;
  version?: number;
  values: Record<string, unknown>;
}

/** Drafts of the person who is signed in, by record ("new" for a new one) and step. */
export interface Drafts {
  read(record: string, step: string): Draft | undefined;
  /** False when the phone cannot keep it. */
  keep(record: string, step: string, draft: Draft): boolean;
  drop(record: string, step: string): void;
}

export interface Shell {
  account: { id: string; name: string; bureau: number; bureauName: string };
  /** The bureau's day. */
  today: string;
  /** Reads from the server: what was asked for, or a refusal with a sentence. */
  get<T>(path: string): Promise<T | Refused>;
  /** Takes a step; the same key twice does it once. */
  send<T>(path: string, body: unknown, key: string): Promise<T | Refused>;
  isRefusal(answer: unknown): answer is Refused;
  /** Whether sending again with the same key is the right thing to do. */
  isLost(refusal: Refused): boolean;
  newKey(): string;
  drafts: Drafts;
  /** Goes to a page; "replace" leaves the present page out of the way back. */
  go(path: string, how?: "replace"): void;
  back(): void;
}

export const ShellContext = createContext<Shell | undefined>(undefined);

/** The shell around the page. */
export function useShell(): Shell {
  const shell = use(ShellContext);
  if (shell === undefined) throw new Error("a citizen's page was shown outside the phone shell");
  return shell;
}

/** An answer on its way: loading, there, or refused; `again` asks once more. */
export interface Asked<T> {
  answer?: T;
  refusal?: Refused;
  again: () => void;
}

/** Reads from an address whenever it changes; undefined asks for nothing. */
export function useAnswer<T>(path: string | undefined): Asked<T> {
  const { get, isRefusal } = useShell();
  const [round, setRound] = useState(0);
  const [got, setGot] = useState<{ path: string; answer?: T; refusal?: Refused }>();
  useEffect(() => {
    if (path === undefined) return;
    let wanted = true;
    void get<T>(path).then((answer) => {
      if (wanted) setGot(isRefusal(answer) ? { path, refusal: answer } : { path, answer });
    });
    return () => {
      wanted = false;
    };
  }, [path, round, get, isRefusal]);
  const again = useCallback(() => {
    setGot(undefined);
    setRound((past) => past + 1);
  }, []);
  if (got === undefined || got.path !== path) return { again };
  return {
    again,
    ...(got.answer === undefined ? {} : { answer: got.answer }),
    ...(got.refusal === undefined ? {} : { refusal: got.refusal }),
  };
}
