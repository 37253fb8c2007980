// The files of the embedded PostgreSQL: where they lie, and how they are made on first use.
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Binaries, binaries } from "./binaries.ts";
import { secret } from "./keys.ts";
import { StartRefused } from "./refusal.ts";
import { giveTo, isReachable, reachableBase, type ServiceUser, serviceUser } from "./service-user.ts";

export type Cluster = { pgdata: string; user: ServiceUser | undefined; tools: Binaries; isOutside: boolean };
export const ownerRole = "zs_owner";

const run = promisify(execFile);

/** Finds or makes the database files of a data directory. `quick` skips the flush to disk (tests). Throws StartRefused. */
export async function prepareCluster(dataDir: string, { quick }: { quick: boolean }): Promise<Cluster> {
  makeDataDir(dataDir);
  const pgdata = placeOf(dataDir);
  const isOutside = pgdata !== join(realpathSync(dataDir), "postgres");
  const user = serviceUser(pgdata);
  const tools = binaries(user);
  if (existsSync(join(pgdata, "PG_VERSION"))) {
    checkMajor(pgdata);
    if (user) giveTo(user, pgdata);
    return { pgdata, user, tools, isOutside };
  }
  await initialise(pgdata, user, tools, { password: secret(dataDir, "database-owner"), quick });
  return { pgdata, user, tools, isOutside };
}

/** Where the database files lie: <data>/postgres, or the place that file `postgres-at` names. */
function placeOf(dataDir: string): string {
  const plain = join(realpathSync(dataDir), "postgres");
  const pointer = join(dataDir, "postgres-at");
  if (existsSync(pointer)) {
    const place = readFileSync(pointer, "utf8").trim();
    if (!existsSync(join(place, "PG_VERSION"))) {
      throw new StartRefused(`${pointer} 指明数据库在 ${place}，但那里没有数据库。请恢复该目录，或删除整个数据目录后重新开始。`);
    }
    return place;
  }
  const user = serviceUser(plain);
  if (!user || existsSync(plain) || isReachable(dataDir, user)) return plain;
  return elsewhere(dataDir, user);
}

/** The data directory lies under a directory only root may enter: the database files get a place of their own. */
function elsewhere(dataDir: string, user: ServiceUser): string {
  return join(reachableBase(user), `data-${secret(dataDir, "database-place").slice(0, 12)}`, "postgres");
}

async function initialise(
  pgdata: string,
  user: ServiceUser | undefined,
  tools: Binaries,
  how: { password: string; quick: boolean },
): Promise<void> {
  const work = `${pgdata}-making`;
  rmSync(work, { recursive: true, force: true });
  makeParent(dirname(pgdata));
  mkdirSync(work, { mode: 0o700 });
  const passwordFile = join(work, "password");
  writeFileSync(passwordFile, `${how.password}\n`, { mode: 0o600 });
  if (user) giveTo(user, work);
  const identity = user ? { uid: user.uid, gid: user.gid } : {};
  const args = [
    "-D",
    join(work, "files"),
    "-U",
    ownerRole,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locale(),
  ];
  try {
    const env = { PATH: process.env["PATH"], TZ: "Asia/Shanghai" };
    await run(tools.initdb, how.quick ? [...args, "--no-sync"] : args, { ...identity, cwd: work, env });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    throw new StartRefused(`数据库初始化没有成功（目录 ${pgdata}）：${said.trim().split("\n").slice(-3).join(" ")}`);
  }
  chmodSync(join(work, "files"), 0o700);
  rmSync(pgdata, { recursive: true, force: true });
  renameSync(join(work, "files"), pgdata);
  rmSync(work, { recursive: true, force: true });
}

function makeParent(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}

/** Remembers that the files lie outside the data directory, once they are there, and tells the operator. */
export function recordPlace(dataDir: string, { pgdata, isOutside }: Cluster): void {
  const pointer = join(dataDir, "postgres-at");
  if (!isOutside || existsSync(pointer)) return;
  writeFileSync(pointer, `${pgdata}\n`);
  process.stderr.write(`数据目录在只有 root 能进入的目录里，数据库文件另放在 ${pgdata}。\n`);
}

/** LC_CTYPE must be UTF-8, or text search would not see Chinese letters. */
function locale(): string[] {
  if (process.platform === "linux") return ["--locale=C.UTF-8"];
  if (process.platform === "darwin") return ["--locale=C", "--lc-ctype=UTF-8"];
  return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
}

function makeDataDir(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, 0o711);
    }
    mkdirSync(join(dataDir, "run"), { recursive: true });
    chmodSync(join(dataDir, "run"), 0o700);
  } catch {
    throw new StartRefused(`数据目录 ${dataDir} 不能写入，请改用有写权限的目录（ZS_DATA）或调整权限。`);
  }
}

function checkMajor(pgdata: string): void {
  const major = readFileSync(join(pgdata, "PG_VERSION"), "utf8").trim();
  if (major !== "18")
    throw new StartRefused(
      `数据库文件属于 PostgreSQL ${major}，本程序内置的是 18。请用原版本导出备份（zhunsheng backup），再在新数据目录里恢复。`,
    );
}
