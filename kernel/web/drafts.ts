// What somebody has typed but not yet submitted: kept on this machine by account, record and step until it is done or cleared.

/** What a draft belongs to; a new record has the record "new". */
export interface DraftPlace {
  account: string;
  type: string;
  record: string;
  step: string;
}

/** What is kept: the key and record id made when the form opened, the version looked at, and the values as typed. */
export interface Draft {
  key: string;
  id: string;
  version?: number;
  values: Record<string, unknown>;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const prefix = "zs.draft.";
const nameOf = (place: DraftPlace): string => `${prefix}${place.account}.${place.type}.${place.record}.${place.step}`;

/** The draft kept for a place, or undefined when there is none (or it cannot be read). */
export function readDraft(store: Store, place: DraftPlace): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(store.getItem(nameOf(place)) ?? "null");
    return isDraft(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== "object" || kept === null) return false;
  return (
    "key" in kept &&
    typeof kept.key === "string" &&
    "id" in kept &&
    typeof kept.id === "string" &&
    "values" in kept &&
    typeof kept.values === "object" &&
    kept.values !== null
  );
}

/** Keeps a draft; answers false when the machine has no room or forbids it, so that the form can say so. */
export function keepDraft(store: Store, place: DraftPlace, draft: Draft): boolean {
  try {
    store.setItem(nameOf(place), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forgets a draft: the step was taken, or the person said 清除. */
export function dropDraft(store: Store, place: DraftPlace): void {
  try {
    store.removeItem(nameOf(place));
  } catch {
    // a browser that forbids storage has kept nothing
    return;
  }
}

/** Forgets every draft of an account on this machine and says how many there were. */
export function dropAllDrafts(store: Store, account: string): number {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
    (name) => name?.startsWith(`${prefix}${account}.`) === true,
  );
  for (const name of names) if (name !== null) store.removeItem(name);
  return names.length;
}
