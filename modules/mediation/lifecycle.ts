// How a mediation case and the registers around it live: states, steps, refusals, clocks. Source: 人民调解法 and the rows TJ-* of law/time-limits.
import { type Facts, recordType, type RecordRow, type Refused, refuse } from "#kernel/lifecycle";
import { casePermissions } from "./permissions.ts";
import {
  Acceptance,
  Agreement,
  Application,
  Case,
  type CaseRow,
  Correction,
  Dispute,
  DisputeEntry,
  DisputeOutcome,
  Escalation,
  Failure,
  kinds,
  PartiesCorrection,
  Party,
  Reason,
  Reassignment,
  Registration,
  Session,
  SessionRow,
  Visit,
  VisitRow,
} from "./words.ts";

/** What happens in a case happens after what went before: `earlier` says which day that is and what it is called. */
function notBefore(what: string, earlier: (row: CaseRow) => [day: string | null, called: string]) {
  return (row: CaseRow, facts: Facts): Refused | undefined => {
    const [day, called] = earlier(row);
    return day !== null && facts.on < day ? refuse("too-early", `${what}不能早于${called}（${day}），请核对。`) : undefined;
  };
}
const afterRegistration = (row: CaseRow): [string | null, string] => [row.registered_on, "登记日期"];
const afterAcceptance = (row: CaseRow): [string | null, string] =>
  row.accepted_on === null ? [row.registered_on, "登记日期"] : [row.accepted_on, "受理日期"];
const afterEnd = (row: CaseRow): [string | null, string] => [row.ended_on, "办结日期"];

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
      refuses: (row, facts) =>
        row.party_count < 2
          ? refuse("one-party", "纠纷需要至少两方当事人，请先用“更正当事人”补充另一方。", "《中华人民共和国人民调解法》第十七条")
          : notBefore("受理日期", afterRegistration)(row, facts),
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
      refuses: notBefore("日期", afterRegistration),
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
      refuses: notBefore("调解日期", afterAcceptance),
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
      refuses: notBefore("达成协议的日期", afterAcceptance),
    },
    fail: {
      label: "调解不成",
      from: ["mediating"],
      to: "failed",
      by: "mediate",
      asks: Failure,
      stamps: "ended_on",
      final: true,
      refuses: notBefore("终止日期", afterAcceptance),
    },
    withdraw: {
      label: "撤回申请",
      from: ["applied", "mediating"],
      to: "withdrawn",
      by: "withdraw",
      asks: Reason,
      stamps: "ended_on",
      final: true,
      refuses: notBefore("撤回日期", afterAcceptance),
    },
    escalate: {
      label: "报告激化",
      hint: "可能引起治安案件、刑事案件的，应当及时向公安机关报告",
      from: ["mediating", "agreed", "failed"],
      by: "mediate",
      asks: Escalation,
      stamps: "escalated_on",
      refuses: (row, facts) =>
        row.escalated_on === null || row.escalated_on === undefined
          ? notBefore("激化日期", afterAcceptance)(row, facts)
          : refuse("already-escalated", `本案已在${row.escalated_on}报告激化；之后的情况请用“记录调解”或“回访”记下。`),
    },
    visit: {
      label: "回访",
      from: ["agreed"],
      by: "mediate",
      asks: Visit,
      next: true,
      dated: "回访日期",
      refuses: notBefore("回访日期", afterEnd),
    },
    close: {
      label: "履行完毕结案",
      from: ["agreed"],
      to: "closed",
      by: "mediate",
      stamps: "closed_on",
      final: true,
      refuses: (row, facts) =>
        row.performance === "performed"
          ? notBefore("结案日期", afterEnd)(row, facts)
          : refuse("not-performed", "协议尚未记录为“已履行”，请先回访并记录履行情况。", "《中华人民共和国人民调解法》第三十一条"),
    },
  },
  clocks: {
    mediate: { label: "调结期限", starts: "accept", metBy: ["agree", "fail", "withdraw"], rule: "TJ-01" },
    confirm: {
      label: "共同申请司法确认期限",
      starts: "agree",
      metBy: [],
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
    settle: {
      label: "登记处理情况",
      from: ["open"],
      to: "settled",
      by: "report",
      asks: DisputeOutcome,
      stamps: "settled_on",
      next: true,
      refuses: (row, facts) =>
        facts.on < String(row.found_on) ? refuse("too-early", `处理日期不能早于排查日期（${String(row.found_on)}），请核对。`) : undefined,
    },
  },
  list: {
    columns: ["found_on", "kind", "topic", "township", "summary", "outcome", "settled_on"],
    filters: ["state", "kind", "topic", "township", "outcome", "found_on"],
    orders: [{ by: "found_on", label: "排查日期从新到旧", direction: "desc" }],
  },
  permissions: casePermissions,
});

export { committee, informant, mediator, site } from "./registers.ts";
