// The database of an installation: the embedded PostgreSQL of its data directory, or the one that DATABASE_URL names.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { awaitLeaving, registerGuest } from "./guests.ts";
import { type Cluster, ownerRole, prepareCluster, recordPlace } from "./cluster.ts";
import { openExternal } from "./external.ts";
import { keepRunning } from "./keeping.ts";
import { secret } from "./keys.ts";
import { holderOf, takeLock } from "./lock.ts";
import { birthOf, waitGone } from "./processes.ts";
import { StartRefused } from "./refusal.ts";
import { appRole, ensureAppRole, withClient } from "./roles.ts";

/** An open database. `ownerUrl` migrates and backs up; `appUrl` serves requests; `close` stops what `openDatabase` started. */
export type Database = { ownerUrl: string; appUrl: string; version: string; embedded: boolean; close(): Promise<void> };
export type OpenOptions = {
  dataDir: string;
  databaseUrl?: string | undefined;
  /** For commands: use the database of a running server if there is one, else start it and stop it at `close`. */
  adopt?: boolean | undefined;
  /** Told once when PostgreSQL cannot be kept running; the sentence is Chinese. */
  onLost?: ((sentence: string) => void) | undefined;
  /** For tests: no flush to disk, and the whole data directory is removed when this process ends, however it ends. */
  throwaway?: boolean | undefined;
};

const databaseName = "zhunsheng";
// Together with its processes about 70 MB: a county's records fit the operating system's own cache.
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "shared_buffers=48MB",
  "max_connections=60",
  "max_locks_per_transaction=128",
  "jit=off",
  "huge_pages=off",
  "wal_compression=pglz",
  "min_wal_size=32MB",
  "max_wal_size=512MB",
  "work_mem=6MB",
  "maintenance_work_mem=48MB",
  "io_method=sync",
  "autovacuum_max_workers=2",
  "max_worker_processes=4",
  "max_parallel_workers=2",
  "max_parallel_workers_per_gather=1",
  "max_wal_senders=0",
  "log_min_messages=log",
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
  "log_checkpoints=off",
  "cluster_name=zhunsheng",
  "timezone=Asia/Shanghai",
  "password_encryption=scram-sha-256",
];
const carefree = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_connections=150",
  "autovacuum=off",
  "max_wal_size=2GB",
];

/** Opens the database of an installation, starting it if that is ours to do. Throws StartRefused with a sentence for the operator. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const dataDir = resolve(options.dataDir);
  if (options.databaseUrl) return openExternal(dataDir, options.databaseUrl);
  if (options.adopt) {
    const running = await openRunning(dataDir);
    if (running) return running;
  }
  return openOwn(dataDir, options);
}

/** The database of a process that already holds this data directory, or undefined when nobody does. */
async function openRunning(dataDir: string): Promise<Database | undefined> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (!holderOf(dataDir)) return undefined;
    const port = runningPort(dataDir);
    if (port) {
      const urls = urlsFor(dataDir, port);
      const version = await serverVersion(urls.ownerUrl).catch(() => undefined);
      if (version) {
        const leave = registerGuest(dataDir);
        return { ...urls, version, embedded: true, close: async () => leave() };
      }
    }
    await sleep(100);
  }
  throw new StartRefused("另一个准绳进程正在启动或停止，等了一分钟数据库仍未就绪，请稍后再试。");
}

async function openOwn(dataDir: string, options: OpenOptions): Promise<Database> {
  const lock = await takeLock(dataDir, options.adopt ? "command" : "server");
  try {
    await waitForOldKeeper(dataDir);
    const cluster = await prepareCluster(dataDir, { quick: options.throwaway === true });
    recordPlace(dataDir, cluster);
    const kept = await keepRunning(orderFor(dataDir, cluster, options), options.onLost ?? complain);
    const urls = urlsFor(dataDir, kept.port);
    try {
      const version = await ensureDatabase(dataDir, kept.port);
      const close = async () => {
        if (options.adopt) await awaitLeaving(dataDir);
        await kept.stop();
        lock.release();
      };
      return { ...urls, version, embedded: true, close };
    } catch (error) {
      await kept.stop();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function orderFor(dataDir: string, cluster: Cluster, options: OpenOptions) {
  return {
    postgres: cluster.tools.postgres,
    pgdata: cluster.pgdata,
    runDir: join(dataDir, "run"),
    settings: options.throwaway ? [...settings, ...carefree] : settings,
    uid: cluster.user?.uid,
    gid: cluster.user?.gid,
    ephemeral: options.throwaway ? [dataDir, ...(cluster.isOutside ? [dirname(cluster.pgdata)] : [])] : [],
  };
}

/** After kill -9 of a server its keeper is still stopping PostgreSQL: give it the time it needs. */
async function waitForOldKeeper(dataDir: string): Promise<void> {
  const file = join(dataDir, "run", "keeper.json");
  if (!existsSync(file)) return;
  const { pid, birth } = JSON.parse(readFileSync(file, "utf8")) as { pid: number; birth: string };
  if (birthOf(pid) !== birth || (await waitGone(pid, 40_000))) return;
  throw new StartRefused(`上一次运行的数据库看守进程（进程号 ${pid}）还没有结束，请稍后再启动。`);
}

/** Makes the database and the app role when they are missing; answers the server's version. */
async function ensureDatabase(dataDir: string, port: number): Promise<string> {
  const { ownerUrl } = urlsFor(dataDir, port);
  await withClient(ownerUrl.replace(/\/\w+$/, "/postgres"), async (client) => {
    await ensureAppRole(client, dataDir);
    const { rows } = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (rows.length === 0) await client.query(`create database ${databaseName}`);
  });
  return serverVersion(ownerUrl);
}

function serverVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    return rows[0]?.server_version ?? "";
  });
}

function urlsFor(dataDir: string, port: number): { ownerUrl: string; appUrl: string } {
  const url = (role: string, key: string) => `postgresql://${role}:${secret(dataDir, key)}@127.0.0.1:${port}/${databaseName}`;
  return { ownerUrl: url(ownerRole, "database-owner"), appUrl: url(appRole, "database-app") };
}

function runningPort(dataDir: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(join(dataDir, "run", "database.json"), "utf8")) as { port: number }).port;
  } catch {
    return undefined;
  }
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
