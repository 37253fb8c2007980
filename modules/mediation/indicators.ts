// The 15 figures of people's mediation, in words and in structure.
import type { Dimension, Indicator, Measure } from "#kernel/indicators";
import { backgrounds, complexities, employments, kinds, levels, siteLevels, sources, topics, venues } from "./words.ts";

const cases = "mediation.case";
const ofCase: Record<string, Dimension> = {
  kind: { column: "kind", label: "纠纷类型", values: kinds },
  local_kind: { column: "local_kind", label: "地方细类" },
  source: { column: "source", label: "案件来源", values: sources },
  complexity: { column: "complexity", label: "难易程度", values: complexities },
  topic: { column: "topic", label: "专项", values: topics },
  venue: { column: "venue", label: "调解地点", values: venues },
  committee_level: { column: "committee_level", label: "调委会层级", values: levels },
  mediator_background: { column: "mediator_background", label: "调解员背景", values: backgrounds },
};
const handled: Measure = { from: cases, on: "accepted_on" };
const succeeded: Measure = { from: cases, on: "ended_on", where: { state: ["agreed", "closed"] } };
const escalated: Measure = { from: cases, on: "escalated_on" };
const ofDispute: Record<string, Dimension> = { topic: { column: "topic", label: "专项", values: topics }, kind: { column: "kind", label: "纠纷类型", values: kinds } };

export const indicators: Indicator[] = [
  { id: "mediation.handled", title: "调解案件数", unit: "件", decimals: 0, kind: "flow", measure: handled, by: ofCase,
    counts: "在期间内受理的人民调解案件，按受理日期计；期初结转的不计，不予受理和受理前撤回的不计。" },
  { id: "mediation.succeeded", title: "调解成功数", unit: "件", decimals: 0, kind: "flow", measure: succeeded, by: ofCase,
    counts: "在期间内达成口头或书面调解协议的案件，按达成协议的日期计，含上期受理、本期达成的。" },
  { id: "mediation.success-rate", title: "调解成功率", unit: "%", decimals: 1, kind: "ratio", ratio: { of: succeeded, to: handled }, by: ofCase,
    counts: "期间内调解成功数除以期间内调解案件数。" },
  { id: "mediation.disputes-screened", title: "排查矛盾纠纷数", unit: "起", decimals: 0, kind: "flow", measure: { from: "mediation.dispute", on: "found_on" }, by: ofDispute,
    counts: "在期间内排查发现并登记的矛盾纠纷，按排查日期计。" },
  { id: "mediation.disputes-prevented", title: "预防纠纷数", unit: "次", decimals: 0, kind: "flow", measure: { from: "mediation.dispute", on: "settled_on", where: { outcome: "prevented" } }, by: ofDispute,
    counts: "排查发现的矛盾纠纷中，在期间内登记为“预防化解”的，按化解日期计。" },
  { id: "mediation.escalated", title: "矛盾激化数", unit: "件", decimals: 0, kind: "flow", measure: escalated, by: { topic: ofCase.topic ?? { column: "topic", label: "专项" } },
    counts: "在期间内报告激化（民转刑、转化为治安案件、引发重大矛盾纠纷等）的调解案件，按激化日期计；没有即为零。" },
  { id: "mediation.escalation-prevention-rate", title: "防止矛盾激化率", unit: "%", decimals: 1, kind: "ratio", ratio: { of: escalated, to: handled, complement: true },
    counts: "1减去期间内矛盾激化数与调解案件数之比。" },
  { id: "mediation.amount-involved", title: "调解涉案金额", unit: "万元", decimals: 0, kind: "sum", measure: { ...handled, count: { sum: "amount", per: 1_000_000 } }, by: ofCase,
    counts: "期间内受理的人民调解案件登记的涉及金额之和。" },
  { id: "mediation.people-involved", title: "纠纷涉及人数", unit: "人", decimals: 0, kind: "sum", measure: { ...handled, count: { sum: "people_count" } }, by: ofCase,
    counts: "期间内受理的人民调解案件登记的涉及人数之和。" },
  { id: "mediation.committees", title: "人民调解委员会数", unit: "个", decimals: 0, kind: "stock", measure: { from: "mediation.committee", on: "established_on", until: "ended_on" },
    by: { level: { column: "level", label: "层级", values: levels }, industry: { column: "industry", label: "行业" } }, counts: "期末在册的人民调解委员会。" },
  { id: "mediation.mediators", title: "人民调解员数", unit: "名", decimals: 0, kind: "stock", measure: { from: "mediation.mediator", on: "engaged_on", until: "left_on" },
    by: { employment: { column: "employment", label: "专兼职", values: employments }, background: { column: "background", label: "背景", values: backgrounds } }, cross: [["employment", "background"]],
    counts: "期末在聘的人民调解员。" },
  { id: "mediation.informant-groups", title: "设有调解信息员的村民小组数", unit: "个", decimals: 0, kind: "stock", measure: { from: "mediation.informant", on: "since_on", until: "until_on", count: { distinct: "group_key" } },
    counts: "期末有在任调解信息员的村民小组，同一小组有多名信息员的计一个。" },
  { id: "mediation.townships-staffed", title: "配备专职人民调解员的乡镇数", unit: "个", decimals: 0, kind: "stock", measure: { from: "mediation.mediator", on: "engaged_on", until: "left_on", where: { employment: "full-time" }, count: { distinct: "township" } },
    counts: "期末至少有一名在聘专职人民调解员的乡镇（街道）。" },
  { id: "mediation.online-confirmation-terminals", title: "在线司法确认设备数", unit: "套", decimals: 0, kind: "stock", measure: { from: "mediation.site", on: "opened_on", until: "closed_on", count: { sum: "terminals" } },
    by: { level: { column: "level", label: "层级", values: siteLevels } }, counts: "期末在用站点登记的在线司法确认设备套数之和。" },
  { id: "mediation.online-confirmation-coverage", title: "在线司法确认层级覆盖率", unit: "%", decimals: 0, kind: "ratio",
    ratio: { of: { from: "mediation.site", on: "opened_on", until: "closed_on", where: { equipped: true }, count: { distinct: "level" } }, to: { from: "mediation.site", on: "opened_on", until: "closed_on", count: { distinct: "level" } } },
    by: { level: { column: "level", label: "层级", values: siteLevels } }, counts: "区、街道、社区三级公共法律服务站点中，至少有一个站点能够在线司法确认的层级所占比例。" },
];
