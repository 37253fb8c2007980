// How demonstration records are put: stories of steps somebody takes on a day, and the ground they happen on.
import type { Calendar } from "#kernel/calendar";
import type { Day } from "#kernel/clock";
import type { Actor } from "#kernel/permissions";
import type { Chance } from "./chance.ts";

/** A step that is taken: by whom, when it was recorded, and what was answered (`on` in the input: the day it is said to have happened). */
export interface Move {
  step: string;
  at: string;
  today: Day;
  actor: Actor;
  input: Record<string, unknown>;
}

/** The life of one record. */
export interface Story {
  /** The kind of record: "case", "committee" … */
  record: string;
  id: string;
  moves: Move[];
}

export interface Village {
  code: string;
  name: string;
}

/** A township with its office, villages and the people who write its records down. */
export interface Township {
  code: string;
  name: string;
  office: string;
  villages: Village[];
  chief: Actor;
  /** The account of a mediator who works here, where there is one. */
  mediator?: Actor | undefined;
}

/** Where and among whom a bureau's stories happen. */
export interface Ground {
  bureau: number;
  /** The county as it is called in names of committees. */
  county: string;
  townships: Township[];
  /** Somebody of the section that guides mediation. */
  section: Actor;
  citizen: Actor;
  /** The day the registers and what was under way were entered. */
  start: Day;
  /** The bureau's present day. */
  today: Day;
  calendar: Calendar;
  chance: Chance;
  /** The next invented person: identity number and telephone follow from it. */
  nextPerson(): number;
}
