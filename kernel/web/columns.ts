// Which columns of a list fit on the screen: the first ones that fit, or those the person has chosen.
import type { Field } from "./fields.ts";

const widths: Partial<Record<Field["widget"], number>> = {
  day: 116,
  money: 140,
  number: 92,
  "yes-no": 76,
  township: 130,
  village: 150,
  long: 260,
  phone: 140,
  identity: 190,
};

/** The width of a text on the screen, in pixels: 15 px a Chinese character, about half for the rest. */
function textWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 15 : 8.5), 26);
}

/** The width a column wants, in pixels, for these values: short texts get what they need, long ones are cut. */
export function widthOf(field: Field, values: unknown[] = []): number {
  const head = textWidth(field.title);
  if (field.widget === "text" || field.widget === "record")
    return Math.max(head, Math.min(230, Math.max(80, ...values.map((value) => (typeof value === "string" ? textWidth(value) : 0)))));
  if (field.widget === "choice") {
    const longest = Math.max(0, ...Object.values(field.words ?? {}).map((word) => word.length));
    return Math.max(head, Math.min(180, 26 + 15 * longest));
  }
  return Math.max(head, widths[field.widget] ?? 170);
}

/** The columns to show in `room` pixels: the first always, then in order whatever still fits, skipping none. */
export function fitting(fields: Field[], room: number, wants: (field: Field) => number): string[] {
  let used = 0;
  const shown: string[] = [];
  for (const field of fields) {
    used += wants(field);
    if (shown.length > 0 && used > room) break;
    shown.push(field.name);
  }
  return shown;
}

/** Numbers and amounts stand on the right. */
export function isNumeric(field: Field): boolean {
  return field.widget === "money" || field.widget === "number";
}
