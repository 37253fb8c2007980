// Chance that repeats itself: a seeded generator, so that demonstration records are the same on every machine.
import type { Day } from "#kernel/clock";

/** A stream of choices that depends on nothing but its seed. */
export interface Chance {
  /** From 0 (included) to 1 (excluded). */
  real(): number;
  /** A whole number between two others, both included. */
  int(least: number, most: number): number;
  pick<Item>(from: readonly Item[]): Item;
  /** True in `share` of the cases, 0 to 1. */
  odds(share: number): boolean;
  /** An index of `weights`, each as likely as its weight. */
  weighed(weights: readonly number[]): number;
  /** `count` different indices below `below`, ascending. */
  sample(count: number, below: number): number[];
  /** A UUIDv7 of an instant: ordered by time like real ones, yet always the same. */
  id(instant: string): string;
}

/** FNV-1a over the seed's UTF-16 units. */
function hashOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A 32-bit Weyl sequence, its steps scrambled twice by multiplication and shifting. */
function wordsFrom(seed: string): () => number {
  let state = hashOf(seed);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

const hex = (word: number, digits: number) =>
  word
    .toString(16)
    .padStart(8, "0")
    .slice(8 - digits);

/** Makes a generator; equal seeds give equal choices. */
export function chanceFrom(seed: string): Chance {
  const word = wordsFrom(seed);
  const real = () => word() / 0x1_0000_0000;
  const int = (least: number, most: number) => least + Math.floor(real() * (most - least + 1));
  return {
    real,
    int,
    pick: (from) => at(from, int(0, from.length - 1)),
    odds: (share) => real() < share,
    weighed: (weights) => weighed(weights, real()),
    sample: (count, below) => sample(count, below, int),
    id: (instant) => {
      const time = Date.parse(instant).toString(16).padStart(12, "0");
      const variant = ((word() & 0x3fff) | 0x8000).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(word(), 3)}-${variant}-${hex(word(), 4)}${hex(word(), 8)}`;
    },
  };
}

/** The element at an index that is known to be inside. */
export function at<Item>(list: readonly Item[], index: number): Item {
  if (index < 0 || index >= list.length) throw new RangeError(`no element ${index} of ${list.length}`);
  return list[index] as Item; // the bounds have just been checked
}

function weighed(weights: readonly number[], real: number): number {
  let left = real * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found < 0 ? weights.length - 1 : found;
}

function sample(count: number, below: number, int: Chance["int"]): number[] {
  if (count > below) throw new RangeError(`cannot choose ${count} of ${below}`);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(int(0, below - 1));
  return [...chosen].sort((a, b) => a - b);
}

/** An instant on a day, minutes after midnight in Asia/Shanghai (UTC+8, no summer time since 1991). */
export function instantAt(day: Day, minutes: number, seconds = 0): string {
  const time = [Math.floor(minutes / 60), minutes % 60, seconds].map((part) => String(part).padStart(2, "0")).join(":");
  return new Date(`${day}T${time}+08:00`).toISOString();
}
