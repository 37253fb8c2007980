// An application while it is written on the phone: its screens, its draft, what is wrong with it, and the input it becomes.
import { Application } from "../../words.ts";

/** One side of the dispute as typed. */
export interface Side {
  name: string;
  phone: string;
}

/** Everything as typed; `sides[0]` is the applicant. */
export interface Written {
  kind: string;
  sides: Side[];
  summary: string;
  township: string;
  village: string;
}

export const screens = ["kind", "me", "other", "story", "place", "check"] as const;
export type ScreenName = (typeof screens)[number];

/** How many other people an application can name; more are told to the mediator. */
export const mostSides = 11;

/** A fresh application of a person. */
export function blank(name: string): Written {
  return {
    kind: "",
    sides: [
      { name, phone: "" },
      { name: "", phone: "" },
    ],
    summary: "",
    township: "",
    village: "",
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a draft holds, whatever version of the page kept it. */
export function fromDraft(values: Record<string, unknown>, name: string): Written {
  const listed = Array.isArray(values.sides) ? (values.sides as unknown[]) : [];
  const sides = listed
    .filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null)
    .map((one) => ({ name: textOf(one.name), phone: textOf(one.phone) }));
  const base = blank(name);
  return {
    kind: textOf(values.kind),
    sides: sides.length >= 2 ? sides : base.sides,
    summary: textOf(values.summary),
    township: textOf(values.township),
    village: textOf(values.village),
  };
}

/** Whether anything was typed beside what the page filled in itself. */
export function isTouched(written: Written, name: string): boolean {
  return JSON.stringify(written) !== JSON.stringify(blank(name));
}

function filled(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
}

/** The input of the step: what was left empty is left out. */
export function inputOf(written: Written): Record<string, unknown> {
  const { kind, summary, township, village } = written;
  const parties = written.sides.map((side, index) => ({
    role: index === 0 ? "applicant" : "respondent",
    ...filled({ name: side.name, phone: side.phone }),
  }));
  return { ...filled({ kind, summary, township, village }), parties };
}

/** What is wrong, one sentence by field path ("parties.1.name"); the same schema the server judges by. */
export function wrongsOf(written: Written): Record<string, string> {
  const wrongs: Record<string, string> = {};
  for (const issue of Application.safeParse(inputOf(written)).error?.issues ?? []) wrongs[issue.path.join(".")] ??= issue.message;
  return wrongs;
}

/** The screen on which a field stands. */
export function screenOf(path: string): ScreenName {
  if (path === "kind") return "kind";
  if (path.startsWith("parties.0")) return "me";
  if (path.startsWith("parties")) return "other";
  if (path === "summary") return "story";
  return path === "township" || path === "village" ? "place" : "check";
}

/** The wrongs of one screen; the last screen answers for all. */
export function wrongsOn(screen: ScreenName, wrongs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(wrongs).filter(([path]) => screen === "check" || screenOf(path) === screen));
}

function valueAt(written: Written, path: string): string {
  const [first = "", place = "", field = ""] = path.split(".");
  if (first !== "parties") return textOf(Object.entries(written).find(([name]) => name === first)?.[1]);
  return place === ""
    ? String(written.sides.length)
    : textOf(Object.entries(written.sides[Number(place)] ?? {}).find(([name]) => name === field)?.[1]);
}

/** The wrongs that still stand after a change: what was touched is taken back until it is checked again; who is who shifts when a side comes or goes. */
export function standing(wrongs: Record<string, string>, before: Written, after: Written): Record<string, string> {
  const moved = before.sides.length !== after.sides.length;
  const stands = (path: string) => !(moved && path.startsWith("parties")) && valueAt(before, path) === valueAt(after, path);
  return Object.fromEntries(Object.entries(wrongs).filter(([path]) => stands(path)));
}
