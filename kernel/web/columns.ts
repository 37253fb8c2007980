// Which columns of a list fit on the screen: the first ones that fit, or those the person has chosen.
import type { Field } from "./fields.ts";

const widths: Partial<Record<Field["widget"], number>> = { day: 116, money: 140, number: 92, "yes-no": 76, township: 130, village: 150, long: 260, phone: 140, identity: 190 };

/** The width a column wants, in pixels. */
export function widthOf(field: Field): number {
  const head = 26 + 15 * field.title.length;
  if (field.widget === "choice") {
    const longest = Math.max(0, ...Object.values(field.words ?? {}).map((word) => word.length));
    return Math.max(head, Math.min(180, 26 + 15 * longest));
  }
  return Math.max(head, widths[field.widget] ?? 170);
}

/** The columns to show in `room` pixels: the first always, then in order whatever still fits, skipping none. */
export function fitting(fields: Field[], room: number): string[] {
  let used = 0;
  const shown: string[] = [];
  for (const field of fields) {
    used += widthOf(field);
    if (shown.length > 0 && used > room) break;
    shown.push(field.name);
  }
  return shown;
}

/** Numbers and amounts stand on the right. */
export function isNumeric(field: Field): boolean {
  return field.widget === "money" || field.widget === "number";
}
