// The nouns of files: which types are taken, how a name is cleaned. Pure; the browser loads it too.
import { type Refused, refuse } from "#kernel/lifecycle";

/** A type of file that is taken: its endings, the first of them for names without one, and whether a browser may show it. */
export interface FileKind {
  label: string;
  mediaType: string;
  endings: readonly [string, ...string[]];
  shown: "inline" | "attachment";
}

export const kinds = {
  pdf: { label: "PDF", mediaType: "application/pdf", endings: ["pdf"], shown: "inline" },
  jpg: { label: "JPG图片", mediaType: "image/jpeg", endings: ["jpg", "jpeg"], shown: "inline" },
  png: { label: "PNG图片", mediaType: "image/png", endings: ["png"], shown: "inline" },
  gif: { label: "GIF图片", mediaType: "image/gif", endings: ["gif"], shown: "attachment" },
  docx: {
    label: "Word文档",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    endings: ["docx"],
    shown: "attachment",
  },
  xlsx: {
    label: "Excel表格",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    endings: ["xlsx"],
    shown: "attachment",
  },
  txt: { label: "文本", mediaType: "text/plain", endings: ["txt"], shown: "attachment" },
} as const satisfies Record<string, FileKind>;
export type Kind = keyof typeof kinds;

/** Bytes a file may have. */
export const mostBytes = 20_000_000;

const taken = "可上传PDF、JPG、PNG、GIF、Word（docx）、Excel（xlsx）和文本（txt）文件";
export const refusals = {
  tooLarge: refuse("too-large", `文件超过${mostBytes / 1_000_000}MB，请压缩或拆分后再上传。`),
  empty: refuse("empty-file", "文件是空的，请重新选择。"),
  unknown: refuse("bad-file", `不能识别这个文件的内容，${taken}；旧版doc、xls文件请另存为docx、xlsx。`),
  macros: refuse("bad-file", "文档中含有宏，不能上传；请另存为不含宏的docx或xlsx文件。"),
  cut: refuse("bad-file", "文件不完整，可能是传输中断或已损坏，请重新选择文件上传。"),
} as const;

/** Why a file so named is not taken with this content. */
export function judgeName(name: string, kind: Kind): Refused | undefined {
  const ending = endingOf(name);
  const { endings, label }: FileKind = kinds[kind];
  if (ending === "" || endings.includes(ending)) return undefined;
  return refuse("bad-file", `文件名是“.${ending}”，内容却是${label}，两者不符，已拒绝；请用正确的文件重新上传。`);
}

/** The name a file is kept under: no path, no control or direction characters, not hidden, at most 120 characters, with an ending that fits. */
export function cleanName(given: string, kind: Kind): string {
  const last = given.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replace(/^[\s.]+/, "")
    .replace(/[\s.]+$/, "");
  const ending = endingOf(plain) || kinds[kind].endings[0];
  const stem = endingOf(plain) === "" ? plain : plain.slice(0, -(ending.length + 1));
  return `${[...stem].slice(0, 120 - ending.length - 1).join("") || "附件"}.${ending}`;
}

function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
