// For the tests only: a count made from the definitions alone, on a calendar laid out day by day. It shares nothing with the engine.

// The State Council's notices, as printed: weekdays off / weekend days worked.
const NOTICES: Record<number, [string, string]> = {
  2020: ["01-01 01-24 01-27~31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 10-02 10-05~08", "01-19 04-26 05-09 06-28 09-27 10-10"],
  2021: ["01-01 02-11 02-12 02-15~17 04-05 05-03~05 06-14 09-20 09-21 10-01 10-04~07", "02-07 02-20 04-25 05-08 09-18 09-26 10-09"],
  2022: ["01-03 01-31 02-01~04 04-04 04-05 05-02~04 06-03 09-12 10-03~07", "01-29 01-30 04-02 04-24 05-07 10-08 10-09"],
  2023: ["01-02 01-23~27 04-05 05-01~03 06-22 06-23 09-29 10-02~06", "01-28 01-29 04-23 05-06 06-25 10-07 10-08"],
  2024: ["01-01 02-12~16 04-04 04-05 05-01~03 06-10 09-16 09-17 10-01~04 10-07", "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"],
  2025: ["01-01 01-28~31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01~03 10-06~08", "01-26 02-08 04-27 09-28 10-11"],
  2026: ["01-01 01-02 02-16~20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05~07", "01-04 02-14 02-28 05-09 09-20 10-10"],
};

// A calendar laid out day by day from Monday 2018-01-01: no date library, no division.
/** A day in its parts. */
export interface PlainDay {
  text: string;
  year: number;
  month: number;
  day: number;
  weekday: number;
}
const two = (n: number) => String(n).padStart(2, "0");
const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLength = (year: number, month: number) => (month === 2 ? (leap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
/** Every day from 2018 to 2047. */
export const DAYS: PlainDay[] = [];
for (let year = 2018, weekday = 1; year <= 2047; year += 1) {
  for (let month = 1; month <= 12; month += 1) {
    for (let day = 1; day <= monthLength(year, month); day += 1) {
      DAYS.push({ text: `${year}-${two(month)}-${two(day)}`, year, month, day, weekday });
      weekday = weekday === 7 ? 1 : weekday + 1;
    }
  }
}
const indexOf = new Map(DAYS.map((day, index) => [day.text, index]));
/** The day at a position. */
export const at = (index: number): PlainDay => DAYS[index] ?? { text: "outside", year: 0, month: 0, day: 0, weekday: 0 };
/** The position of a day. */
export const index = (text: string): number => indexOf.get(text) ?? -1;

function listed(year: number, days: string): string[] {
  return days.split(" ").flatMap((part) => {
    const [first = "", last] = part.split("~");
    const start = index(`${year}-${first}`);
    const count = last === undefined ? 1 : Number(last) - Number(first.slice(3)) + 1;
    return Array.from({ length: count }, (_, n) => at(start + n).text);
  });
}
const OFF = new Set(Object.entries(NOTICES).flatMap(([year, [off]]) => listed(Number(year), off)));
const WORK = new Set(Object.entries(NOTICES).flatMap(([year, [, work]]) => listed(Number(year), work)));
/** Whether nobody works that day. */
export const isRest = (day: PlainDay) => !WORK.has(day.text) && (day.weekday >= 6 || OFF.has(day.text));

/** The last day of a limit in the notation of the second reading. */
export function naive(limit: string, from: string): string {
  const start = index(from);
  if (limit.startsWith("@")) {
    const shift = limit.startsWith("@<") ? 1 : 0;
    let n = start;
    while (at(n + shift).text.slice(5) !== limit.replace(/^@<?/, "")) n += 1;
    return at(n).text;
  }
  const [, term, before, digits, unit = ""] = /^(T?)(-?)(\d+)([NWMYHnmy])$/.exec(limit) ?? [];
  const amount = Number(digits);
  const step = before === "-" ? -1 : 1;
  let end = start;
  if (unit === "W") for (let left = amount; left > 0; left -= isRest(at(end)) ? 0 : 1) end += step;
  else if (unit === "H") end = start + amount / 24;
  else if ("Nn".includes(unit)) end = start + step * amount;
  else end = monthsAway(at(start), step * ("Yy".includes(unit) ? 12 * amount : amount));
  if (term === "T") end -= 1;
  else if (step === 1 && "NMY".includes(unit)) while (isRest(at(end))) end += 1;
  return at(end).text;
}

function monthsAway(day: PlainDay, months: number): number {
  let { year, month } = day;
  for (let left = Math.abs(months); left > 0; left -= 1) {
    month += Math.sign(months);
    if (month === 13) [year, month] = [year + 1, 1];
    if (month === 0) [year, month] = [year - 1, 12];
  }
  return index(`${year}-${two(month)}-${two(Math.min(day.day, monthLength(year, month)))}`);
}
