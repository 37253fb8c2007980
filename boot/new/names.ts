// How a new line of work may be called, and the identifiers that follow from its name.

const structureSays = "utils util helpers helper common shared lib misc constants types";
/** Folders of the product, doors and files beside the modules, and schemas that PostgreSQL or the kernel already has. */
const taken = "all web kernel zs law apps boot bench demo architecture journeys public testing module modules information-schema";
// Reserved key words of PostgreSQL (a schema cannot be called so) and of JavaScript (a variable cannot).
const ofSql =
  "all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column concurrently constraint create cross default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select similar some symmetric table tablesample then to trailing true union unique user using variadic verbose when where window with";
const ofScript =
  "arguments await break catch class const continue debugger delete enum eval export extends finally function if implements import instanceof interface let new package private protected return static super switch this throw try typeof undefined var void while yield record sees passages indicators register matter define";

const split = (words: string): Set<string> => new Set(words.split(" "));
const empty = split(structureSays);
const reserved = split(`${taken} ${ofSql} ${ofScript}`);

/** Why a line of work may not be called so; `present` are the names of the entries of modules/. */
export function badName(name: string, present: readonly string[]): string | undefined {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
    return `“${name}”不能作模块名：请用小写英文单词，单词之间用短横连接，不用数字和下划线，例如 notary、legal-aid。`;
  }
  if (name.length < 3 || name.length > 30) return `“${name}”不能作模块名：请用3至30个字母，写全称，不用缩写。`;
  if (present.includes(name)) return `已经有 modules/${name} 这个模块了，请换一个名称；要重新来过，请先删除该目录和它在各清单中的一行。`;
  const hollow = name.split("-").find((word) => empty.has(word));
  if (hollow !== undefined) return `“${name}”不能作模块名：“${hollow}”没有说明业务内容，请用业务的名称。`;
  if (reserved.has(name) || name.startsWith("pg-")) return `“${name}”是程序或数据库的保留字，不能作模块名，请换一个更具体的名称。`;
  return undefined;
}

/** Why a Chinese name will not do. */
export function badLabel(label: string): string | undefined {
  if (label === "") return "请在英文名后写上这项业务的中文名，例如：npm run new lay-assessors 人民陪审员选任。";
  if (/^[\p{Script=Han}（）、·]{2,20}$/u.test(label)) return undefined;
  return `“${label}”不能作业务名称：请用2至20个汉字，不含空格、引号和数字，例如 公证、人民陪审员选任。`;
}

/** The variable and the database schema of a module. */
export function identifiers(name: string): { camel: string; schema: string } {
  return { camel: name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), schema: name.replaceAll("-", "_") };
}
