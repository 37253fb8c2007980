// The nouns of people's mediation: what a case, a committee, a mediator … consists of, in the words of the law and of the ministry's code lists.
import { z } from "zod";

/** The ministry's 18 kinds of dispute (人民调解案件情况统计). */
export const kinds = {
  family: "婚姻家庭纠纷",
  neighbour: "邻里纠纷",
  housing: "房屋宅基地纠纷",
  contract: "合同纠纷",
  production: "生产经营纠纷",
  damages: "损害赔偿纠纷",
  land: "山林土地纠纷",
  expropriation: "征地拆迁纠纷",
  pollution: "环境污染纠纷",
  "migrant-wages": "拖欠农民工工资纠纷",
  labour: "其他劳动争议纠纷",
  tourism: "旅游纠纷",
  "e-commerce": "电子商务纠纷",
  consumer: "其他消费纠纷",
  medical: "医疗纠纷",
  traffic: "道路交通事故纠纷",
  "property-management": "物业纠纷",
  other: "其他纠纷",
} as const;

/** Where a case comes from (依申请、主动、接受委托移送). */
export const sources = {
  application: "依申请调解",
  initiative: "主动调解",
  court: "法院委托移送",
  procuratorate: "检察院委托移送",
  police: "公安机关委托移送",
  petition: "信访部门委托移送",
  department: "其他部门委托移送",
} as const;

export const complexities = { ordinary: "一般", complex: "疑难复杂" } as const;
export const topics = { general: "一般", epidemic: "涉疫情" } as const;
export const venues = { committee: "调委会", centre: "市矛调中心联合调解室", "on-site": "现场", online: "线上" } as const;
export const forms = { written: "书面协议", oral: "口头协议" } as const;
export const performances = { performing: "正在履行", performed: "已履行", partly: "部分履行", unperformed: "未履行" } as const;
export const escalations = {
  criminal: "民转刑",
  "public-order": "转化为治安案件",
  "group-petition": "群体性上访",
  "armed-fight": "群体性械斗",
  suicide: "自杀",
  major: "引发重大矛盾纠纷",
} as const;
export const partyRoles = { applicant: "申请人", respondent: "被申请人", third: "第三人" } as const;
export const levels = { village: "村级", township: "乡级", industry: "行业(医患/交通/劳动/消费)" } as const;
export const hosts = {
  village: "村",
  community: "居",
  township: "乡镇",
  street: "街道",
  enterprise: "企事业单位",
  organisation: "社会团体和其他组织",
} as const;
export const employments = { "full-time": "专职", "part-time": "兼职" } as const;
export const backgrounds = {
  none: "无",
  "retired-judge": "退休法官",
  "retired-legal": "退休政法干警",
  "community-counsel": "社区法律顾问",
  lawyer: "律师",
  veteran: "退役军人",
  elder: "乡贤",
} as const;
export const outcomes = { watching: "跟踪中", prevented: "预防化解", resolved: "当场化解", case: "转入调解" } as const;
export const siteLevels = { district: "区", street: "街道", community: "社区" } as const;

/** A choice among a code list; `words` are shown instead of the codes. */
function choice<const Words extends Record<string, string>>(words: Words, title: string) {
  return z
    .enum(Object.keys(words) as [keyof Words & string, ...(keyof Words & string)[]], { error: `请选择${title}` })
    .meta({ title, words });
}
const text = (title: string, most: number) =>
  z
    .string({ error: `请填写${title}` })
    .trim()
    .min(1, `请填写${title}`)
    .max(most, `${title}：最多写${most}字，现已超出，请精简`)
    .meta({ title });
const long = (title: string, least: number, most: number) =>
  z
    .string({ error: `请填写${title}` })
    .trim()
    .min(least, `${title}：请至少写${least}个字`)
    .max(most, `${title}：最多写${most}字，现已超出，请精简`)
    .meta({ title, widget: "long" });
const day = (title: string) => z.iso.date(`${title}格式应为年-月-日，如2026-03-05`).meta({ title, widget: "day" });
const money = (title: string) =>
  z
    .number({ error: `${title}请填写数字` })
    .int()
    .min(0, `${title}不能为负数`)
    .max(1e15, `${title}过大，请核对单位是否为元`)
    .meta({ title, widget: "money" });
const division = (title: string, level: "township" | "village") =>
  z
    .string({ error: `请选择${title}` })
    .regex(/^\d{9}(\d{3})?$/, `请选择${title}`)
    .meta({ title, widget: level });
const chosen = (title: string, of: string) => z.uuid({ error: `请选择${title}` }).meta({ title, widget: `record:${of}` });

/** An entry as it is asked for a change: every answer may be left out, and what is left out takes no usual value. */
function amendable(entry: z.ZodObject): z.ZodObject {
  const loose = (field: unknown) => (field instanceof z.ZodDefault ? field.removeDefault() : (field as z.ZodType)); // a shape holds schemas
  return z.object(Object.fromEntries(Object.entries(entry.shape).map(([key, field]) => [key, (loose(field) as z.ZodType).optional()])));
}

/** A party to a dispute. Identity number and phone are sensitive: shown in part until opened for a reason. */
export const Party = z.object({
  role: choice(partyRoles, "身份"),
  name: z
    .string({ error: "请填写姓名或单位名称" })
    .trim()
    .min(2, "姓名至少2个字")
    .max(60, "姓名或单位名称不超过60字")
    .meta({ title: "姓名（名称）" }),
  id_number: z
    .string()
    .trim()
    .max(30, "证件号码不超过30位")
    .optional()
    .meta({ title: "证件号码", widget: "identity", hint: "居民身份证或统一社会信用代码，可不填" }),
  phone: z.string().trim().max(20, "电话不超过20位").optional().meta({ title: "联系电话", widget: "phone" }),
  address: z.string().trim().max(200, "住址不超过200字").optional().meta({ title: "住址" }),
});
export type Party = z.infer<typeof Party>;
export const Parties = z
  .array(Party)
  .min(2, "调解需要至少两方当事人，请补充另一方")
  .max(60, "当事人不超过60人，其余人数填入涉及人数")
  .meta({ title: "当事人", widget: "parts" });

/** What is asked when a dispute is put down. */
export const Registration = z.object({
  kind: choice(kinds, "纠纷类型"),
  source: choice(sources, "案件来源").default("application"),
  parties: Parties,
  summary: long("纠纷简要情况", 10, 4000),
  township: division("纠纷发生地（乡镇街道）", "township"),
  village: division("村（社区）", "village").optional(),
  people_count: z
    .number({ error: "涉及人数请填写数字" })
    .int("涉及人数请填写整数")
    .min(2, "涉及人数至少2人")
    .max(100_000, "涉及人数过大，请核对")
    .default(2)
    .meta({ title: "涉及人数", unit: "人" }),
  amount: money("涉及金额").default(0),
  topic: choice(topics, "专项").default("general"),
  complexity: choice(complexities, "难易程度").default("ordinary"),
  local_kind: z.string().trim().max(30, "地方细类不超过30字").optional().meta({ title: "地方细类", hint: "本地另有细分类型时填写" }),
});

/** What a citizen says on a phone: few fields, plain words. */
export const Application = z.object({
  kind: choice(kinds, "纠纷类型"),
  parties: Parties,
  summary: long("发生了什么事", 10, 4000),
  township: division("在哪个乡镇（街道）", "township"),
  village: division("在哪个村（社区）", "village").optional(),
});

/** What is asked when a case is accepted. */
export const Acceptance = z.object({
  committee_id: chosen("调解委员会", "mediation.committee"),
  mediator_id: chosen("调解员", "mediation.mediator"),
  venue: choice(venues, "调解地点").default("committee"),
});
export const Session = z.object({ place: text("调解地点", 100), note: long("调解记录", 10, 20_000) });
export const Agreement = z.object({
  agreement_form: choice(forms, "协议形式").default("written"),
  terms: long("协议内容", 5, 20_000).meta({ title: "协议内容", widget: "long", hint: "一项一行，写明谁、何时、做什么" }),
  perform_by: day("履行期限").optional(),
});
export const Failure = z.object({
  end_reason: text("终止原因", 500),
  advised: text("告知的救济途径", 200).default("可以依法通过仲裁、行政、司法等途径维护权利"),
});
export const Reason = z.object({ end_reason: text("原因", 500) });
export const Visit = z.object({ performance: choice(performances, "履行情况"), note: long("回访情况", 2, 4000) });
export const Escalation = z.object({ escalation: choice(escalations, "激化情形"), note: long("情况说明", 5, 4000) });
export const Correction = amendable(Registration.omit({ parties: true, township: true, village: true }));
/** The parties and the place as they ought to have been put down; a masked number or telephone sent back unchanged stays as it is. */
export const PartiesCorrection = Registration.pick({ parties: true, township: true, village: true });
export const Reassignment = Acceptance.pick({ mediator_id: true }).extend({ reason: text("更换原因", 200) });

/** Every column of a case that people see. */
export const Case = z.object({
  number: z.string().nullable().meta({ title: "案号" }),
  party_names: z.string().meta({ title: "当事人" }),
  kind: choice(kinds, "纠纷类型"),
  local_kind: z.string().nullable().meta({ title: "地方细类" }),
  source: choice(sources, "案件来源"),
  topic: choice(topics, "专项"),
  complexity: choice(complexities, "难易程度"),
  venue: choice(venues, "调解地点").nullable(),
  summary: z.string().meta({ title: "纠纷简要情况", widget: "long" }),
  township: division("乡镇（街道）", "township"),
  village: division("村（社区）", "village").nullable(),
  people_count: z.number().int().meta({ title: "涉及人数", unit: "人" }),
  amount: money("涉及金额"),
  committee_id: z.uuid().nullable().meta({ title: "调解委员会", hidden: true }),
  committee_name: z.string().nullable().meta({ title: "调解委员会" }),
  committee_level: choice(levels, "调委会层级").nullable(),
  mediator_id: z.uuid().nullable().meta({ title: "调解员", hidden: true }),
  mediator_name: z.string().nullable().meta({ title: "调解员" }),
  mediator_background: choice(backgrounds, "调解员背景").nullable(),
  registered_on: day("登记日期"),
  accepted_on: day("受理日期").nullable(),
  ended_on: day("办结日期").nullable(),
  agreement_form: choice(forms, "协议形式").nullable(),
  agreement_number: z.string().nullable().meta({ title: "协议编号" }),
  terms: z.string().nullable().meta({ title: "协议内容", widget: "long" }),
  perform_by: day("履行期限").nullable(),
  performance: choice(performances, "履行情况").nullable(),
  closed_on: day("结案日期").nullable(),
  end_reason: z.string().nullable().meta({ title: "终止或不予受理原因" }),
  advised: z.string().nullable().meta({ title: "告知的救济途径" }),
  escalated_on: day("激化日期").nullable(),
  escalation: choice(escalations, "激化情形").nullable(),
});
export interface CaseRow extends Record<string, unknown> {
  bureau_id: number;
  id: string;
  state: string;
  version: number;
  offices: string[];
  owners: string[];
  number: string | null;
  party_names: string;
  party_count: number;
  kind: keyof typeof kinds;
  performance: string | null;
  accepted_on: string | null;
  registered_on: string;
  ended_on: string | null;
  escalated_on?: string | null;
  agreement_form: string | null;
}

export const Committee = z.object({
  name: text("名称", 60),
  level: choice(levels, "层级"),
  host: choice(hosts, "设立单位类型"),
  industry: z
    .string()
    .trim()
    .max(30, "行业不超过30字")
    .optional()
    .nullable()
    .meta({ title: "行业或专业", hint: "行业性、专业性调委会填写，如：医疗、交通、劳动、消费" }),
  township: division("所在乡镇（街道）", "township"),
  village: division("所在村（社区）", "village").optional().nullable(),
  established_on: day("设立日期"),
  term_from: day("本届起始日期"),
  ended_on: day("撤销日期").nullable(),
});
export const CommitteeEntry = Committee.omit({ ended_on: true, established_on: true, term_from: true });
export const CommitteeChange = amendable(CommitteeEntry);

export const Mediator = z.object({
  name: z.string({ error: "请填写姓名" }).trim().min(2, "姓名至少2个字").max(30, "姓名不超过30字").meta({ title: "姓名" }),
  committee_id: chosen("所属调解委员会", "mediation.committee"),
  committee_name: z.string().meta({ title: "所属调解委员会" }),
  township: division("所在乡镇（街道）", "township"),
  employment: choice(employments, "专兼职"),
  background: choice(backgrounds, "背景").default("none"),
  phone: z.string().trim().max(20, "电话不超过20位").optional().nullable().meta({ title: "联系电话", widget: "phone" }),
  account_id: z.uuid().optional().nullable().meta({ title: "登录帐号", widget: "account", hint: "在本系统有帐号的调解员选择，可不填" }),
  engaged_on: day("聘任日期"),
  left_on: day("解聘日期").nullable(),
});
export const MediatorEntry = Mediator.omit({ committee_name: true, township: true, engaged_on: true, left_on: true });
export const MediatorChange = amendable(MediatorEntry);

/** A dispute found by screening (排查). */
export const Dispute = z.object({
  kind: choice(kinds, "纠纷类型"),
  topic: choice(topics, "专项").default("general"),
  township: division("乡镇（街道）", "township"),
  village: division("村（社区）", "village").optional().nullable(),
  summary: long("纠纷情况", 4, 2000),
  found_on: day("排查日期"),
  outcome: choice(outcomes, "处理情况").default("watching"),
  settled_on: day("化解日期").nullable(),
});
export const DisputeEntry = Dispute.omit({ found_on: true, settled_on: true, outcome: true });
const { watching: _, ...settledOutcomes } = outcomes;
export const DisputeOutcome = z.object({ outcome: choice(settledOutcomes, "处理情况") });

export const Informant = z.object({
  name: z.string({ error: "请填写姓名" }).trim().min(2, "姓名至少2个字").max(30, "姓名不超过30字").meta({ title: "姓名" }),
  township: division("乡镇（街道）", "township"),
  village: division("村（社区）", "village"),
  village_group: text("村民小组", 60),
  phone: z.string().trim().max(20, "电话不超过20位").optional().nullable().meta({ title: "联系电话", widget: "phone" }),
  since_on: day("起始日期"),
  until_on: day("终止日期").nullable(),
});
export const InformantEntry = Informant.omit({ since_on: true, until_on: true });

/** A place where parties may ask the court online to confirm an agreement. */
export const Site = z.object({
  name: text("站点名称", 60),
  level: choice(siteLevels, "层级"),
  township: division("所在乡镇（街道）", "township").optional().nullable(),
  terminals: z
    .number({ error: "设备套数请填写数字" })
    .int()
    .min(0, "设备套数不能为负")
    .max(1000, "设备套数过大，请核对")
    .meta({ title: "在线司法确认设备", unit: "套" }),
  opened_on: day("启用日期"),
  closed_on: day("停用日期").nullable(),
});
export const SiteEntry = Site.omit({ opened_on: true, closed_on: true });
export const SiteChange = amendable(SiteEntry);

export const SessionRow = Session.extend({ held_on: day("日期") });
export const VisitRow = Visit.extend({ visited_on: day("日期") });
