// Where the phone is: the address below /m/, kept in the browser's history so that the phone's back key works.
import { useSyncExternalStore } from "react";

const base = "/m";
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

function here(): string {
  const path = window.location.pathname.slice(base.length);
  return path === "" ? "/" : path;
}

/** The page's address below /m/, such as "/mediation/cases/…". */
export function usePlace(): string {
  return useSyncExternalStore(listen, here);
}

let steps = 0; // how many pages were opened here: the way back that stays inside

/** Goes to an address below /m/. */
export function go(path: string, how?: "replace"): void {
  if (how === "replace") window.history.replaceState(null, "", base + path);
  else {
    steps += 1;
    window.history.pushState(null, "", base + path);
  }
  for (const listener of listeners) listener();
}

/** Goes back; to the first page when this one was opened from outside. */
export function back(): void {
  if (steps === 0) return go("/", "replace");
  steps -= 1;
  window.history.back();
}
