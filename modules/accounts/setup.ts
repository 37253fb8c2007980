// The first visit to an empty installation: the bureau, its leadership office and the first system administrator.
import type { FastifyInstance } from "fastify";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { newId } from "#kernel/clock";
import { sendRefusal, type Server } from "#kernel/http";
import { type Refused, isRefused, refuse } from "#kernel/lifecycle";
import { createBureau, createPost } from "#modules/offices";
import { createAccount } from "./create.ts";
import { hashPassword, judgePassword } from "./secrets.ts";
import { recordAccess } from "./sign-in.ts";
import { Account } from "./words.ts";

const Setup = z.object({
  division: z.string().regex(/^\d{6}$/, "区划代码应为6位数字，如440811"),
  bureau_name: z.string().trim().min(4, "请填写机关全称").max(60, "机关全称不超过60字"),
  short_name: z.string().trim().min(1, "请填写文号用的机关简称").max(10, "简称不超过10字"),
  login: Account.shape.login,
  name: Account.shape.name,
  password: z.string().max(200),
});
const setUpLock = 726_083_116;

/** True while the installation has no account at all. */
export async function isEmpty(owner: Pick<Pool, "query">): Promise<boolean> {
  const { rows } = await owner.query("select 1 from accounts.account limit 1");
  return rows.length === 0;
}

/** Adds POST /api/v1/setup; refused as soon as any account exists, and always in demonstration mode. */
export function setupRoute(app: FastifyInstance, server: Server): void {
  const schema = { tags: ["登录"], summary: "首次使用：建立本机关和第一位系统管理员", body: Setup };
  app.post<{ Body: z.infer<typeof Setup> }>("/api/v1/setup", { schema }, async (request, reply) => {
    const weak = judgePassword(request.body.password, request.body.login);
    if (weak !== undefined) return sendRefusal(reply, { ...weak, fields: { password: weak.refused } });
    const answer = server.demo ? refuse("already-there", "演示模式已有演示账号，请在登录页选用。") : await setUp(server, request.body);
    if (isRefused(answer)) return sendRefusal(reply, answer);
    await recordAccess(
      server,
      { bureau: answer.bureau, account: answer.account, name: request.body.name },
      { action: "set-up", summary: "首次使用：建立本机关和第一位系统管理员", address: request.ip },
    );
    return { ok: true };
  });
}

async function setUp(server: Server, body: z.infer<typeof Setup>): Promise<{ bureau: number; account: string } | Refused> {
  const hash = await hashPassword(body.password);
  const client = await server.owner.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [setUpLock]);
    const answer = (await isEmpty(client))
      ? await create(client, server, body, hash)
      : refuse("already-there", "本系统已经建立过账号，请用已有账号登录。");
    await client.query(isRefused(answer) ? "rollback" : "commit");
    return answer;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function create(
  client: PoolClient,
  server: Server,
  body: z.infer<typeof Setup>,
  hash: string,
): Promise<{ bureau: number; account: string }> {
  const [bureau, account, day, at] = [Number(body.division), newId(), server.clock.today(), server.clock.now()];
  const office = await createBureau(client, { bureau, name: body.bureau_name, shortName: body.short_name, standsOn: null, at });
  await createAccount(client, { bureau, id: account, login: body.login, name: body.name, kind: "staff", hash, mustChange: "no", day, at });
  await createPost(client, { bureau, account, name: body.name, role: "system-admin", office, officeName: "局领导", day, at });
  return { bureau, account };
}
