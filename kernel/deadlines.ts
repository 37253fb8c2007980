// Statutory clocks: from a rule and its trigger day to the last day, with the arithmetic in one sentence.
import { type Calendar, countWorkdays, covers, daysBetween, isDay, noticeDays, plus, rollForward, type Unit, yearOf } from "./calendar.ts";
import { type Day, plusDays } from "./clock.ts";
import { calendarFor, type LawBook, type Rule } from "./lawbook.ts";
import { isRefused, type Refused, refuse } from "./lifecycle.ts";

/** Time that does not count: the clock stands from `from` (included) to `to`, the day it runs again. */
export type Pause = Span & { why: string };
type Span = { from: Day; to: Day };
type Length = { amount: number; unit: Unit };
type Counted = { due: Day; says: string; at?: string };

/** What is asked of a rule, by its id or that of its family or row, with the trigger day (the event's, for limits counted backwards). */
export interface Question {
  rule: string;
  from: Day;
  at?: string | undefined; // time of day HH:MM, for limits in hours
  place?: string | undefined; // division code
  extend?: number | undefined; // what an approved extension adds, in the unit of the rule's extension
  pauses?: readonly Pause[] | undefined;
  version?: { id: string; reason: string } | undefined; // a recorded choice of another version than the trigger day's
  given?: Length | undefined; // the length, where a document of the case states it
}

/** The last day of a limit and how it came about. */
export interface Deadline {
  rule: string; // the version used
  asked: string;
  substitutedFor?: string | undefined; // what was asked, when another version governs
  law: Rule;
  from: Day;
  due: Day;
  dueAt?: string | undefined; // local date and time, for limits in hours whose starting time is known
  unit: Unit;
  arithmetic: string;
  basis: string;
  status: Rule["status"];
  provisional: boolean; // rests on a year whose calendar is not known
  kind: Rule["kind"];
  breach?: string | undefined;
  extension?: (Length & { approvedBy: string }) | undefined;
  override?: string | undefined; // why a version was chosen by hand
}

const unitWords: Record<Unit, string> = { H: "小时", ND: "日", WD: "个工作日", M: "个月", Y: "年", DATE: "" };
const basisOf = (rule: Rule) => rule.basis.join("；");
const nameOf = (rule: Rule) => `${rule.id}（${rule.title}）`;
const spanOf = (rule: Rule) => `${nameOf(rule)}${rule.effectiveFrom ?? ""}至${rule.effectiveTo ?? "今"}`;
const inForce = (rule: Rule, day: Day) => (rule.effectiveFrom ?? day) <= day && day <= (rule.effectiveTo ?? day);

/** A refusal in the words of the template that follows, resting on the rule's articles. */
function no(code: string, rule?: Rule) {
  return (words: TemplateStringsArray, ...values: unknown[]) => refuse(code, String.raw({ raw: words }, ...values), rule && basisOf(rule));
}

const badDay = (day: string) => no("bad-day")`“${day}”不是有效的日期，请按“2026-09-05”的写法填写。`;
const noCalendar = (day: Day) => no("no-calendar")`${yearOf(day)}年的放假安排未录入，不能计算工作日，请先补录国务院办公厅的放假安排。`;

/** The last day of a limit. Refuses unknown ids, days without a version in force, rows without a day, extensions and pauses the law does not give. */
export function computeDeadline(book: LawBook, question: Question): Deadline | Refused {
  const { from, place, extend, version } = question;
  if (!isDay(from)) return badDay(from);
  const found = versionOf(book, question);
  if (isRefused(found)) return found;
  const rule = lengthFrom(found, question);
  if (!rule.computes || rule.unit === null) return no("no-day", rule)`${nameOf(rule)}不计算日期：${rule.reason}。`;
  const calendar = calendarFor(book, place);
  const faulty = faultIn(calendar, rule, question);
  if (faulty !== undefined) return faulty;
  const length = { amount: rule.amount ?? 0, unit: rule.unit };
  const { due, at: dueAt, says } = rule.yearly === undefined ? count(calendar, rule, length, question) : nextYearly(rule.yearly, from);
  const asked = question.rule.trim();
  const substitutedFor = rule.id.toUpperCase() === asked.toUpperCase() ? undefined : asked;
  const chose = substitutedFor === undefined ? "" : `${from}适用${nameOf(rule)}。`;
  const versionSaid = version === undefined ? chose : `人工指定适用${nameOf(rule)}，理由：${version.reason}。`;
  const arithmetic = versionSaid + says + doubtSaid(book, rule, { from, to: due }, place);
  const provisional = !covers(calendar, from) || !covers(calendar, due);
  const extension = extend && rule.extension ? { ...rule.extension, amount: extend } : undefined;
  const { id, status, kind, breach, unit } = rule;
  const stated = { rule: id, law: rule, status, kind, breach, unit, basis: basisOf(rule), override: version?.reason };
  return { ...stated, asked, substitutedFor, from, due, dueAt, arithmetic, provisional, extension };
}

/** What may still change the day: a year without calendar, a province's days that are not counted. */
function doubtSaid(book: LawBook, rule: Rule, { from, to: due }: Span, place = ""): string {
  const unknown = [from, due].find((day) => !covers(book.calendar, day));
  const guess = rule.unit === "WD" || rule.roll ? "，暂按周一至周五为工作日推算，待安排公布后复核" : "，日期为暂定";
  const touched = (days: readonly Day[]) => days.some((day) => day > from && day <= due);
  const local = book.places.find((layer) => !layer.on && place.startsWith(layer.prefix) && touched(layer.daysOff));
  const localSaid = local === undefined ? "" : `（${local.name}另有放假，是否计入法定期限存疑，未计入）`;
  return unknown === undefined ? localSaid : `（${yearOf(unknown)}年的放假安排未录入${guess}）${localSaid}`;
}

/** The version that governs the trigger day, or the recorded choice of another of the same family. */
function versionOf(book: LawBook, { rule: asked, from, version }: Question): Rule | Refused {
  const id = asked.trim().toUpperCase();
  const exact = book.rules.get(id);
  const limits = exact === undefined ? (book.rows.get(id) ?? []) : [exact];
  if (limits.length === 0) return no("unknown-rule")`没有编号为“${asked}”的期限规则。相近的有：${near(book, id).join("、")}。`;
  const families = new Set(limits.map((rule) => rule.family.toUpperCase()));
  const versions = [...families].flatMap((family) => book.families.get(family) ?? []);
  if (version !== undefined) return chosen(versions, version);
  if (exact !== undefined && inForce(exact, from)) return exact;
  const current = versions.filter((rule) => inForce(rule, from));
  if (current.length > 1)
    return no("several-limits")`${asked}在${from}有${current.length}项期限，请指明其中一项：${current.map(nameOf).join("、")}。`;
  return current[0] ?? no("no-version", limits[0])`${from}没有施行中的${asked}。各版本的施行期：${versions.map(spanOf).join("；")}。`;
}

function chosen(versions: readonly Rule[], { id, reason }: { id: string; reason: string }): Rule | Refused {
  if (reason.trim() === "") return no("no-reason")`人工指定适用的版本，须写明理由。`;
  const rule = versions.find((candidate) => candidate.id.toUpperCase() === id.trim().toUpperCase());
  return rule ?? no("other-family")`${id}不是同一期限的版本，可选：${versions.map((candidate) => candidate.id).join("、")}。`;
}

function near(book: LawBook, id: string): string[] {
  const number = (text: string) => Number(/\d+/.exec(text)?.[0] ?? 0);
  const distance = (rule: Rule) => Math.abs(number(rule.id) - number(id)) + (rule.id.slice(0, 2) === id.slice(0, 2) ? 0 : 100);
  const byDistance = [...book.rules.values()].sort((a, b) => distance(a) - distance(b));
  return byDistance.slice(0, 6).map((rule) => rule.id);
}

function lengthFrom(rule: Rule, { given }: Question): Rule {
  if (rule.given !== true || given === undefined || !Number.isInteger(given.amount) || given.amount < 1) return rule;
  return { ...rule, ...given, computes: true, roll: rule.term !== true && ["ND", "M", "Y"].includes(given.unit) };
}

function faultIn(calendar: Calendar, rule: Rule, { from, at, extend = 0, pauses = [] }: Question): Refused | undefined {
  if (rule.unit === "WD" && !covers(calendar, from)) return noCalendar(from);
  if (at !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) return no("bad-time")`“${at}”不是有效的时刻，请按“09:30”的写法填写。`;
  return (extend === 0 ? undefined : faultyExtension(rule, extend)) ?? faultyPauses(rule, pauses);
}

function faultyExtension(rule: Rule, extend: number): Refused | undefined {
  const { extension } = rule;
  if (extension === null) return no("no-extension", rule)`${nameOf(rule)}没有延长的规定，不能延长。`;
  const word = unitWords[extension.unit];
  if (!Number.isInteger(extend) || extend < 0) return no("bad-extension", rule)`延长的期限须为正整数，单位是${word}。`;
  const most = `${nameOf(rule)}最多延长${extension.amount}${word}，须经${extension.approvedBy}批准`;
  return extend > (extension.amount ?? extend) ? no("extension-too-long", rule)`${most}；延长${extend}${word}超出规定。` : undefined;
}

function faultyPauses(rule: Rule, pauses: readonly Pause[]): Refused | undefined {
  const wrong = pauses.find(({ from, to }) => !isDay(from) || !isDay(to) || to < from);
  if (wrong !== undefined) return no("bad-pause", rule)`扣除时间“${wrong.why}”的起止日期有误：停止计算之日不能晚于恢复计算之日。`;
  const allowed = (why: string) => why !== "" && rule.pauses.some((name) => why.includes(name) || name.includes(why));
  const other = pauses.find(({ why }) => !allowed(why));
  const list = rule.pauses.length === 0 ? "本期限没有可以扣除的时间" : `可以扣除的只有：${rule.pauses.join("、")}`;
  return other && no("pause-not-allowed", rule)`${nameOf(rule)}不能扣除“${other.why}”的时间，${list}。`;
}

function count(calendar: Calendar, rule: Rule, { amount, unit }: Length, { from, at, extend, pauses = [] }: Question): Counted {
  const words = `${amount}${unitWords[unit]}`;
  if (unit === "H") return countHours(from, amount, at);
  if (amount === 0) return { due: from, says: `应于${from}当日办理。` };
  if (rule.direction === "before") {
    const due = plus(calendar, from, -amount, unit);
    return { due, says: `${from}当日不计，往前数${words}${restDays(calendar, unit, due, plusDays(from, -1))}，最迟${due}。` };
  }
  let day = plus(calendar, from, amount, unit);
  const counting = `自${from}的次日起算${words}${restDays(calendar, unit, from, day)}`;
  const says = [rule.term ? `自${from}起${words}，期满日为对应日的前一日，遇休假日不顺延` : counting];
  if (!rule.term && ["M", "Y"].includes(unit) && day.slice(8) !== from.slice(8)) says.push("届满月无对应日，以月末为准");
  if (extend && rule.extension) {
    day = plus(calendar, day, extend, rule.extension.unit);
    says.push(`经${rule.extension.approvedBy}批准延长${extend}${unitWords[rule.extension.unit]}`);
  }
  const paused = withoutPauses(calendar, unit, { from, to: plusDays(day, rule.term ? -1 : 0) }, pauses);
  const due = rule.roll ? rollForward(calendar, paused.day) : paused.day;
  says.push(...paused.says, due === paused.day ? `末日${due}` : `末日${paused.day}为法定休假日，顺延至${due}`);
  return { due, says: `${says.join("，")}。` };
}

function countHours(from: Day, hours: number, at: string | undefined): Counted {
  const end = Temporal.PlainDateTime.from(`${from}T${at ?? "00:00"}`).add({ hours });
  const due = end.toPlainDate().toString();
  if (at === undefined) return { due, says: `自${from}起${hours}小时，未记明时刻，最迟${due}同一时刻，按小时计算不顺延。` };
  const dueAt = end.toString({ smallestUnit: "minute" });
  return { due, at: dueAt, says: `自${from} ${at}起${hours}小时，至${dueAt.replace("T", " ")}，按小时计算不顺延。` };
}

function restDays(calendar: Calendar, unit: Unit, from: Day, to: Day): string {
  const rest = unit === "WD" ? daysBetween(from, to) - countWorkdays(calendar, from, to) : 0;
  const worked = noticeDays(calendar, from, to).filter((row) => row.is === "上班").length;
  return rest === 0 ? "" : `（其间休息日${rest}天不计${worked === 0 ? "" : `，调休上班${worked}天计入`}）`;
}

/** Moves the day by the union of the pauses that begin before the limit has run out; working-day limits by the working days lost. */
function withoutPauses(calendar: Calendar, unit: Unit, { from, to }: Span, pauses: readonly Pause[]) {
  let day = to;
  let reached = plusDays(from, 1);
  const says: string[] = [];
  for (const pause of pauses.toSorted((a, b) => a.from.localeCompare(b.from))) {
    const start = pause.from > reached ? pause.from : reached;
    if (start >= pause.to || start > day) continue;
    const last = plusDays(pause.to, -1);
    const lost = unit === "WD" ? countWorkdays(calendar, plusDays(start, -1), last) : daysBetween(start, pause.to);
    day = plus(calendar, day, lost, unit === "WD" ? "WD" : "ND");
    reached = pause.to;
    says.push(`扣除${pause.why}${start}至${last}共${lost}${unit === "WD" ? "个工作日" : "日"}`);
  }
  return { day, says };
}

function yearlyWords({ monthDay, exclusive }: NonNullable<Rule["yearly"]>): string {
  return `每年${Number(monthDay.slice(0, 2))}月${Number(monthDay.slice(3))}日${exclusive ? "之前" : ""}`;
}

function nextYearly(yearly: NonNullable<Rule["yearly"]>, from: Day): Counted {
  const inYear = (year: number) => plusDays(`${year}-${yearly.monthDay}`, yearly.exclusive ? -1 : 0);
  const year = yearOf(from);
  const due = inYear(year) >= from ? inYear(year) : inYear(year + 1);
  return { due, says: `${yearlyWords(yearly)}${yearly.exclusive ? "（不含当日）" : ""}，自${from}起最近的一次为${due}。` };
}

/** One line about a rule, for lists. */
export function describe({ title, trigger, reason, amount, unit, yearly, direction, extension, status }: Rule): string {
  const doubt = { C: "", P: "", K: "（待核）", KD: "（存疑）" }[status];
  if (yearly !== undefined) return `${title}：${yearlyWords(yearly)}${doubt}`;
  if (amount === null || unit === null) return `${title}：不计算日期，${reason}${doubt}`;
  if (amount === 0) return `${title}：${trigger}当日${doubt}`;
  const most = extension?.amount ? `${extension.amount}${unitWords[extension.unit]}` : "";
  const longer = extension === null ? "" : `，经${extension.approvedBy}批准可延长${most}`;
  return `${title}：${trigger}${direction === "before" ? "前" : "起"}${amount}${unitWords[unit]}${longer}${doubt}`;
}

/** Every limit with its versions, oldest first. */
export function families(book: LawBook): { family: string; versions: Rule[] }[] {
  const byAge = (a: Rule, b: Rule) => (a.effectiveFrom ?? "").localeCompare(b.effectiveFrom ?? "");
  return [...book.families.values()].map((rules) => ({ family: rules[0]?.family ?? "", versions: rules.toSorted(byAge) }));
}

/** Red when the last day has passed, amber when few working days are left (a setting), else green. */
export function trafficLight(due: Day, today: Day, book: LawBook, place?: string): "red" | "amber" | "green" {
  if (due < today) return "red";
  return plus(calendarFor(book, place), today, book.amberDays, "WD") >= due ? "amber" : "green";
}

/** Working days after `from` up to and including `to`, and the rows of the calendar that were used. Refuses a first day outside the calendar. */
export function workdaysBetween(book: LawBook, from: Day, to: Day, place?: string) {
  const wrong = [from, to].find((day) => !isDay(day));
  if (wrong !== undefined) return badDay(wrong);
  if (to < from) return no("bad-span")`截止日${to}早于起始日${from}，请对调后再算。`;
  const calendar = calendarFor(book, place);
  if (!covers(calendar, from)) return noCalendar(from);
  const sources = book.years.filter(({ year }) => year >= yearOf(from) && year <= yearOf(to)).map((year) => year.source);
  const counts = { count: countWorkdays(calendar, from, to), bothEnds: countWorkdays(calendar, plusDays(from, -1), to) };
  return { from, to, ...counts, rows: noticeDays(calendar, from, to), sources, provisional: !covers(calendar, to) };
}

/** Who decides on a span of days that the law grades by length (leave): both ends count, and a window adds earlier spans. */
export function tierOf(book: LawBook, rule: string, { from, to }: Span, earlier: readonly Span[] = []) {
  if (!isDay(from) || !isDay(to) || to < from) return no("bad-span")`起止日期${from}至${to}有误，请核对。`;
  const found = versionOf(book, { rule, from });
  if (isRefused(found)) return found;
  const { id, tiers, window, status } = found;
  if (tiers === undefined) return no("no-tiers", found)`${nameOf(found)}没有按天数分级的规定。`;
  const opens = plusDays(plus(book.calendar, to, -(window?.months ?? 0), "M"), 1);
  const inWindow = (span: Span) => Math.max(0, daysBetween(span.from > opens ? span.from : opens, span.to) + 1);
  const days = daysBetween(from, to) + 1;
  const total = earlier.reduce((sum, span) => sum + inWindow(span), days);
  const tier = window !== undefined && total > window.over ? window : tiers.find(({ upTo }) => upTo === null || days <= upTo);
  return { rule: id, days, total, who: tier?.who ?? "", basis: basisOf(found), status };
}

/** The answer the command line and the API give to one question; a row without a day answers `due: null` with the reason. */
export function answerDeadline(book: LawBook, { date, ...question }: Omit<Question, "from"> & { date: Day }) {
  const answer = computeDeadline(book, { ...question, from: date });
  if (!isRefused(answer)) {
    const { rule, from, due, unit, arithmetic, basis, status, provisional, substitutedFor, law } = answer;
    return { rule, from, due, unit, arithmetic, basis, status, provisional, substitutedFor, note: law.note };
  }
  const rule = answer.code === "no-day" ? versionOf(book, { ...question, from: date }) : answer;
  if (isRefused(rule)) return rule;
  const nothing = { due: null, unit: null, arithmetic: answer.refused, provisional: false, reason: rule.reason };
  return { rule: rule.id, from: date, ...nothing, basis: basisOf(rule), status: rule.status };
}

/** The answer the command line gives about working days. */
export const answerWorkdays = (book: LawBook, asked: Span & { place?: string }) => workdaysBetween(book, asked.from, asked.to, asked.place);
