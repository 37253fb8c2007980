// Days as people read them: how long until a due day, and an instant on the bureau's wall clock.

/** Red: overdue; amber: due within seven days; green: later. */
export type Light = "red" | "amber" | "green";

function dayNumber(day: string): number {
  const [year = 0, month = 1, date = 1] = day.slice(0, 10).split("-").map(Number);
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

/** Calendar days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** How a due day stands today: its light, and the words that go with it. */
export function standing(due: string, today: string): { light: Light; words: string } {
  const left = daysBetween(today, due);
  if (left < 0) return { light: "red", words: `已超期${-left}天` };
  if (left === 0) return { light: "amber", words: "今天到期" };
  return { light: left <= 7 ? "amber" : "green", words: `还剩${left}天` };
}

/** 2026年3月9日. */
export function longDay(day: string): string {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

const wall = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** An instant on the bureau's wall clock: "2026-03-09 14:05". */
export function wallMinute(instant: string): string {
  const stamp = Date.parse(instant);
  if (Number.isNaN(stamp)) return instant;
  const part = Object.fromEntries(wall.formatToParts(stamp).map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}
