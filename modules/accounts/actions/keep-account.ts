// What opening, locking, unlocking, resetting and closing an account do beside changing its state.
import { sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import type { Ctx } from "#kernel/step";
import { heldPosts } from "#modules/offices";
import { hashPassword, newPassword } from "../secrets.ts";
import { leaveSlip } from "../slips.ts";

async function issue(ctx: Ctx, account: string): Promise<void> {
  const password = newPassword();
  await ctx.query(sql`select accounts.set_password(${ctx.actor.bureau}, ${account}::uuid, ${await hashPassword(password)}, null)`);
  leaveSlip(ctx.actor.bureau, account, { text: password, by: ctx.actor.id });
}

async function release(ctx: Ctx, account: string, forgive: "forgive" | "keep"): Promise<void> {
  await ctx.query(sql`select accounts.release(${ctx.actor.bureau}, ${account}::uuid, ${forgive === "forgive"})`);
}

/** Step `open`: the login is taken in the whole installation, the account is its own owner. */
export const open: Action = async (ctx, row) => {
  const [claimed] = await ctx.query<{ done: boolean }>(
    sql`select accounts.claim_login(${ctx.actor.bureau}, ${row.id}::uuid, ${row.login}) as done`,
  );
  if (claimed?.done !== true)
    return { ...refuse("login-taken", `登录名“${String(row.login)}”已被使用，请换一个。`), fields: { login: "已被使用" } };
  await issue(ctx, row.id);
  return { offices: [], owners: [row.id], must_change: true };
};

/** Step `reset`. */
export const reset: Action = async (ctx, row) => {
  await release(ctx, row.id, "forgive");
  await issue(ctx, row.id);
  return { must_change: true, locked_until: null };
};

/** Step `lock`: signed out everywhere. */
export const lock: Action = async (ctx, row) => {
  await release(ctx, row.id, "keep");
  return undefined;
};

/** Step `unlock`: failed attempts are forgotten. */
export const unlock: Action = async (ctx, row) => {
  await release(ctx, row.id, "forgive");
  return { locked_until: null };
};

/** Step `close`: only when no post is held any more; signed out everywhere. */
export const close: Action = async (ctx, row) => {
  const held = await heldPosts(ctx, row.id);
  if (held.length > 0)
    return refuse(
      "still-posted",
      `${String(row.name)}还在${held.map((one) => one.office_name).join("、")}任职，请先由安全管理员解除岗位。`,
    );
  await release(ctx, row.id, "forgive");
  return undefined;
};
