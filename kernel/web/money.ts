// Money as people write it (元, two decimals) and as it is stored (integer 分).

/** Reads an amount in 元 ("1,234.5", "１２元") as 分; undefined when it is not an amount. */
export function toFen(text: string): number | undefined {
  const plain = text.normalize("NFKC").replaceAll(/[,\s¥￥元]/g, "");
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (match === null) return undefined;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  if (!Number.isSafeInteger(fen)) return undefined;
  return match[1] === "-" ? -fen : fen;
}

/** An amount in 元 without separators, as one edits it: 123450 is "1234.5", whole amounts have no decimals. */
export function editYuan(fen: number): string {
  const [whole, cents] = parts(fen);
  const decimals = cents.replace(/0+$/, "");
  return `${whole}${decimals === "" ? "" : `.${decimals}`}`;
}

/** An amount as shown: 1234500 is "12,345.00元". */
export function showYuan(fen: number): string {
  const [whole, cents] = parts(fen);
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}.${cents}元`;
}

function parts(fen: number): [string, string] {
  const digits = String(Math.abs(Math.round(fen))).padStart(3, "0");
  return [`${fen < 0 ? "-" : ""}${digits.slice(0, -2)}`, digits.slice(-2)];
}
