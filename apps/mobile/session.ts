// Who is signed in on this phone, as the server says.
import { useCallback, useEffect, useState } from "react";
import type { Session } from "../../kernel/web/answers.ts";
import { call, isRefusal, whenSignedOut } from "../../kernel/web/api.ts";
import type { Refused } from "../../kernel/lifecycle.ts";

type Actor = Session["actor"];

/** The server's answer; nobody is signed in when the actor is null. */
export interface SignedIn {
  actor: Actor | null;
  today: string;
  demo: boolean;
  mustChange?: boolean;
}

export interface KnownSession {
  session: SignedIn | undefined;
  refusal: Refused | undefined;
  /** Asks the server once more. */
  again: () => void;
  signOut: () => Promise<void>;
}

/** The session; when the server says it has ended, the sign-in page takes the place of the page that was open. */
export function useSession(): KnownSession {
  const [round, setRound] = useState(0);
  const [session, setSession] = useState<SignedIn>();
  const [refusal, setRefusal] = useState<Refused>();
  useEffect(() => {
    let wanted = true;
    void call<SignedIn>("GET", "/api/v1/session").then((answer) => {
      if (!wanted) return;
      setRefusal(isRefusal(answer) ? answer : undefined);
      if (!isRefusal(answer)) setSession(answer);
    });
    return () => {
      wanted = false;
    };
  }, [round]);
  useEffect(() => whenSignedOut(() => setSession((known) => (known === undefined ? known : { ...known, actor: null }))), []);
  const again = useCallback(() => {
    setRefusal(undefined);
    setRound((past) => past + 1);
  }, []);
  const signOut = useCallback(async () => {
    await call("DELETE", "/api/v1/session");
    setRound((past) => past + 1);
  }, []);
  return { session, refusal, again, signOut };
}
