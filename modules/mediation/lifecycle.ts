// How a mediation case and the registers around it live: states, steps, refusals, clocks. Source: 人民调解法 and the rows TJ-* of law/time-limits.
import { type Facts, recordType, type RecordRow, type Refused, refuse } from "#kernel/lifecycle";
import { casePermissions, registerPermissions } from "./permissions.ts";
import {
  Acceptance,
  Agreement,
  Application,
  Case,
  type CaseRow,
  Committee,
  CommitteeChange,
  CommitteeEntry,
  Correction,
  Dispute,
  DisputeEntry,
  DisputeOutcome,
  Escalation,
  Failure,
  Informant,
  InformantEntry,
  kinds,
  Mediator,
  MediatorChange,
  MediatorEntry,
  PartiesCorrection,
  Party,
  Reason,
  Reassignment,
  Registration,
  Session,
  SessionRow,
  Site,
  SiteChange,
  SiteEntry,
  Visit,
  VisitRow,
} from "./words.ts";

/** A session lies between acceptance and today; a visit between the end of the mediation and today. */
function notBeforeAcceptance(row: CaseRow, facts: Facts): Refused | undefined {
  return row.accepted_on !== null && facts.on < row.accepted_on
    ? refuse("before-acceptance", `调解日期不能早于受理日期（${row.accepted_on}），请核对。`)
    : undefined;
}
function notBeforeEnd(row: CaseRow, facts: Facts): Refused | undefined {
  return row.ended_on !== null && facts.on < row.ended_on
    ? refuse("before-end", `回访日期不能早于达成协议的日期（${row.ended_on}），请核对。`)
    : undefined;
}

type Named = RecordRow & Record<string, unknown>;

/** 人民调解案件, from application to follow-up. */
export const mediationCase = recordType<CaseRow>()({
  module: "mediation",
  name: "case",
  path: "cases",
  label: "调解案件",
  table: "mediation.case",
  fields: Case,
  citizen: {
    columns: [
      "number",
      "party_names",
      "kind",
      "summary",
      "township",
      "village",
      "committee_name",
      "mediator_name",
      "registered_on",
      "accepted_on",
      "ended_on",
      "due_on",
      "agreement_form",
      "agreement_number",
      "terms",
      "perform_by",
      "performance",
      "closed_on",
      "end_reason",
      "advised",
    ],
    parts: ["parties"],
  },
  title: (row) => `${row.number === null ? "" : `${row.number} `}${row.party_names}${kinds[row.kind]}`,
  words: (row) => [row.number ?? "", row.party_names],
  states: {
    applied: "待受理",
    mediating: "调解中",
    agreed: "已达成协议",
    closed: "已结案",
    failed: "调解不成",
    declined: "不予受理",
    withdrawn: "已撤回",
  },
  ended: ["closed", "failed", "declined", "withdrawn"],
  steps: {
    apply: {
      label: "申请调解",
      hint: "提交后由当地司法所受理，结果会通知您",
      from: "new",
      to: "applied",
      by: "apply",
      asks: Application,
      stamps: "registered_on",
      tells: { whom: "office", words: "收到{party_names}的调解申请，请及时受理。" },
    },
    register: {
      label: "登记纠纷",
      hint: "当事人到场或来电时由工作人员登记",
      from: "new",
      to: "applied",
      by: "register",
      asks: Registration,
      stamps: "registered_on",
    },
    accept: {
      label: "受理",
      hint: "编立案号，确定调委会和调解员",
      from: ["applied"],
      to: "mediating",
      by: "accept",
      asks: Acceptance,
      stamps: "accepted_on",
      next: true,
      refuses: (row) =>
        row.party_count < 2
          ? refuse("one-party", "纠纷需要至少两方当事人，请先用“更正当事人”补充另一方。", "《中华人民共和国人民调解法》第十七条")
          : undefined,
      tells: { whom: "owners", words: "调解案件{number}已受理，调解员{mediator_name}。" },
    },
    decline: {
      label: "不予受理",
      from: ["applied"],
      to: "declined",
      by: "accept",
      asks: Reason,
      stamps: "ended_on",
      final: true,
      tells: { whom: "owners", words: "{party_names}的调解申请未予受理：{end_reason}" },
    },
    "amend-parties": {
      label: "更正当事人",
      hint: "姓名、证件、电话、地点有误或漏了当事人时更正；原来的登记留在办理记录里",
      from: ["applied", "mediating"],
      by: "mediate",
      asks: PartiesCorrection,
    },
    correct: { label: "更正登记", from: ["applied", "mediating"], by: "mediate", asks: Correction },
    reassign: { label: "更换调解员", from: ["mediating"], by: "reassign", asks: Reassignment },
    hold: {
      label: "记录调解",
      hint: "每次调解记一次，可记多次",
      from: ["mediating"],
      by: "mediate",
      asks: Session,
      dated: "调解日期",
      refuses: notBeforeAcceptance,
    },
    agree: {
      label: "达成协议",
      hint: "记录协议内容，随后可打印协议书",
      from: ["mediating"],
      to: "agreed",
      by: "mediate",
      asks: Agreement,
      stamps: "ended_on",
      tells: { whom: "owners", words: "调解案件{number}已达成协议，请按协议履行。" },
      next: true,
      refuses: (row, facts) =>
        row.accepted_on !== null && facts.on < row.accepted_on
          ? refuse("before-acceptance", `达成协议的日期不能早于受理日期（${row.accepted_on}），请核对。`)
          : undefined,
    },
    fail: {
      label: "调解不成",
      from: ["mediating"],
      to: "failed",
      by: "mediate",
      asks: Failure,
      stamps: "ended_on",
      final: true,
      refuses: (row, facts) =>
        row.accepted_on !== null && facts.on < row.accepted_on
          ? refuse("before-acceptance", `终止日期不能早于受理日期（${row.accepted_on}），请核对。`)
          : undefined,
    },
    withdraw: {
      label: "撤回申请",
      from: ["applied", "mediating"],
      to: "withdrawn",
      by: "withdraw",
      asks: Reason,
      stamps: "ended_on",
      final: true,
    },
    escalate: {
      label: "报告激化",
      hint: "可能引起治安案件、刑事案件的，应当及时向公安机关报告",
      from: ["mediating", "agreed", "failed"],
      by: "mediate",
      asks: Escalation,
      stamps: "escalated_on",
    },
    visit: { label: "回访", from: ["agreed"], by: "mediate", asks: Visit, next: true, dated: "回访日期", refuses: notBeforeEnd },
    close: {
      label: "履行完毕结案",
      from: ["agreed"],
      to: "closed",
      by: "mediate",
      stamps: "closed_on",
      final: true,
      refuses: (row) =>
        row.performance === "performed"
          ? undefined
          : refuse("not-performed", "协议尚未记录为“已履行”，请先回访并记录履行情况。", "《中华人民共和国人民调解法》第三十一条"),
    },
  },
  clocks: {
    mediate: { label: "调结期限", starts: "accept", metBy: ["agree", "fail", "withdraw"], rule: "TJ-01" },
    confirm: {
      label: "共同申请司法确认期限",
      starts: "agree",
      metBy: ["close"],
      rule: "TJ-05",
      when: (row) => row.agreement_form === "written",
    },
  },
  parts: {
    parties: { label: "当事人", table: "mediation.party", row: Party, replaced: "replaced_on" },
    sessions: { label: "调解记录", table: "mediation.session", row: SessionRow },
    visits: { label: "回访记录", table: "mediation.visit", row: VisitRow },
  },
  list: {
    columns: [
      "number",
      "party_names",
      "kind",
      "committee_name",
      "mediator_name",
      "registered_on",
      "accepted_on",
      "ended_on",
      "people_count",
      "amount",
    ],
    filters: [
      "state",
      "kind",
      "source",
      "topic",
      "complexity",
      "committee_id",
      "mediator_id",
      "township",
      "registered_on",
      "accepted_on",
      "ended_on",
    ],
    orders: [
      { by: "registered_on", label: "登记日期从新到旧", direction: "desc" },
      { by: "due_on", label: "到期日从近到远", direction: "asc" },
    ],
  },
  permissions: casePermissions,
});

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

/** 排查发现的矛盾纠纷. */
export const dispute = recordType<Named>()({
  module: "mediation",
  name: "dispute",
  path: "disputes",
  label: "排查纠纷",
  table: "mediation.dispute",
  fields: Dispute,
  title: (row) => `${row.found_on} ${kinds[row.kind as keyof typeof kinds]}`,
  states: { open: "跟踪中", settled: "已处理" },
  ended: ["settled"],
  steps: {
    report: { label: "登记排查纠纷", from: "new", to: "open", by: "report", asks: DisputeEntry, stamps: "found_on" },
    settle: { label: "登记处理情况", from: ["open"], to: "settled", by: "report", asks: DisputeOutcome, stamps: "settled_on", next: true },
  },
  list: {
    columns: ["found_on", "kind", "topic", "township", "summary", "outcome", "settled_on"],
    filters: ["state", "kind", "topic", "township", "outcome", "found_on"],
    orders: [{ by: "found_on", label: "排查日期从新到旧", direction: "desc" }],
  },
  permissions: casePermissions,
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
