// The registers around mediation: committees, mediators, informants, sites of online confirmation. Pure; lifecycle.ts hands them on.
import { type RecordRow, recordType } from "#kernel/lifecycle";
import { registerPermissions } from "./permissions.ts";
import {
  Committee,
  CommitteeChange,
  CommitteeEntry,
  Informant,
  InformantEntry,
  Mediator,
  MediatorChange,
  MediatorEntry,
  Site,
  SiteChange,
  SiteEntry,
} from "./words.ts";

type Named = RecordRow & Record<string, unknown>;

/** 人民调解委员会 register; the term of three years runs from each election. */
export const committee = recordType<Named>()({
  module: "mediation",
  name: "committee",
  path: "committees",
  label: "调解委员会",
  table: "mediation.committee",
  fields: Committee,
  title: (row) => String(row.name),
  words: (row) => [String(row.name)],
  states: { active: "在册", ended: "已撤销" },
  ended: ["ended"],
  steps: {
    establish: { label: "登记调委会", from: "new", to: "active", by: "keep", asks: CommitteeEntry, stamps: "established_on" },
    reelect: { label: "换届", from: ["active"], by: "keep", stamps: "term_from" },
    change: { label: "变更登记", from: ["active"], by: "keep", asks: CommitteeChange },
    dissolve: { label: "撤销", from: ["active"], to: "ended", by: "keep", stamps: "ended_on", final: true },
  },
  clocks: {
    term: { label: "任期届满", starts: "establish", metBy: ["reelect", "dissolve"], rule: "TJ-08" },
    nextTerm: { label: "任期届满", starts: "reelect", metBy: ["reelect", "dissolve"], rule: "TJ-08" },
  },
  list: {
    columns: ["name", "level", "host", "industry", "township", "established_on", "term_from"],
    filters: ["state", "level", "host", "township"],
    orders: [{ by: "established_on", label: "设立日期从新到旧", direction: "desc" }],
  },
  permissions: registerPermissions,
});

/** 人民调解员 register. */
export const mediator = recordType<Named>()({
  module: "mediation",
  name: "mediator",
  path: "mediators",
  label: "人民调解员",
  table: "mediation.mediator",
  fields: Mediator,
  masked: ["phone"],
  title: (row) => String(row.name),
  words: (row) => [String(row.name), String(row.committee_name)],
  states: { active: "在聘", left: "已解聘" },
  ended: ["left"],
  steps: {
    engage: { label: "登记调解员", from: "new", to: "active", by: "keep", asks: MediatorEntry, stamps: "engaged_on" },
    change: { label: "变更登记", from: ["active"], by: "keep", asks: MediatorChange },
    leave: { label: "解聘", from: ["active"], to: "left", by: "keep", stamps: "left_on", final: true },
  },
  list: {
    columns: ["name", "committee_name", "employment", "background", "township", "engaged_on", "phone"],
    filters: ["state", "employment", "background", "township", "committee_id"],
    orders: [{ by: "engaged_on", label: "聘任日期从新到旧", direction: "desc" }],
  },
  permissions: registerPermissions,
});

/** 调解信息员 of the village groups. */
export const informant = recordType<Named>()({
  module: "mediation",
  name: "informant",
  path: "informants",
  label: "调解信息员",
  table: "mediation.informant",
  fields: Informant,
  masked: ["phone"],
  title: (row) => `${row.name}（${row.village_group}）`,
  states: { active: "在任", ended: "已离任" },
  ended: ["ended"],
  steps: {
    appoint: { label: "登记信息员", from: "new", to: "active", by: "keep", asks: InformantEntry, stamps: "since_on" },
    release: { label: "离任", from: ["active"], to: "ended", by: "keep", stamps: "until_on", final: true },
  },
  list: {
    columns: ["name", "village_group", "township", "since_on", "phone"],
    filters: ["state", "township", "village"],
    orders: [{ by: "since_on", label: "起始日期从新到旧", direction: "desc" }],
  },
  permissions: registerPermissions,
});

/** 在线司法确认站点 and their devices. */
export const site = recordType<Named>()({
  module: "mediation",
  name: "site",
  path: "sites",
  label: "在线司法确认站点",
  table: "mediation.site",
  fields: Site,
  title: (row) => String(row.name),
  states: { open: "在用", closed: "停用" },
  ended: ["closed"],
  steps: {
    open: { label: "登记站点", from: "new", to: "open", by: "keep", asks: SiteEntry, stamps: "opened_on" },
    change: { label: "变更登记", from: ["open"], by: "keep", asks: SiteChange },
    close: { label: "停用", from: ["open"], to: "closed", by: "keep", stamps: "closed_on", final: true },
  },
  list: {
    columns: ["name", "level", "terminals", "opened_on"],
    filters: ["state", "level"],
    orders: [{ by: "opened_on", label: "启用日期从新到旧", direction: "desc" }],
  },
  permissions: registerPermissions,
});
