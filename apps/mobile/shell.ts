// The shell the pages of modules stand in: the line to the server, drafts of whoever is signed in, the way about.
import { call, isLost, isRefusal, newKey, takeStep } from "../../kernel/web/api.ts";
import { dropDraft, keepDraft, readDraft } from "../../kernel/web/drafts.ts";
import type { Shell } from "../../modules/mediation/web/citizen/shell.ts";
import { back, go } from "./place.ts";
import type { SignedIn } from "./session.ts";

const get: Shell["get"] = (path) => call("GET", path);
const type = "mediation.case";

/** Makes the shell of a person. */
export function shellOf(actor: NonNullable<SignedIn["actor"]>, today: string): Shell {
  const { id, name, bureau, bureauName } = actor;
  const place = (record: string, step: string) => ({ account: id, type, record, step });
  return {
    account: { id, name, bureau, bureauName },
    today,
    get,
    send: takeStep,
    isRefusal,
    isLost,
    newKey,
    drafts: {
      read: (record, step) => readDraft(localStorage, place(record, step)),
      keep: (record, step, draft) => keepDraft(localStorage, place(record, step), draft),
      drop: (record, step) => dropDraft(localStorage, place(record, step)),
    },
    go,
    back,
  };
}
