// The mediation figures the five bureaus printed in their reports: what their demonstration records must add up to.

/** One printed figure. `dims` are in the words figures are given in; `about` allows rounding to the printed decimals only. */
export interface Printed {
  bureau: number;
  /** As `parsePeriod` reads it. */
  period: string;
  indicator: string;
  dims: Record<string, string>;
  value: number;
  decimals: number;
}

const of =
  (bureau: number, period: string) =>
  (indicator: string, value: number, dims: Record<string, string> = {}, decimals = 0): Printed => ({
    bureau,
    period,
    indicator: `mediation.${indicator}`,
    dims,
    value,
    decimals,
  });

const mazhang = of(440811, "2020");
const haojiang = of(440512, "2023");
const guangming = of(440311, "2020");
const donglan = of(451224, "2020-01-01..2020-05-31");
const longquan = of(331181, "2020");

export const printed: readonly Printed[] = [
  mazhang("mediators", 9, { employment: "专职" }),
  mazhang("disputes-screened", 45, { topic: "涉疫情" }),
  mazhang("escalated", 0, { topic: "涉疫情" }),
  mazhang("townships-staffed", 3),
  mazhang("mediators", 9, { employment: "专职" }),
  mazhang("mediators", 3, { employment: "专职", background: "退休法官" }),
  mazhang("handled", 680),
  mazhang("succeeded", 664),
  mazhang("success-rate", 97.6, {}, 1),
  mazhang("handled", 17, { mediator_background: "退休法官" }),
  mazhang("people-involved", 35, { local_kind: "食品安全纠纷" }),
  haojiang("handled", 1279),
  haojiang("success-rate", 100),
  guangming("mediators", 62, { employment: "兼职", background: "社区法律顾问" }),
  guangming("online-confirmation-terminals", 46),
  guangming("online-confirmation-coverage", 100),
  guangming("disputes-screened", 1963),
  guangming("handled", 7628),
  guangming("succeeded", 7440),
  guangming("success-rate", 98),
  guangming("amount-involved", 16_459),
  guangming("escalation-prevention-rate", 100),
  donglan("committees", 167),
  donglan("committees", 149, { level: "村级" }),
  donglan("committees", 14, { level: "乡级" }),
  donglan("committees", 4, { level: "行业(医患/交通/劳动/消费)" }),
  donglan("mediators", 668),
  donglan("informant-groups", 2908),
  donglan("handled", 437),
  donglan("succeeded", 433),
  donglan("success-rate", 99),
  donglan("disputes-screened", 951),
  donglan("disputes-prevented", 38),
  donglan("escalated", 0),
  longquan("succeeded", 46, { complexity: "疑难复杂" }),
  longquan("handled", 2428),
  longquan("succeeded", 2428),
  longquan("success-rate", 100),
  longquan("handled", 44, { venue: "市矛调中心联合调解室" }),
  longquan("success-rate", 100, { venue: "市矛调中心联合调解室" }),
];
