// One-time passwords and new tokens wait here, in memory only, for whoever made them: fetched once, within ten minutes, by nobody else.
import { ticks } from "#kernel/clock";

interface Slip {
  text: string;
  by: string;
  until: number;
}

const waiting = new Map<string, Slip>();
const key = (bureau: number, id: string) => `${bureau}/${id}`;

/** Leaves a slip for its maker; a later one for the same record takes its place. */
export function leaveSlip(bureau: number, id: string, slip: { text: string; by: string }): void {
  for (const [old, one] of waiting) if (one.until < ticks()) waiting.delete(old);
  waiting.set(key(bureau, id), { ...slip, until: ticks() + 600_000 });
}

/** Takes a slip; undefined when there is none, it is too old, or it was left for somebody else. */
export function takeSlip(bureau: number, id: string, by: string): string | undefined {
  const slip = waiting.get(key(bureau, id));
  if (slip === undefined || slip.by !== by) return undefined;
  waiting.delete(key(bureau, id));
  return slip.until < ticks() ? undefined : slip.text;
}
