// PostgreSQL refuses to run as root: which other user it runs as then, and which directories that user can reach.
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StartRefused } from "./refusal.ts";

/** The user PostgreSQL runs as when we are root; undefined when we are not, for then it runs as ourselves. */
export type ServiceUser = { name: string; uid: number; gid: number };

/**
 * The second user when running as root: the present owner of the database files if there are any, else `postgres`, else
 * `nobody`. Throws StartRefused when the system knows none of them, or when the files belong to somebody else and we are not root.
 */
export function serviceUser(pgdata: string): ServiceUser | undefined {
  const owner = statSync(pgdata, { throwIfNoEntry: false })?.uid;
  if (process.getuid === undefined) return undefined;
  if (process.getuid() !== 0) {
    if (owner !== undefined && owner !== process.getuid()) {
      throw new StartRefused(
        `数据库目录 ${pgdata} 属于另一个系统用户（uid ${owner}），请用当初启动的用户再启动，或把该目录的所有者改为当前用户。`,
      );
    }
    return undefined;
  }
  const users = passwd();
  const found =
    users.find((user) => user.uid === owner && user.uid !== 0) ??
    users.find((user) => user.name === "postgres") ??
    users.find((user) => user.name === "nobody");
  if (!found)
    throw new StartRefused(
      "当前是 root 用户，而系统里没有 postgres 或 nobody 用户可供 PostgreSQL 使用，请改用普通用户启动，或设置 DATABASE_URL。",
    );
  return found;
}

/** True when `user` can enter every directory on the way to `path` (which must exist). */
export function isReachable(path: string, user: ServiceUser): boolean {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const found = statSync(at);
    const bits = found.uid === user.uid ? found.mode >> 6 : found.gid === user.gid ? found.mode >> 3 : found.mode;
    if (found.isDirectory() ? (bits & 1) === 0 : (bits & 4) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

/** A directory outside private homes where root may keep what the second user must reach; made on demand. */
export function reachableBase(user: ServiceUser): string {
  for (const parent of ["/var/lib", "/opt", "/var/tmp", "/tmp"]) {
    const base = join(parent, "zhunsheng");
    try {
      mkdirSync(base, { recursive: true });
      const found = lstatSync(base);
      if (!found.isDirectory() || found.uid !== 0) continue;
      chmodSync(base, 0o755);
      accessSync(base, constants.W_OK);
      if (isReachable(base, user)) return base;
    } catch {
      // This place is read-only or closed: try the next one.
    }
  }
  throw new StartRefused(
    "程序放在只有 root 能进入的目录里，又找不到数据库用户能进入的目录。请把程序放到 /opt 之类的目录，或改用普通用户启动。",
  );
}

/** Gives a tree of files to the second user. */
export function giveTo(user: ServiceUser, path: string): void {
  chownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const entry of readdirSync(path)) giveTo(user, join(path, entry));
}

function passwd(): ServiceUser[] {
  try {
    const lines = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"));
    return lines
      .map((fields) => ({ name: fields[0] ?? "", uid: Number(fields[2]), gid: Number(fields[3]) }))
      .filter((user) => user.name && user.uid > 0);
  } catch {
    return [];
  }
}
