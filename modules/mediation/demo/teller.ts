// What the telling of a case draws on, and how its sentences are filled in.
import { at, type Chance } from "./chance.ts";
import type { WorkingDays } from "./days.ts";
import type { Outline } from "./outlines.ts";
import type { Plan } from "./plans.ts";
import type { Registers } from "./registers.ts";
import type { Ground } from "./story.ts";

/** Everything a case's telling draws on. */
export interface Teller {
  plan: Plan;
  ground: Ground;
  days: WorkingDays;
  registers: Registers;
  chance: Chance;
  /** Persons who already were parties, by township: some quarrel twice. */
  met: Map<string, Party[]>;
}

/** A party as a form takes it. */
export interface Party {
  role: "applicant" | "respondent" | "third";
  name: string;
  id_number?: string;
  phone?: string;
  address?: string;
}

/** Fills a sentence: parties, money, a small number, a month, one of several words. */
export function worded(text: string, outline: Outline, { chance }: Teller, names: readonly string[] = ["申请人", "被申请人"]): string {
  const yuan = outline.amount > 0 ? outline.amount / 100 : chance.int(2, 40) * 50;
  return text
    .replaceAll(/\{([^{}|]+(?:\|[^{}|]+)+)\}/g, (_, words: string) => chance.pick(words.split("|")))
    .replaceAll("{甲}", at(names, 0))
    .replaceAll("{乙}", at(names, 1))
    .replaceAll("{元}", String(yuan))
    .replaceAll("{数}", () => String(chance.int(2, 9)))
    .replaceAll("{月}", () => `${Number(outline.day.slice(0, 4)) - 1}年${chance.int(7, 12)}月`);
}
