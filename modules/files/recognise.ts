// What a file truly is, by its bytes; its name and the sender's word count for nothing.
import { unzipSync } from "fflate";
import { isRefused, type Refused } from "#kernel/lifecycle";
import { type Kind, refusals } from "./words.ts";

const starts: [Kind, readonly number[]][] = [
  ["pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["jpg", [0xff, 0xd8, 0xff]],
  ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["gif", [0x47, 0x49, 0x46, 0x38]],
];

/** The kind of a file's content, or why it is not taken. */
export function recognise(bytes: Uint8Array): Kind | Refused {
  if (bytes.length === 0) return refusals.empty;
  const found = starts.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
  if (found === "pdf") return Buffer.from(bytes.subarray(-4096)).includes("%%EOF") ? "pdf" : refusals.cut;
  if (found !== undefined) return found;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return packed(bytes);
  return isText(bytes) ? "txt" : refusals.unknown;
}

/** Word and Excel files are zip archives with certain entries; nothing is unpacked to look. */
function packed(bytes: Uint8Array): Kind | Refused {
  const names = entryNames(bytes);
  if (isRefused(names)) return names;
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) return refusals.macros;
  if (!names.includes("[Content_Types].xml")) return refusals.unknown;
  if (names.includes("word/document.xml")) return "docx";
  return names.includes("xl/workbook.xml") ? "xlsx" : refusals.unknown;
}

function entryNames(bytes: Uint8Array): string[] | Refused {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        names.push(entry.name);
        return false;
      },
    });
    return names;
  } catch {
    return refusals.cut;
  }
}

/** Text in UTF-8 or GB 18030 without control characters. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) || byte === 0x7f))
    return false;
  return ["utf-8", "gb18030"].some((encoding) => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes) !== "";
    } catch {
      return false;
    }
  });
}
