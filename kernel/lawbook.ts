// The law as data: reads the time limits and working-day calendar in law/ and lays a bureau's own settings over them.
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Calendar } from "./calendar.ts";
import type { Day } from "./clock.ts";
import { type Refused, refuse } from "./lifecycle.ts";

const DayText = z.iso.date();
const Yearly = z.strictObject({ monthDay: z.string().regex(/^\d{2}-\d{2}$/), exclusive: z.boolean() });
const Unit = z.enum(["H", "ND", "WD", "M", "Y", "DATE"]);
const flag = z.boolean().optional();
const words = z.string().optional();
const Tiers = z.array(z.strictObject({ upTo: z.int().nullable(), who: z.string() }));
const Extension = z.strictObject({ amount: z.int().nullable(), unit: Unit, times: z.int().nullable(), approvedBy: z.string() });
const named = { id: z.string(), family: z.string(), row: z.string(), title: z.string(), trigger: z.string() };
const counted = { computes: z.boolean(), amount: z.int().nonnegative().nullable(), unit: Unit.nullable(), roll: z.boolean() };
const special = { yearly: Yearly.optional(), term: flag, given: flag, inclusive: flag, tiers: Tiers.optional() };
const inWords = { reason: words, suggestion: words, breach: words, note: words, filled: words };

const Fields = z.strictObject({
  ...named,
  ...counted,
  ...special,
  ...inWords,
  direction: z.enum(["after", "before"]),
  window: z.strictObject({ months: z.int(), over: z.int(), who: z.string() }).optional(),
  kind: z.enum(["duty", "right", "cap", "floor", "soft", "expected"]),
  extension: Extension.nullable(),
  pauses: z.array(z.string()),
  onLapse: z.strictObject({ event: z.string(), starts: words }).optional(),
  basis: z.array(z.string()).min(1),
  effectiveFrom: DayText.nullable(),
  effectiveTo: DayText.nullable(),
  status: z.enum(["C", "P", "K", "KD"]),
});
/** One version of one statutory time limit; law/README.md says what each field means. */
export type Rule = z.infer<typeof Fields>;

const Rule = Fields.refine((rule) => {
  const limited = rule.yearly === undefined ? rule.amount !== null && rule.unit !== null && rule.unit !== "DATE" : rule.unit === "DATE";
  if (rule.computes) return limited && (rule.status !== "KD" || rule.filled !== undefined);
  return rule.amount === null && rule.yearly === undefined && rule.reason !== undefined;
}, "computes without a limit, does not compute without a reason, or computes though in doubt");

const Days = { daysOff: z.array(DayText), workdays: z.array(DayText), status: z.string(), note: z.string().optional() };
const Year = z.strictObject({ year: z.int(), source: z.string(), ...Days });
const Place = z.strictObject({ prefix: z.string(), name: z.string(), on: z.boolean(), ...Days });
/** The working-day calendar of a year, after the State Council's notice. */
export type CalendarYear = z.infer<typeof Year>;

/** The time limits and the calendar, indexed; ids in capitals. */
export interface LawBook {
  rules: ReadonlyMap<string, Rule>;
  families: ReadonlyMap<string, Rule[]>;
  rows: ReadonlyMap<string, Rule[]>;
  years: readonly CalendarYear[];
  /** Days a province adds; they count for statutory limits only when switched on. */
  places: readonly z.infer<typeof Place>[];
  calendar: Calendar;
  amberDays: number;
}

type Limit = { amount: number; unit: z.infer<typeof Unit> } | { yearly: z.infer<typeof Yearly> };

/** What a bureau may lay over the law: K and KD rules, a province's days, later years of the calendar, when a light turns amber. */
export interface LawSettings {
  rules?: Record<string, { why: string; roll?: boolean } & Limit>;
  places?: Record<string, { on: boolean; daysOff?: Day[]; workdays?: Day[] }>;
  years?: CalendarYear[];
  amberDays?: number;
}

const at = (path: string) => new URL(`../law/${path}`, import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(at(path), "utf8"));

/** Reads and checks law/. Faulty data stops the program: it is part of the product. */
export function loadLawBook(): LawBook {
  const Section = z.strictObject({ section: z.string(), asOf: DayText, rules: z.array(Rule) });
  const rules = readdirSync(at("time-limits")).flatMap((name) => Section.parse(read(`time-limits/${name}`)).rules);
  const yearFiles = readdirSync(at("calendar")).filter((name) => /^\d/.test(name));
  const years = yearFiles.map((name) => Year.parse(read(`calendar/${name}`)));
  return indexed(rules, years, z.array(Place).parse(read("calendar/places.json")), 3);
}

function indexed(rules: readonly Rule[], years: readonly CalendarYear[], places: LawBook["places"], amberDays: number): LawBook {
  const known = { years: new Set(years.map((year) => year.year)), off: new Set<Day>(), work: new Set<Day>() };
  return {
    rules: new Map(rules.map((rule) => [rule.id.toUpperCase(), rule])),
    families: Map.groupBy(rules, (rule) => rule.family.toUpperCase()),
    rows: Map.groupBy(rules, (rule) => rule.row.toUpperCase()),
    years: years.toSorted((a, b) => a.year - b.year),
    places,
    calendar: withDays(known, years),
    amberDays,
  };
}

function withDays({ years, off, work }: Calendar, more: readonly { daysOff: Day[]; workdays: Day[] }[]): Calendar {
  const daysOff = more.flatMap((row) => row.daysOff);
  const workdays = more.flatMap((row) => row.workdays);
  return { years, off: new Set([...off, ...daysOff]), work: new Set([...work, ...workdays]) };
}

/** The calendar for a place (division code): the national one, with the days of a province's layer when that is switched on. */
export function calendarFor(book: LawBook, place = ""): Calendar {
  const layers = book.places.filter((layer) => layer.on && place.startsWith(layer.prefix));
  return layers.length === 0 ? book.calendar : withDays(book.calendar, layers);
}

/** The law book with a bureau's settings laid over it; the given book stays as it is. Refuses to change a confirmed rule. */
export function withSettings(book: LawBook, settings: LawSettings): LawBook | Refused {
  const rules = new Map(book.rules);
  for (const [id, change] of Object.entries(settings.rules ?? {})) {
    const changed = changedRule(rules.get(id.toUpperCase()), id, change);
    if ("refused" in changed) return changed;
    rules.set(id.toUpperCase(), changed);
  }
  const places = book.places.map((layer) => ({ ...layer, ...settings.places?.[layer.prefix] }));
  const years = new Map([...book.years, ...(settings.years ?? [])].map((year) => [year.year, year]));
  return indexed([...rules.values()], [...years.values()], places, settings.amberDays ?? book.amberDays);
}

function changedRule(rule: Rule | undefined, id: string, { why, ...change }: { why: string; roll?: boolean } & Limit): Rule | Refused {
  if (rule === undefined) return refuse("unknown-rule", `没有编号为${id}的期限规则，请核对编号。`);
  if ("CP".includes(rule.status)) return refuse("not-editable", `${id}是已核实的法定期限，不能修改；只有待核、存疑的期限可以设定。`);
  if (why.trim() === "") return refuse("no-reason", `设定${id}须写明依据的文件或者理由。`);
  const rolls = "unit" in change && rule.direction === "after" && rule.term !== true && ["ND", "M", "Y"].includes(change.unit);
  const roll = rule.computes ? rule.roll : rolls;
  const limit = "unit" in change ? { yearly: undefined } : { amount: null, unit: "DATE" };
  const changed = Rule.safeParse({ ...rule, roll, ...limit, ...change, computes: true, filled: why });
  return changed.success ? changed.data : refuse("bad-setting", `${id}的设定有误：期限须为非负整数并选定单位，或者填写每年的月日。`);
}
