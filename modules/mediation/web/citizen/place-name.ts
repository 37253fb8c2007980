// Names for the codes of a township and a village: the place, and the office that serves it.
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

/** The office that serves a township; 当地司法所 while it is not known. */
export function useOfficeName(township: string | undefined): string {
  const { answer } = useAnswer<{ offices: { name: string; division: string | null }[] }>(township ? "/api/v1/bureau" : undefined);
  return answer?.offices.find((office) => office.division === township)?.name ?? "当地司法所";
}
