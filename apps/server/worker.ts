// What goes on behind the answers: views are written, history is sealed, effects are done, the day's root is set down.
import { sql } from "#kernel/db";
import { dailyRoot, seal } from "../../boot/sealing.ts";
import type { Server } from "#kernel/http";
import { sweep } from "#kernel/sweep";
import type { EffectHandler } from "#kernel/module";
import type { PoolClient } from "pg";

const every = { views: 1_000, effects: 1_000, seal: 3_000, settings: 5_000, sweep: 60_000, root: 600_000 };

/** Starts the jobs; the answer stops them and waits until none is under way. Several workers on one database are harmless. */
export function startWorker(server: Server): () => Promise<void> {
  const handlers = new Map(server.modules.flatMap((module) => Object.entries(module.effects ?? {})));
  const stops = [
    repeat(every.views, () => server.views.flush()),
    repeat(every.effects, () => doEffects(server, handlers)),
    repeat(every.seal, () => withOwner(server, (client) => seal(client))),
    repeat(every.settings, () => server.refresh()),
    repeat(every.sweep, async () => sweep(server, await bureausToday(server))),
    repeat(every.root, async () => {
      const days = await bureausToday(server);
      await withOwner(server, async (client) => {
        for (const { bureau_id, today } of days) await dailyRoot(client, today, { bureau: bureau_id });
      });
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Every bureau with its own today: a demonstration bureau's clock stands. */
async function bureausToday(server: Server): Promise<{ bureau_id: number; name: string; today: string }[]> {
  const { rows } = await server.owner.query<{ bureau_id: number; name: string; stands_on: string | null }>(
    "select bureau_id, name, stands_on from offices.bureau order by bureau_id",
  );
  return rows.map(({ bureau_id, name, stands_on }) => ({ bureau_id, name, today: stands_on ?? server.clock.today() }));
}

function repeat(milliseconds: number, job: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const turn = () => {
    running = job()
      .catch(report)
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, milliseconds).unref();
      });
  };
  timer = setTimeout(turn, Math.min(milliseconds, 10_000)).unref();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

function report(error: Error & { code?: string }): void {
  if (["57P01", "57P03", "ECONNREFUSED"].includes(error.code ?? "")) return; // PostgreSQL restarts; the next turn finds it.
  process.stderr.write(`${JSON.stringify({ level: "error", message: error.message, stack: error.stack })}\n`);
}

async function withOwner<T>(server: Server, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await server.owner.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

interface Effect {
  bureau_id: number;
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  attempts: number;
}

/** Does the effects that wait: each in its own transaction with the row locked; a failed one is tried again later, ever more rarely. */
export async function doEffects(server: Server, handlers: Map<string, EffectHandler>): Promise<void> {
  await withOwner(server, async (client) => {
    const { rows } = await client.query<Effect>(
      "select bureau_id, id from kernel.effect where next_at <= now() and attempts < 20 order by next_at, bureau_id, id limit 200",
    );
    for (const { bureau_id, id } of rows) await doEffect(client, handlers, bureau_id, id);
  });
}

async function doEffect(client: PoolClient, handlers: Map<string, EffectHandler>, bureau: number, id: string): Promise<void> {
  await client.query("BEGIN");
  try {
    const { rows } = await client.query<Effect>("select * from kernel.effect where bureau_id = $1 and id = $2 for update skip locked", [
      bureau,
      id,
    ]);
    const effect = rows[0];
    const handler = handlers.get(effect?.kind ?? "");
    if (effect !== undefined && handler === undefined) throw new Error(`no handler for effect ${effect.kind}`);
    if (effect !== undefined && handler !== undefined) {
      await handler(client, effect);
      await client.query("delete from kernel.effect where bureau_id = $1 and id = $2", [bureau, id]);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const failed = sql`update kernel.effect set attempts = attempts + 1, next_at = now() + least(attempts + 1, 10) * interval '30 seconds', failed = ${error instanceof Error ? error.message : String(error)} where bureau_id = ${bureau} and id = ${id}`;
    await client.query(failed);
  }
}
