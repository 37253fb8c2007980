// How offices are opened and closed, and posts granted and ended: states, steps, refusals.
import { recordType, refuse } from "#kernel/lifecycle";
import { officePermissions, postPermissions } from "./permissions.ts";
import { Granting, Office, type OfficeRow, officeKinds, Opening, Post, type PostRow, Renaming, roleLabel } from "./words.ts";

/** An office of the bureau. */
export const officeType = recordType<OfficeRow>()({
  module: "offices",
  name: "office",
  path: "offices",
  label: "机构",
  table: "offices.office",
  fields: Office,
  title: (row) => row.name,
  words: (row) => [row.name, officeKinds[row.kind]],
  states: { open: "运行", closed: "已撤销" },
  ended: ["closed"],
  steps: {
    open: { label: "设立机构", from: "new", to: "open", by: "keep", asks: Opening },
    rename: { label: "更名", hint: "已有记录和文书上的名称不变，今后的用新名称", from: ["open"], by: "keep", asks: Renaming },
    close: {
      label: "撤销机构",
      hint: "撤销前须先解除该机构的全部岗位",
      from: ["open"],
      to: "closed",
      by: "keep",
      stamps: "closed_on",
      final: true,
    },
  },
  list: {
    columns: ["name", "kind", "division", "sort"],
    filters: ["state", "kind", "division"],
    orders: [{ by: "sort", label: "排序", direction: "asc" }],
  },
  permissions: officePermissions,
});

/** A post: a role held in an office. */
export const postType = recordType<PostRow>()({
  module: "offices",
  name: "post",
  line: "posts",
  path: "posts",
  label: "岗位",
  table: "offices.post",
  fields: Post,
  title: (row) => `${row.account_name}：${row.office_name}${roleLabel(row.role)}`,
  states: { held: "在任", ended: "已解除" },
  ended: ["ended"],
  steps: {
    grant: {
      label: "授予岗位",
      hint: "不能给自己授予；三类管理员互不兼任，也不兼任业务岗位",
      from: "new",
      to: "held",
      by: "grant",
      asks: Granting,
      stamps: "from_on",
    },
    end: {
      label: "解除岗位",
      from: ["held"],
      to: "ended",
      by: "end",
      stamps: "until_on",
      final: true,
      refuses: (row, facts) => {
        if (row.account_id === facts.actor.id) return refuse("own-post", "不能解除自己的岗位，请由其他安全管理员办理。");
        return facts.on < row.from_on ? refuse("before-start", `解除日期不能早于任职起始日（${row.from_on}），请核对。`) : undefined;
      },
    },
  },
  list: {
    columns: ["account_name", "role", "office_name", "from_on", "until_on", "account_id", "office_id"],
    filters: ["state", "role", "office_id", "account_id"],
    orders: [{ by: "from_on", label: "任职日期从新到旧", direction: "desc" }],
  },
  permissions: postPermissions,
});
