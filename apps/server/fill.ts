// Brings a database up to date: migrations, reference data, and on first start the demonstration bureaus.
import pg from "pg";
import { loadSecrets } from "#kernel/secrets";
import { migrate, modulesWithMigrations } from "../../boot/migrate.ts";
import { loadDivisions } from "#modules/offices";
import { StartRefused } from "../../boot/refusal.ts";
import { loadDemo } from "../demo/load.ts";

/** Migrates, loads reference data and, in demo mode on an empty installation, the demo bureaus. Answers with the schema's version. */
export async function fill(ask: { ownerUrl: string; dataDir: string; demo: boolean; say(words: string): void }): Promise<string> {
  ask.say("更新数据结构");
  await migrate(ask.ownerUrl, modulesWithMigrations());
  const client = new pg.Client({ connectionString: ask.ownerUrl });
  await client.connect();
  try {
    await sameKey(client, ask.dataDir);
    await loadDivisions(client);
    if (ask.demo) await loadDemo(client, ask.dataDir, ask.say);
    const { rows } = await client.query<{ name: string }>("select name from kernel.migration order by applied_at desc, name desc limit 1");
    return rows[0]?.name ?? "";
  } finally {
    await client.end();
  }
}

/** The key that seals identity numbers must be the one the database was filled with; another would make known persons unknown. */
async function sameKey(client: pg.Client, dataDir: string): Promise<void> {
  const check = loadSecrets(dataDir).digest("installation").toString("hex");
  const { rows } = await client.query<{ value: string }>("insert into kernel.installation (name, value) values ('key-check', $1) on conflict (name) do update set name = excluded.name returning value", [check]);
  if (rows[0]?.value !== check) throw new StartRefused(`数据目录 ${dataDir} 里的密钥（keys/people.key）与数据库不是同一套，证件号码将无法读取。请从备份恢复 keys 目录后再启动。`);
}
