// A PostgreSQL that the operator runs (DATABASE_URL): nothing is started, only looked at, and the app role is made.
import type pg from "pg";
import type { Database } from "./postgres.ts";
import { StartRefused } from "./refusal.ts";
import { appRole, ensureAppRole, withClient } from "./roles.ts";

/** Opens the named PostgreSQL (15 or newer, UTF-8). Throws StartRefused with the missing right or version in words. */
export async function openExternal(dataDir: string, databaseUrl: string): Promise<Database> {
  const found = await connectAndCheck(dataDir, databaseUrl);
  const appUrl = new URL(databaseUrl);
  appUrl.username = appRole;
  appUrl.password = found.password;
  await withClient(appUrl.href, async (client) => client.query("select 1")).catch((error: Error) => {
    throw new StartRefused(
      `数据库用户 ${appRole} 不能登录（${error.message}）。如果它由别的安装使用，请让本安装用另一个 PostgreSQL；否则请在 pg_hba.conf 中允许它用密码登录。`,
    );
  });
  return { ownerUrl: databaseUrl, appUrl: appUrl.href, version: found.version, embedded: false, close: async () => undefined };
}

async function connectAndCheck(dataDir: string, url: string): Promise<{ version: string; password: string }> {
  const attempt = withClient(url, async (client) => {
    const version = await checkServer(client);
    const password = await ensureAppRole(client, dataDir);
    await client.query(`grant connect on database ${client.escapeIdentifier(client.database ?? "postgres")} to ${appRole}`);
    return { version, password };
  });
  return attempt.catch((error: Error) => {
    if (error instanceof StartRefused) throw error;
    if ((error as { code?: string }).code === "42501") {
      throw new StartRefused(
        `DATABASE_URL 的用户无权管理已有的角色 ${appRole}（${error.message}）。请用超级用户执行：GRANT ${appRole} TO 该用户 WITH ADMIN OPTION;`,
      );
    }
    throw new StartRefused(`连接不上 DATABASE_URL 指定的数据库，请检查地址、用户和密码：${error.message}`);
  });
}

async function checkServer(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{
    number: string;
    version: string;
    encoding: string;
    role: boolean;
    schema: boolean;
    has_app: boolean;
  }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version, current_setting('server_encoding') as encoding,
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as role,
            has_database_privilege(current_database(), 'CREATE') as schema,
            exists (select 1 from pg_roles where rolname = $1) as has_app`,
    [appRole],
  );
  const found = rows[0];
  if (!found || Number(found.number) < 150000)
    throw new StartRefused(`数据库版本是 ${found?.version ?? "不详"}，本程序需要 PostgreSQL 15 或更高版本。`);
  if (found.encoding !== "UTF8") throw new StartRefused(`数据库的编码是 ${found.encoding}，请新建一个 UTF8 编码的数据库。`);
  if (!found.role)
    throw new StartRefused(
      `DATABASE_URL 的用户不能创建角色，请用超级用户执行：ALTER ROLE ${client.escapeIdentifier(client.user ?? "")} CREATEROLE;`,
    );
  if (!found.schema)
    throw new StartRefused(
      `DATABASE_URL 的用户不能在该数据库里建立模式，请执行：GRANT CREATE ON DATABASE ${client.escapeIdentifier(client.database ?? "")} TO ${client.escapeIdentifier(client.user ?? "")};`,
    );
  return found.version;
}
