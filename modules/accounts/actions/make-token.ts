// Making a token for another system: an end within two years, an office where the role needs one, and a secret shown once.
import { plusDays } from "#kernel/clock";
import { sql } from "#kernel/db";
import { refuse } from "#kernel/lifecycle";
import type { Action } from "#kernel/module";
import { officeName } from "#modules/offices";
import { newToken, readToken } from "../secrets.ts";
import { leaveSlip } from "../slips.ts";

export const tokenPrefix = "zs_";

/** The action of step `make`. */
export const make: Action = async (ctx, row) => {
  const expires = String(row.expires_on);
  if (expires < ctx.today || expires > plusDays(ctx.today, 731))
    return { ...refuse("bad-expiry", "失效日期须在今天之后、两年以内，请重新填写。"), fields: { expires_on: "今天之后、两年以内" } };
  const office = typeof row.office_id === "string" ? row.office_id : undefined;
  if (row.role === "officer" && office === undefined)
    return { ...refuse("no-office", "工作人员权限的令牌须选择所在机构。"), fields: { office_id: "请选择机构" } };
  const place = office === undefined ? undefined : await officeName(ctx, office);
  if (office !== undefined && place === undefined)
    return { ...refuse("no-office", "没有找到该机构，或机构已撤销。"), fields: { office_id: "请重新选择" } };
  const secret = newToken(ctx.actor.bureau, tokenPrefix);
  await ctx.query(sql`select accounts.keep_token(${ctx.actor.bureau}, ${row.id}::uuid, ${readToken(secret, tokenPrefix)?.hash})`);
  leaveSlip(ctx.actor.bureau, row.id, { text: secret, by: ctx.actor.id });
  return { offices: [], owners: [], office_name: place ?? null };
};
