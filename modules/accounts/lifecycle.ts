// How accounts and tokens live: states, steps, refusals.
import { recordType, refuse } from "#kernel/lifecycle";
import { accountPermissions, tokenPermissions } from "./permissions.ts";
import { Account, type AccountRow, accountKinds, Change, Opening, Reason, Token, TokenMaking, type TokenRow } from "./words.ts";

const own = (row: { id: string }, actor: { id: string }) =>
  row.id === actor.id ? refuse("own-account", "不能对自己的账号办理此项，请由其他管理员办理。") : undefined;

/** The account of a person. Opening it and resetting its password leave a one-time password to be fetched once. */
export const accountType = recordType<AccountRow>()({
  module: "accounts",
  name: "account",
  path: "accounts",
  label: "账号",
  table: "accounts.account",
  fields: Account,
  masked: ["phone"],
  title: (row) => `${row.name}（${row.login}，${accountKinds[row.kind]}）`,
  words: (row) => [row.name, row.login],
  states: { active: "正常", locked: "已锁定", closed: "已注销" },
  ended: ["closed"],
  steps: {
    open: {
      label: "开通账号",
      hint: "开通后领取一次性口令，只显示一次",
      from: "new",
      to: "active",
      by: "keep",
      asks: Opening,
      stamps: "opened_on",
    },
    change: { label: "修改资料", from: ["active", "locked"], by: "keep", asks: Change },
    lock: {
      label: "锁定",
      hint: "立即退出其全部登录",
      from: ["active"],
      to: "locked",
      by: "lock",
      asks: Reason,
      refuses: (row, facts) => own(row, facts.actor),
    },
    unlock: {
      label: "解除锁定",
      from: ["active", "locked"],
      to: "active",
      by: "unlock",
      refuses: (row, facts) =>
        row.state === "active" && row.locked_until === null ? refuse("not-locked", "该账号没有被锁定，无需解除。") : own(row, facts.actor),
    },
    reset: {
      label: "重置口令",
      hint: "生成新的一次性口令，只显示一次；原口令立即失效",
      from: ["active", "locked"],
      by: "keep",
      refuses: (row, facts) => own(row, facts.actor),
    },
    close: {
      label: "注销账号",
      hint: "登录名不再使用，办理记录全部保留",
      from: ["active", "locked"],
      to: "closed",
      by: "keep",
      asks: Reason,
      stamps: "closed_on",
      final: true,
      refuses: (row, facts) => own(row, facts.actor),
    },
  },
  list: {
    columns: ["login", "name", "kind", "phone", "opened_on", "locked_until"],
    filters: ["state", "kind", "login", "name"],
    orders: [{ by: "opened_on", label: "开通日期从新到旧", direction: "desc" }],
  },
  permissions: accountPermissions,
});

/** A token of another system: made by one administrator, approved by another. */
export const tokenType = recordType<TokenRow>()({
  module: "accounts",
  name: "token",
  path: "tokens",
  label: "接口令牌",
  table: "accounts.token",
  fields: Token,
  title: (row) => `${row.name}（至${row.expires_on}）`,
  states: { waiting: "待批准", active: "有效", revoked: "已撤销" },
  ended: ["revoked"],
  steps: {
    make: {
      label: "申请令牌",
      hint: "申请后领取令牌，只显示一次；经安全管理员批准后生效",
      from: "new",
      to: "waiting",
      by: "make",
      asks: TokenMaking,
      stamps: "made_on",
    },
    approve: {
      label: "批准",
      from: ["waiting"],
      to: "active",
      by: "approve",
      next: true,
      refuses: (row, facts) =>
        row.expires_on < facts.today ? refuse("expired", `该令牌已于${row.expires_on}失效，请重新申请。`) : undefined,
    },
    revoke: {
      label: "撤销",
      hint: "使用该令牌的系统立即不能再访问",
      from: ["waiting", "active"],
      to: "revoked",
      by: "revoke",
      final: true,
    },
  },
  list: {
    columns: ["name", "role", "office_name", "made_on", "expires_on"],
    filters: ["state", "role"],
    orders: [{ by: "made_on", label: "申请日期从新到旧", direction: "desc" }],
  },
  permissions: tokenPermissions,
});
