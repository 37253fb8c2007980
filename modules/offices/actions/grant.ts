// Granting a post: never to oneself, and the three administrators' roles exclude each other and every business role.
import { sql } from "#kernel/db";
import { refuse, type Refused } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import type { Ctx } from "#kernel/step";
import { isAdministrator } from "../permissions.ts";
import { heldPosts, officeName } from "../queries.ts";
import { roleLabel } from "../words.ts";

const basis = "GB/T 22239-2019 8.1.4.2、8.1.5（系统、审计、安全管理分设）";

interface Card {
  name: string;
  kind: string;
  state: string;
}

/** The action of step `grant`: fills in names, and refuses what must not be. */
export const grant: Action = async (ctx, row) => {
  const [account, role, office] = [String(row.account_id), String(row.role), String(row.office_id)];
  if (account === ctx.actor.id) return refuse("own-grant", "不能给自己授予岗位，请由其他安全管理员办理。", basis);
  await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(${account}, 0))`);
  const [cards, place, held, security] = await Promise.all([
    ctx.query<Card>(sql`select name, kind, state from accounts.card(${ctx.actor.bureau}, ${account}::uuid)`),
    officeName(ctx, office),
    heldPosts(ctx, account),
    ctx.query(sql`select 1 from offices.post where bureau_id = ${ctx.actor.bureau} and role = 'security-admin' and state = 'held' limit 1`),
  ]);
  const [card] = cards;
  if (card === undefined || card.kind !== "staff" || card.state === "closed")
    return refuse("no-account", "没有找到该工作人员账号，或账号已注销；请先由系统管理员开通。");
  if (place === undefined) return refuse("no-office", "没有找到该机构，或机构已撤销，请重新选择。");
  if (held.some((one) => one.role === role && one.office_id === office))
    return refuse("already-there", `${card.name}已在该机构担任${roleLabel(role)}，无需重复授予。`);
  if (typeof row.until_on === "string" && row.until_on < ctx.on) return refuse("bad-span", "任职截止日不能早于起始日，请核对。");
  const excluded =
    firstOfAll(ctx, role, security.length > 0) ??
    excludes(
      card.name,
      role,
      held.map((one) => one.role),
    );
  return excluded ?? { account_name: card.name, office_name: place, offices: [office], owners: [account] };
};

/** A system administrator may fill the very first security administrator's post, and nothing else: somebody must. */
function firstOfAll(ctx: Ctx, role: string, manned: boolean): Refused | undefined {
  if (ctx.actor.posts.some((post) => post.role === "security-admin")) return undefined;
  if (role === "security-admin" && !manned) return undefined;
  return refuse("not-permitted", "授予岗位由安全管理员办理；系统管理员只能在尚无安全管理员时指定第一位安全管理员。", basis);
}

/** Why the role does not go with those already held. */
export function excludes(name: string, role: string, held: readonly string[]): Refused | undefined {
  const other = held.find((one) => one !== role && (isAdministrator(one) || isAdministrator(role)));
  if (other === undefined) return undefined;
  return refuse(
    "roles-exclude",
    `${name}已任${roleLabel(other)}，不能再任${roleLabel(role)}：系统、安全、审计三类管理员互不兼任，也不兼任业务岗位。`,
    basis,
  );
}
