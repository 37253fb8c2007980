// Says in plain words how a case stands, what happens next, by when, and what has been done so far.
import type { kinds } from "../../words.ts";
import type { Clock, Entry, Shown } from "./answers.ts";

/** What each kind of dispute means in everyday words. */
export const kindHints: Record<keyof typeof kinds, string> = {
  family: "夫妻、离婚、赡养老人、抚养孩子、继承、分家",
  neighbour: "漏水、噪音、通道、采光、宠物等邻居之间的事",
  housing: "房屋买卖、租赁、建房、宅基地边界",
  contract: "借钱不还、买卖、承包、租赁等约定的事",
  production: "生产、经营、合伙中的事",
  damages: "被人打伤、撞坏东西，要求赔偿",
  land: "耕地、山林、水塘的边界或承包",
  expropriation: "征地、拆房、补偿安置",
  pollution: "污水、废气、噪声、垃圾",
  "migrant-wages": "打工没有拿到工资",
  labour: "工伤、辞退、社保、加班费等",
  tourism: "旅行社、景区、住宿",
  "e-commerce": "网上买东西",
  consumer: "买东西、办卡、服务质量",
  medical: "看病、住院中的事",
  traffic: "交通事故赔偿",
  "property-management": "小区物业、停车、公共维修",
  other: "说不清是哪一种，也选这一项",
};

/** The kinds shown first; the others follow on demand. */
export const commonKinds: (keyof typeof kinds)[] = [
  "neighbour",
  "family",
  "contract",
  "damages",
  "migrant-wages",
  "housing",
  "property-management",
  "other",
];

const weekdays = ["日", "一", "二", "三", "四", "五", "六"];

function numbersOf(day: string): [number, number, number] {
  const [year = 0, month = 1, date = 1] = day.slice(0, 10).split("-").map(Number);
  return [year, month, date];
}

/** A day that has been: 2026年3月9日. */
export function dayWords(day: string): string {
  const [year, month, date] = numbersOf(day);
  return `${year}年${month}月${date}日`;
}

/** A day to keep in mind, with its weekday: 2026年3月9日（星期一）. */
export function dueDay(day: string): string {
  const [year, month, date] = numbersOf(day);
  return `${dayWords(day)}（星期${weekdays[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]}）`;
}

/** What happens next, in one or two sentences. */
export function nextWords(shown: Shown): string {
  const mediator = shown.mediator_name ? `调解员${shown.mediator_name}` : "调解员";
  const words: Record<string, string> = {
    applied: "当地司法所已经收到，正在看能不能受理。受理后会安排调解员，在这里可以看到。",
    mediating: `${mediator}正在调解，会联系您和对方，请留意电话。`,
    agreed: shown.performance === "performed" ? "双方都按协议做到了，调解员核实后就办结。" : "双方谈成了，请按协议去做。调解员会回访。",
    closed: "协议已经履行完毕，这件事办结了。",
    failed: `这次没有调成。${shown.advised ?? "您可以依法通过仲裁、行政、司法等途径维护权利"}。`,
    declined: "这次没有受理。对结果有疑问，可以到当地司法所当面问。",
    withdrawn: "您的申请已经撤回。需要时可以重新申请。",
  };
  return (words[shown.state] ?? "").replace(/。。$/, "。");
}

/** By when, from the clocks that still run; undefined when no day is set. */
export function dueWords(state: string, clocks: Clock[], today: string): string | undefined {
  const running = clocks.filter((clock) => clock.met_on === null);
  const mediate = running.find((clock) => clock.clock === "mediate");
  if (state === "mediating" && mediate !== undefined) return mediateWords(mediate.due_on, today);
  const confirm = running.find((clock) => clock.clock === "confirm");
  if (state !== "agreed" || confirm === undefined || confirm.due_on < today) return undefined;
  return `想请法院确认这份协议的，双方最晚在${dueDay(confirm.due_on)}一起向法院申请。`;
}

/** The sentence of the list, where only the day is known. */
export function mediateWords(due: string, today: string): string {
  if (due < today) return `一般最晚${dueDay(due)}有结果，现在已经过了这一天，您可以向调解员询问进度。`;
  return due === today ? "一般今天会有结果。" : `一般最晚${dueDay(due)}有结果。`;
}

/** The performance day of an agreement; says so when it has passed unperformed. */
export function performWords(shown: Shown, today: string): string | undefined {
  if (!shown.perform_by) return undefined;
  const late = shown.perform_by < today && shown.performance !== "performed" && shown.state === "agreed";
  return `最晚${dueDay(shown.perform_by)}${late ? "。这一天已经过了，对方没有做到的，请告诉调解员" : ""}。`;
}

const done: Record<string, (entry: Entry) => string> = {
  apply: () => "您提交了申请",
  register: () => "工作人员登记了这件纠纷",
  accept: (entry) => `申请已受理${after(entry, "mediator_name", "，调解员：")}`,
  decline: (entry) => `没有受理${after(entry, "end_reason", "，原因：")}`,
  correct: () => "工作人员更正了登记内容",
  reassign: (entry) => `更换了调解员${after(entry, "mediator_name", "，现在是：")}`,
  hold: (entry) => `进行了一次调解${typed(entry, "place", "，地点：")}`,
  agree: () => "双方达成了协议",
  fail: (entry) => `这次没有调成${after(entry, "end_reason", "，原因：")}`,
  withdraw: (entry) => `申请已撤回${after(entry, "end_reason", "，原因：")}`,
  visit: () => "调解员回访了协议的履行情况",
  close: () => "协议履行完毕，办结",
};

function after(entry: Entry, column: string, before: string): string {
  const value = entry.detail?.changes?.[column]?.[1];
  return typeof value === "string" && value !== "" ? `${before}${value}` : "";
}

function typed(entry: Entry, field: string, before: string): string {
  const value = entry.detail?.input?.[field];
  return typeof value === "string" && value !== "" ? `${before}${value}` : "";
}

/** What has been done, newest first; entries that are the office's own business (views, refusals) are left out. */
export function timeline(entries: Entry[]): { id: string; day: string; words: string }[] {
  return entries.flatMap((entry) => {
    const words = done[entry.action]?.(entry);
    return words === undefined ? [] : [{ id: entry.id, day: dayWords(entry.on_day), words }];
  });
}
