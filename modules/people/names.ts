// Names of persons as certificates carry them: Han with rare characters, minority names with ·, Latin names of foreigners. Pure; the browser loads it too.
import { type Refused, refuse } from "#kernel/lifecycle";

const han = String.raw`[\p{Unified_Ideograph}〇\uF900-\uFAFF\u{2F800}-\u{2FA1F}]`;
const hanName = new RegExp(`^${han}+(?:·${han}+)*$`, "u");
const betweenHan = (middle: string) => new RegExp(`(?<=${han})${middle}(?=${han})`, "gu");
const dots = betweenHan(String.raw`\s*[•・･‧∙⋅᛫․.．。·]\s*`);
const gaps = betweenHan(String.raw`[\s\u200B-\u200D\uFEFF]+`);
const latinName = /^\p{Script=Latin}[\p{Script=Latin}\p{M}]*(?:[ .'’,-]+[\p{Script=Latin}\p{M}]+)*\.?$/u;
const mostHan = 30;
const mostLatin = 60;

/** A name in its one form: outer spaces and spaces between Han dropped, full-width Latin made half-width, every dot between Han made ·. */
export function tidyName(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .normalize("NFC")
    .replace(/^[\s\u200B-\u200D\uFEFF]+|[\s\u200B-\u200D\uFEFF]+$/g, "")
    .replace(dots, "·")
    .replace(gaps, "")
    .replace(/\s+/g, " ");
}

/** What a name never has, by character, with the sentence that says so; the first that applies is said. */
const strangers: readonly [RegExp, (char: string, place: number) => string][] = [
  [/\p{Cc}/u, () => "姓名中有看不见的控制字符，请删除后按证件重新录入。"],
  [/[?\uFFFD□*■]/u, (char, place) => `姓名第${place}个字是“${char}”，应是生僻字没有显示出来，请按证件用生僻字输入法录入。`],
  [/\p{Co}/u, (_, place) => `姓名第${place}个字是自造字，别的电脑显示不出来，请按证件用国家标准（GB 18030）中的生僻字录入。`],
  [/(?![0-9#])(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F)/u, () => "姓名中不能有表情符号，请按证件录入。"],
  [/(?!〇)\p{N}/u, (char) => `姓名中不能有数字“${char}”，请按证件录入；“〇”请用汉字。`],
  [/[()[\]【】〔〕{}]/u, () => "姓名中不能有括号，曾用名、别名、性别等请填在相应栏内。"],
  [/[、;/\\]/u, () => "姓名栏只填一个人，多人请分别登记。"],
];

function strangeIn(name: string): string | undefined {
  const chars = [...name];
  for (const [pattern, sentence] of strangers) {
    const at = chars.findIndex((char) => pattern.test(char));
    if (at >= 0) return sentence(chars[at] ?? "", at + 1);
  }
  return undefined;
}

function compositionTrouble(name: string, length: number): string {
  if (/^[·.]|[·.]$|··/.test(name)) return "间隔号“·”应在两个汉字之间，且不连用，请按证件录入。";
  if (new RegExp(han, "u").test(name) && /\p{Script=Latin}/u.test(name))
    return "姓名不能汉字与字母混用：中国公民按身份证填汉字，外国人按护照填字母。";
  return `姓名“${length > 12 ? `${[...name].slice(0, 12).join("")}…` : name}”中有姓名不用的符号或文字，请按证件录入汉字；外国人录入护照上的拉丁字母。`;
}

/** Checks a person's name and gives it in its one form: 2–30 Han characters (counted as characters, · included) or a Latin name of 2–60. */
export function checkName(text: string): string | Refused {
  const name = tidyName(text);
  const length = [...name].length;
  if (length === 0) return refuse("name-empty", "请填写姓名。");
  const strange = strangeIn(name);
  if (strange !== undefined) return refuse("name-strange", strange);
  const isHan = hanName.test(name);
  if (!isHan && !latinName.test(name)) return refuse("name-form", compositionTrouble(name, length));
  if (length < 2) return refuse("name-short", "姓名至少2个字，请按证件填写全名。");
  const most = isHan ? mostHan : mostLatin;
  if (length > most)
    return refuse("name-long", `姓名最多${most}个${isHan ? "字" : "字母"}，现为${length}个，请核对是否把别的内容填进了姓名栏。`);
  return name;
}
