// The name of a township and village from their codes, read from the divisions below the bureau.
import type { Division } from "./answers.ts";
import { useAnswer, useShell } from "./shell.ts";

/** 青石镇石桥村委会; empty while it is not known. */
export function usePlaceName(township: string | undefined, village: string | null | undefined): string {
  const { account } = useShell();
  const townships = useAnswer<{ items: Division[] }>(township ? `/api/v1/divisions?parent=${account.bureau}` : undefined);
  const villages = useAnswer<{ items: Division[] }>(township && village ? `/api/v1/divisions?parent=${township}` : undefined);
  const nameIn = (items: Division[] | undefined, code: string | null | undefined) => items?.find((one) => one.code === code)?.name ?? "";
  return `${nameIn(townships.answer?.items, township)}${nameIn(villages.answer?.items, village)}`;
}
