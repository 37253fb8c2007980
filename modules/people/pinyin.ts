// Pinyin of names, by which search finds them. Server only: the dictionary of pinyin-pro must not reach the browser.
import { pinyin } from "pinyin-pro";

/** Readings pinyin-pro does not have. */
const rare: Record<string, string> = { 𠮷: "ji" };

/** Whether the text begins with a surname (单 is shan, 解 is xie) or is plain text (单位 is danwei). */
export type Reading = "person" | "text";

/** Syllables without tones, ü as v; what is not Han stays together as it is, lower-case. */
function syllables(text: string, reading: Reading): string[] {
  const read = pinyin(text, {
    toneType: "none",
    type: "array",
    v: true,
    nonZh: "consecutive",
    surname: reading === "person" ? "head" : "off",
  });
  return read
    .flatMap((piece) => ([...piece].some((char) => char in rare) ? [...piece].map((char) => rare[char] ?? char) : piece.split(/\s+/)))
    .map((piece) => piece.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""))
    .filter((piece) => piece !== "");
}

/** First letters: 单雄信 → sxx; of Latin words their first letters, of numbers all digits. */
export function pinyinInitials(text: string, reading: Reading = "person"): string {
  return syllables(text, reading)
    .map((piece) => (/^\p{N}+$/u.test(piece) ? piece : ([...piece][0] ?? "")))
    .join("");
}

/** Full pinyin in one word, no tones: 吕布 → lvbu. */
export function fullPinyin(text: string, reading: Reading = "person"): string {
  return syllables(text, reading).join("");
}

/** The words a name is found by, for `RecordType.words`: itself, its initials and its full pinyin. */
export function nameWords(name: string, reading: Reading = "person"): string[] {
  return [name, pinyinInitials(name, reading), fullPinyin(name, reading)];
}
