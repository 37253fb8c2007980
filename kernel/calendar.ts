// Working days: which days are rest days, and how to add, roll and count over them.
import { type Day, plusDays } from "./clock.ts";

/** H hours, ND calendar days, WD working days, M months, Y years, DATE a fixed day of every year. */
export type Unit = "H" | "ND" | "WD" | "M" | "Y" | "DATE";

/** Days off on weekdays and working days on weekends, for the years whose State Council notice is known. Outside those years Monday to Friday count. */
export interface Calendar {
  years: ReadonlySet<number>;
  off: ReadonlySet<Day>;
  work: ReadonlySet<Day>;
}

/** True for a real day written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)) return false;
  return Number(text.slice(8)) <= Temporal.PlainYearMonth.from(text.slice(0, 7)).daysInMonth;
}

/** The year a day lies in. */
export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** Whether the calendar of the day's year is known. */
export const covers = (calendar: Calendar, day: Day): boolean => calendar.years.has(yearOf(day));

/** A working day: Monday to Friday unless off, and weekend days moved to work by the yearly notice. */
export const isWorkday = (calendar: Calendar, day: Day): boolean =>
  calendar.work.has(day) || (Temporal.PlainDate.from(day).dayOfWeek <= 5 && !calendar.off.has(day));

/** Calendar days from one day to another; negative when `to` comes first. */
export const daysBetween = (from: Day, to: Day): number => Temporal.PlainDate.from(from).until(to, { largestUnit: "day" }).days;

/** The `count`-th working day after the day, or before it when negative; the day itself does not count. */
export function plusWorkdays(calendar: Calendar, day: Day, count: number): Day {
  const direction = Math.sign(count);
  let at = day;
  for (let left = Math.abs(count); left > 0; ) {
    at = plusDays(at, direction);
    if (isWorkday(calendar, at)) left -= 1;
  }
  return at;
}

/** The day `amount` units later, or earlier when negative: for months and years the corresponding day, else the month's last (民法典第202条). */
export function plus(calendar: Calendar, day: Day, amount: number, unit: Unit): Day {
  if (unit === "WD") return plusWorkdays(calendar, day, amount);
  if (unit !== "M" && unit !== "Y") return plusDays(day, amount);
  const months = unit === "Y" ? amount * 12 : amount;
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

/** The day itself when it is a working day, else the first working day after it (末日是法定休假日的顺延). */
export const rollForward = (calendar: Calendar, day: Day): Day => (isWorkday(calendar, day) ? day : plusWorkdays(calendar, day, 1));

/** Working days after `from` up to and including `to`. */
export function countWorkdays(calendar: Calendar, from: Day, to: Day): number {
  let count = 0;
  for (let at = plusDays(from, 1); at <= to; at = plusDays(at, 1)) if (isWorkday(calendar, at)) count += 1;
  return count;
}

/** The notice's own days after `from` up to and including `to`: weekdays off and weekend days worked, in order. */
export function noticeDays(calendar: Calendar, from: Day, to: Day): { day: Day; is: "放假" | "上班" }[] {
  const inside = (days: ReadonlySet<Day>) => [...days].filter((day) => day > from && day <= to);
  const off = inside(calendar.off).map((day) => ({ day, is: "放假" as const }));
  const work = inside(calendar.work).map((day) => ({ day, is: "上班" as const }));
  return [...off, ...work].sort((a, b) => a.day.localeCompare(b.day));
}
