// The working days of a span as a list, so that a story can go forward by them quickly.
import type { Calendar } from "#kernel/calendar";
import { isWorkday } from "#kernel/calendar";
import { type Day, plusDays } from "#kernel/clock";
import { at } from "./chance.ts";

/** Working days in order. */
export interface WorkingDays {
  days: readonly Day[];
  /** The place of the first working day on or after a day (the last one, when there is none). */
  from(day: Day): number;
  /** The place of the last working day on or before a day (the first one, when there is none). */
  until(day: Day): number;
  /** The day at a place; places outside are taken to the nearest end. */
  at(place: number): Day;
}

/** Lists the working days from one day to another, both included. Working days of years without a notice are Monday to Friday. */
export function workingDays(calendar: Calendar, from: Day, to: Day): WorkingDays {
  const days: Day[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) if (isWorkday(calendar, day)) days.push(day);
  const first = (day: Day) => {
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(days, middle) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    days,
    from: (day) => Math.min(first(day), days.length - 1),
    until: (day) => Math.max(0, first(plusDays(day, 1)) - 1),
    at: (place) => at(days, Math.max(0, Math.min(place, days.length - 1))),
  };
}
