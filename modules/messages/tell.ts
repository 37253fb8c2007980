// What follows a step that tells somebody: a message in the inbox of every owner of the record, or of everybody with a post in its offices.
import type { ClientBase } from "pg";
import { z } from "zod";
import { newId, onDay, systemClock } from "#kernel/clock";
import { join, sql } from "#kernel/db";
import { bureauStatement, holders } from "#modules/offices";

type Client = Pick<ClientBase, "query">;

/** An effect as the worker hands it over: `id` makes a second delivery harmless. */
export interface Effect {
  id: string;
  bureau_id: number;
  payload: unknown;
}

const Tell = z.object({
  whom: z.enum(["owners", "office"]),
  words: z.string(),
  type: z.string(),
  title: z.string(),
  /** Who took the step: knows it already. */
  by: z.uuid().optional(),
  channel: z.enum(["inbox", "sms"]).default("inbox"),
  record: z.looseObject({ bureau_id: z.number().int(), id: z.uuid(), offices: z.array(z.uuid()), owners: z.array(z.uuid()) }),
});
type Tell = z.infer<typeof Tell>;

/** Fills {column} from the record; an absent one is left out. */
export function fillIn(words: string, record: Record<string, unknown>): string {
  return words.replaceAll(/\{([a-z_]+)\}/g, (_, column: string) => {
    const value = record[column];
    return value === null || value === undefined ? "" : Array.isArray(value) ? value.join("、") : String(value);
  });
}

/** Handles the kernel's effect "tell". With channel sms, a row for sending waits beside the one in the inbox. */
async function tell(ownerClient: Client, effect: Effect): Promise<void> {
  const told = Tell.parse(effect.payload);
  const { rows } = await ownerClient.query<{ stands_on: string | null }>(bureauStatement(effect.bureau_id));
  const clock = systemClock();
  const stands = rows[0]?.stands_on ?? null;
  const accounts = (await readers(ownerClient, told, stands ?? clock.today())).filter((account) => account !== told.by);
  const channels = told.channel === "sms" ? (["inbox", "sms"] as const) : (["inbox"] as const);
  const at = stands === null ? clock.now() : onDay(stands);
  const lines = accounts.flatMap((account) => channels.map((channel) => ({ account, channel })));
  if (lines.length === 0) return;
  const body = fillIn(told.words, told.record);
  const values = lines.map(
    ({
      account,
      channel,
    }) => sql`(${effect.bureau_id}::int, ${newId()}::uuid, ${channel === "sms" ? "waiting" : "unread"}, ${[account]}::uuid[], ${at}::timestamptz,
    ${account}::uuid, ${told.title}, ${body}, ${told.type}, ${told.record.id}::uuid, ${channel}, ${effect.id}::uuid)`,
  );
  await ownerClient.query(sql`insert into messages.message (bureau_id, id, state, owners, created_at, account_id, title, body, subject, subject_id, channel, effect_id)
    values ${join(values, ", ")} on conflict (bureau_id, effect_id, account_id, channel) do nothing`);
}

async function readers(client: Client, told: Tell, day: string): Promise<string[]> {
  if (told.whom === "owners") return [...new Set(told.record.owners)];
  const { rows } = await client.query<{ account_id: string }>(holders(told.record.bureau_id, day, { offices: told.record.offices }));
  return [...new Set(rows.map((row) => row.account_id))];
}

/** Handlers by kind of effect, for the worker. */
export const messageEffects = { tell };
