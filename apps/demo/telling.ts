// Telling stories: every move is taken by takeStep itself on a database of memory; what it writes is gathered and copied.
import type pg from "pg";
import type { LawBook } from "#kernel/lawbook";
import { isRefused } from "#kernel/lifecycle";
import type { RecordModule } from "#kernel/module";
import type { Secrets } from "#kernel/secrets";
import { takeStep } from "#kernel/step";
import type { Chance } from "../../modules/mediation/demo/chance.ts";
import type { Story } from "../../modules/mediation/demo/story.ts";
import { type Copying, startCopying } from "./copying.ts";
import { type Memory, openMemory, type Row } from "./memory.ts";
import { depthsOf, type Shapes, shapesOf } from "./shapes.ts";

/** Takes stories one after the other. */
export interface Telling {
  tell(story: Story): Promise<void>;
  /** Sends what is left and sets the gapless series to their last numbers. */
  finish(): Promise<void>;
}

/** What telling needs of a bureau. */
export interface Stage {
  client: pg.Client;
  bureau: number;
  /** The kinds of record by name. */
  records: ReadonlyMap<string, RecordModule>;
  book: LawBook;
  secrets: Secrets;
  chance: Chance;
  /** Effects of steps recorded at this instant or later wait for the worker; earlier ones were followed long ago. */
  effectsFrom: string | null;
}

const lookedUp = ["offices.bureau", "offices.office", "offices.post", "mediation.committee", "mediation.mediator"];

/** Begins telling in the open transaction of `stage.client`. A move that the product would refuse throws: demonstrations may not do what people may not. */
export async function beginTelling(stage: Stage): Promise<Telling> {
  const { client, bureau } = stage;
  const shapes = await shapesOf(client);
  const memory = openMemory(shapes, lookedUp);
  for (const table of lookedUp.slice(0, 3)) {
    const { rows } = await client.query<Row>(`select * from ${table} where bureau_id = $1`, [bureau]);
    memory.keep(table, rows);
  }
  const copying = startCopying(client, shapes, await depthsOf(client));
  let told = 0;
  return {
    tell: async (story) => {
      await tell(stage, memory, story);
      gather(stage, memory, copying, story);
      told += 1;
      if (told % 16 === 0) await new Promise((resolve) => setImmediate(resolve)); // lets what is being sent go on
      await copying.turn();
    },
    finish: async () => {
      await copying.finish();
      for (const [series, last] of memory.numbers) {
        await client.query("insert into kernel.number (bureau_id, series, last) values ($1, $2, $3)", [bureau, series, last]);
      }
    },
  };
}

async function tell(stage: Stage, memory: Memory, story: Story): Promise<void> {
  const { book, secrets } = stage;
  const record = stage.records.get(story.record);
  if (record === undefined) throw new Error(`no kind of record ${story.record}`);
  for (const { step, at, today, actor, input } of story.moves) {
    const site = { pool: memory.pool, actor, settings: "", today, now: at, book, secrets };
    const answer = await takeStep(site, record, { key: stage.chance.id(at), id: story.id, step, input });
    if (isRefused(answer)) throw new Error(`${stage.bureau} ${story.record} ${step} on ${today}: ${answer.refused}`);
  }
}

/** Moves what the story wrote to the copying, with ids that are the same at every first start. */
function gather(stage: Stage, memory: Memory, copying: Copying, story: Story): void {
  const began = story.moves[0]?.at ?? "";
  const renamed = new Map<unknown, string>();
  const written = memory.drain((id) => {
    if (id === story.id) return id;
    const name = renamed.get(id) ?? stage.chance.id(began);
    renamed.set(id, name);
    return name;
  });
  for (const [table, rows] of written) copying.add(table, table === "kernel.effect" ? effects(stage, rows, story) : rows);
}

function effects(stage: Stage, rows: readonly Row[], story: Story): Row[] {
  const last = story.moves.at(-1)?.at ?? "";
  return stage.effectsFrom !== null && last >= stage.effectsFrom ? rows.map((row) => ({ ...row, next_at: last })) : [];
}

export type { Shapes };
