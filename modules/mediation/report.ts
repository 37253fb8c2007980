// What the yearly report says of people's mediation.
import type { Passage } from "#kernel/prose";

export const passages: Passage[] = [
  {
    order: 400,
    heading: "人民调解",
    sentences: [
      { text: "截至{asof}，{area}共有人民调解委员会{mediation.committees}个", zero: "" },
      { text: "，其中村级{mediation.committees|level=村级}个" },
      { text: "、乡级{mediation.committees|level=乡级}个" },
      { text: "、行业性专业性{mediation.committees|level=行业(医患/交通/劳动/消费)}个" },
      { text: "；人民调解员{mediation.mediators}名", zero: "" },
      { text: "，其中专职{mediation.mediators|employment=专职}名" },
      { text: "（含退休法官{mediation.mediators|employment=专职|background=退休法官}名）" },
      { text: "、社区法律顾问担任兼职调解员{mediation.mediators|background=社区法律顾问}名" },
      { text: "，为{mediation.townships-staffed}个乡镇（街道）配备专职人民调解员" },
      { text: "；{mediation.informant-groups}个村民小组设有调解信息员" },
      { text: "。" },
      { text: "{area}各级调解组织共排查矛盾纠纷{mediation.disputes-screened}起" },
      { text: "，其中涉疫情{mediation.disputes-screened|topic=涉疫情}起" },
      { text: "，预防纠纷{mediation.disputes-prevented}次" },
      {
        text: "；办理调解案件{mediation.handled}件，调解成功{mediation.succeeded}件，调解成功率{mediation.success-rate}%",
        zero: "；期间未受理调解案件",
      },
      { text: "，其中成功调处疑难复杂纠纷{mediation.succeeded|complexity=疑难复杂}件" },
      {
        text: "，联合调解室受理{mediation.handled|venue=市矛调中心联合调解室}件、成功率{mediation.success-rate|venue=市矛调中心联合调解室}%",
      },
      { text: "，退休法官调解员参与调解{mediation.handled|mediator_background=退休法官}件" },
      { text: "，食品安全纠纷涉及{mediation.people-involved|local_kind=食品安全纠纷}人" },
      { text: "，案件涉及金额{mediation.amount-involved}万元" },
      { text: "。" },
      {
        text: "发生矛盾激化{mediation.escalated}件，防止矛盾激化率{mediation.escalation-prevention-rate}%。",
        zero: "没有发生民转刑、转化为治安案件或者引发重大矛盾纠纷的情形（{mediation.escalated}件），防止矛盾激化率{mediation.escalation-prevention-rate}%。",
      },
      {
        text: "配备人民调解在线司法确认设备{mediation.online-confirmation-terminals}套，区、街道、社区层级覆盖率{mediation.online-confirmation-coverage}%。",
      },
    ],
  },
];
