// Who looked at what: views reach the history in batches after the answer, so that looking costs the reader nothing.
import type { Pool } from "pg";
import { newId } from "./clock.ts";
import { historyInsert } from "./history.ts";
import type { RecordRow, RecordType } from "./lifecycle.ts";
import { lineOf, subjectOf } from "./lifecycle.ts";
import type { StepSite } from "./step.ts";

/** Collects views and writes them when `flush` is called (every second by the worker, and at shutdown). */
export interface ViewLog {
  /** Notes that a record was read in some way: opened, printed, or sensitive fields revealed for a reason; without a row, that a list was exported. */
  note(
    site: StepSite,
    type: RecordType,
    row: RecordRow | undefined,
    what: { action: "view" | "print" | "export" | "reveal"; summary: string; detail?: Record<string, unknown> },
  ): void;
  flush(): Promise<void>;
}

/** A log over the owner's pool. Holds at most some thousand entries; beyond that it writes at once. */
export function viewLog(owner: Pool): ViewLog {
  let waiting: Parameters<typeof historyInsert>[0][] = [];
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    for (let at = 0; at < batch.length; at += 100) {
      await write(owner, batch.slice(at, at + 100)).catch((error: Error) => {
        waiting.unshift(...batch.slice(at)); // a database that is away for a moment loses no view
        throw error;
      });
    }
  };
  return {
    flush,
    note: (site, type, row, what) => {
      waiting.push({
        bureau_id: row?.bureau_id ?? site.actor.bureau,
        id: newId(),
        at: site.now,
        on_day: site.today,
        actor_id: site.actor.id,
        actor_name: site.actor.name,
        actor_role: site.actor.posts.map((post) => post.role).join(","),
        subject: subjectOf(type),
        line: lineOf(type),
        subject_id: row?.id ?? null,
        action: what.action,
        version: row?.version ?? null,
        summary: storable(what.summary),
        detail: JSON.parse(JSON.stringify(what.detail ?? {}), (_, value: unknown) => (typeof value === "string" ? storable(value) : value)),
        offices: row?.offices ?? [],
        owners: row?.owners ?? [site.actor.id],
      });
      if (waiting.length >= 2000) flush().catch(report);
    },
  };
}

/** What PostgreSQL can keep: a text it refuses would take the other views of its batch with it. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}

/** Writes entries in one transaction. When some are there already (their commit's answer was lost), the others are written one by one. */
async function write(owner: Pool, entries: Parameters<typeof historyInsert>[0][]): Promise<void> {
  const known = await together(owner, entries).then(
    () => false,
    (error: Error & { code?: string }) => (error.code === "23505" ? true : Promise.reject(error)),
  );
  if (known && entries.length > 1) for (const entry of entries) await write(owner, [entry]);
}

async function together(owner: Pool, entries: Parameters<typeof historyInsert>[0][]): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query("BEGIN");
    await Promise.all(entries.map((entry) => client.query({ name: "view", ...historyInsert(entry) })));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection itself may be lost; the pool then drops it
    throw error;
  } finally {
    client.release();
  }
}

function report(error: Error): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message: `views were not written: ${error.message}` })}\n`);
}
