// The file in the data directory that keeps the passwords of demonstration accounts: written at first start, read by the sign-in page.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { roleLabel } from "#modules/offices";

const Entry = z.object({
  bureau: z.number().int(),
  bureauName: z.string(),
  account: z.uuid(),
  login: z.string(),
  name: z.string(),
  role: z.string(),
  office: z.string(),
  password: z.string(),
});
export type DemoEntry = z.infer<typeof Entry>;

/** One bureau's demonstration accounts as the sign-in page shows them. */
export interface DemoGroup {
  bureau: number;
  bureauName: string;
  accounts: (DemoEntry & { label: string })[];
}

const fileOf = (dataDir: string) => join(dataDir, "demo-accounts.json");

/** Reads the file; empty when there is none. */
export function readDemoFile(dataDir: string): DemoEntry[] {
  return existsSync(fileOf(dataDir)) ? z.array(Entry).parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8"))) : [];
}

/** Writes the file so that only its owner reads it, whole or not at all. */
export function writeDemoFile(dataDir: string, entries: readonly DemoEntry[]): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${fileOf(dataDir)}.new`;
  writeFileSync(draft, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, fileOf(dataDir));
}

/** The accounts by bureau: the bureau that lives in the present (999901) first, then by code. */
export function demoEntries(dataDir: string): DemoGroup[] {
  const groups = Map.groupBy(readDemoFile(dataDir), (entry) => entry.bureau);
  const order = [...groups.keys()].sort((a, b) => Number(b === 999_901) - Number(a === 999_901) || a - b);
  return order.map((bureau) => {
    const entries = groups.get(bureau) ?? [];
    return {
      bureau,
      bureauName: entries[0]?.bureauName ?? "",
      accounts: entries.map((entry) => ({ ...entry, label: roleLabel(entry.role) })),
    };
  });
}
