// Brings a database up to date: migrations, reference data, and on first start the demonstration bureaus.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { loadSecrets } from "#kernel/secrets";
import { loadDivisions } from "#modules/offices";
import { migrate, modulesWithMigrations } from "../../boot/migrate.ts";
import { StartRefused } from "../../boot/refusal.ts";

interface Filling {
  ownerUrl: string;
  dataDir: string;
  demo: boolean;
  say(words: string): void;
}

/** Migrates, loads reference data and, in demo mode on an empty installation, the demo bureaus. Answers with the schema's version. */
export async function fill(ask: Filling): Promise<string> {
  ask.say("更新数据结构");
  await migrate(ask.ownerUrl, modulesWithMigrations());
  const client = new pg.Client({ connectionString: ask.ownerUrl });
  await client.connect();
  try {
    await sameKey(client, ask.dataDir);
    await loadDivisions(client);
    if (ask.demo && !(await isLaid(client))) await layDemo(ask);
    const { rows } = await client.query<{ name: string }>("select name from kernel.migration order by applied_at desc, name desc limit 1");
    return rows[0]?.name ?? "";
  } finally {
    await client.end();
  }
}

/** The key that seals identity numbers must be the one the database was filled with; another would make known persons unknown. */
async function sameKey(client: pg.Client, dataDir: string): Promise<void> {
  const check = loadSecrets(dataDir).digest("installation").toString("hex");
  const { rows } = await client.query<{ value: string }>(
    "insert into kernel.installation (name, value) values ('key-check', $1) on conflict (name) do update set name = excluded.name returning value",
    [check],
  );
  if (rows[0]?.value !== check)
    throw new StartRefused(
      `数据目录 ${dataDir} 里的密钥（keys/people.key）与数据库不是同一套，证件号码将无法读取。请从备份恢复 keys 目录后再启动。`,
    );
}

async function isLaid(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select 1 from kernel.installation where name = 'demo'");
  return rows.length > 0;
}

/** Lays the demo bureaus in a process of its own, which ends with this one. */
function layDemo(ask: Filling): Promise<void> {
  const root = join(import.meta.dirname, "../..");
  const args = [
    "--disable-warning=ExperimentalWarning",
    "--import",
    new URL("../../bin/tether.mjs", import.meta.url).href,
    "apps/demo/main.ts",
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ZS_OWNER_URL: ask.ownerUrl, ZS_DATA: ask.dataDir },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", ask.say);
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => (code === 0 ? done() : failed(new StartRefused("演示数据没有装入完整，再次启动时会接着装入。"))));
  });
}
