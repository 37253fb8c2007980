// The spans of days that figures and reports are asked for, as people write them.
import type { Day } from "./clock.ts";

/** Days from `from` to `to`, both included. */
export interface Period {
  from: Day;
  to: Day;
}

/** Reads a period as people write it: 2020, 2020H1, 2020Q3, 2020-03, 2020-01-01..2020-06-30, 2020-05-31. Undefined when it is none. */
export function parsePeriod(text: string): Period | undefined {
  const range = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text);
  if (range?.[1] !== undefined && range[2] !== undefined)
    return isDay(range[1]) && isDay(range[2]) && range[1] <= range[2] ? { from: range[1], to: range[2] } : undefined;
  if (isDay(text)) return { from: text, to: text };
  const parts = /^(\d{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(text);
  if (parts === null) return undefined;
  const [, year, half, quarter, month] = parts;
  const first =
    half !== undefined ? (Number(half) - 1) * 6 + 1 : quarter !== undefined ? (Number(quarter) - 1) * 3 + 1 : Number(month ?? 1);
  const months = half !== undefined ? 6 : quarter !== undefined ? 3 : month !== undefined ? 1 : 12;
  const from = Temporal.PlainDate.from({ year: Number(year), month: first, day: 1 });
  return { from: from.toString(), to: from.add({ months }).subtract({ days: 1 }).toString() };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

/** The same days one year before; whole months stay whole, also where the February of one year is longer. */
export function yearBefore(period: Period): Period {
  const [from, to] = [Temporal.PlainDate.from(period.from), Temporal.PlainDate.from(period.to)];
  const last = to.subtract({ years: 1 });
  const whole = from.day === 1 && to.day === to.daysInMonth;
  return { from: from.subtract({ years: 1 }).toString(), to: (whole ? last.with({ day: last.daysInMonth }) : last).toString() };
}
