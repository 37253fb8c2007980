// What a probe is, and how an answer is judged.
import type { Actor } from "#kernel/permissions";
import type { Truth } from "./access-oracle.ts";
import type { Bureau, Heard } from "./access-town.ts";

/** What a probe goes by: the bureau whose records are looked for, and the truth about all rows. */
export interface Aim {
  target: Bureau;
  truth: Truth;
}

/** What is wrong with an answer; nothing when all is well. */
export type Judge = (heard: Heard, actor: Actor) => string | undefined;

/** A request on a route. `skip` leaves out people who are allowed to change what is there. */
export interface Probe {
  route: string;
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
  judge: Judge;
  skip?(actor: Actor): boolean;
}

/** The answer has this status. */
export const is = (heard: Heard, status: number): string | undefined =>
  heard.status === status ? undefined : `answered ${heard.status}, not ${status}: ${heard.text.slice(0, 150)}`;
/** What was found is what ought to be seen, in any order. */
export const same = (what: string, found: string[], wanted: string[]): string | undefined =>
  [...found].sort().join() === [...wanted].sort().join() ? undefined : `${what}: ${found.length} found, ${wanted.length} ought to be seen`;
