// The one place where time and fresh ids come from.
import { v7 } from "uuid";

/** A calendar day in Asia/Shanghai, written YYYY-MM-DD. */
export type Day = string;

/** Where "now" and "today" come from; a fixed day makes demonstrations and checks repeatable. */
export interface Clock {
  /** The instant, ISO 8601 in UTC. */
  now(): string;
  /** The day in the bureau's zone, Asia/Shanghai. */
  today(): Day;
}

const shanghai = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });
const shanghaiTime = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The machine's clock; with `fixedDay` it stands on that day while the time of day goes on. */
export function systemClock(fixedDay?: Day): Clock {
  return {
    now: () => (fixedDay === undefined ? new Date().toISOString() : onDay(fixedDay)),
    today: () => fixedDay ?? shanghai.format(new Date()),
  };
}

/** The present time of day laid on another day, as an ISO instant. */
export function onDay(day: Day): string {
  return new Date(`${day}T${shanghaiTime.format(new Date())}+08:00`).toISOString();
}

/** Milliseconds since some fixed moment, for measuring spans only. */
export function ticks(): number {
  return performance.now();
}

/** A new UUIDv7: made by whoever creates the row, ordered by time, within a millisecond too. */
export function newId(): string {
  return v7();
}

/** `days` after (or, negative, before) a day. */
export function plusDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}
