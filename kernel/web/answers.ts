// What the server answers, as the web apps read it.
import type { Light } from "./days.ts";

/** One role of a person in an office, in words. */
export interface RoleHeld {
  role: string;
  label: string;
  office: string;
  officeName: string;
}

/** One kind of record the person may look at, and what new ones he may register. */
export interface MenuRecord {
  name: string;
  path: string;
  label: string;
  can: { step: string; label: string }[];
}

/** Who is signed in, what day it is for his bureau, and what his menu holds. */
export interface Session {
  actor: { id: string; name: string; kind: string; bureau: number; bureauName: string; login?: string; roles: RoleHeld[] };
  today: string;
  demo: boolean;
  /** The password was made by somebody else and must be changed before anything else. */
  mustChange?: boolean;
  unread: number;
  /** Modules of which the person sees the whole bureau; empty for office staff. */
  wholeBureau: string[];
  menus: { module: string; label: string; records: MenuRecord[] }[];
}

/** Nobody is signed in; `setup` says that this installation is still empty. */
export interface NoSession {
  actor: null;
  today: string;
  demo: boolean;
  setup?: boolean;
}

/** A row as lists and records give it. */
export interface Row extends Record<string, unknown> {
  id: string;
  state: string;
  version: number;
}

/** One page of a list. */
export interface ListAnswer {
  items: Row[];
  next: string | null;
  total?: number;
  can: { step: string; label: string }[];
}

/** A step the person may take now, or why not. */
export interface AbilityAnswer {
  step: string;
  label: string;
  hint?: string;
  next: boolean;
  final: boolean;
  refused?: string;
  basis?: string;
}

/** A statutory clock of a record, explained. */
export interface ClockAnswer {
  clock: string;
  label: string;
  rule: string;
  from_on: string;
  due_on: string;
  arithmetic: string;
  basis: string | string[];
  status: string;
  provisional: boolean;
  kind: string;
  /** Suspended: no due day is running. */
  paused?: boolean;
  met_on: string | null;
}

/** One record with all that belongs to it. */
export interface RecordAnswer {
  title: string;
  record: Row;
  parts: Record<string, Record<string, unknown>[]>;
  clocks: ClockAnswer[];
  abilities: AbilityAnswer[];
  /** What the form of a step starts with, by step and field. */
  presets?: Partial<Record<string, Record<string, unknown>>>;
  documents: { name: string; label: string }[];
}

/** What a step that was taken answers. */
export interface StepTaken {
  title: string;
  record: Row;
  repeated: boolean;
  abilities: AbilityAnswer[];
}

/** One entry of a record's history. */
export interface HistoryEntry {
  id: string;
  at: string;
  on_day: string;
  actor_name: string;
  actor_role: string;
  action: string;
  version: number;
  summary: string;
  detail: { changes?: Record<string, [unknown, unknown]>; input?: Record<string, unknown>; reason?: string };
}

/** What waits for the person. */
export interface WorkAnswer {
  groups: { module: string; path: string; label: string; items: (Row & { title?: string })[]; more: boolean }[];
  lights: { red: number; amber: number; green: number };
  upcoming: {
    title?: string;
    subject: string;
    subject_id?: string;
    module: string;
    path: string;
    id?: string;
    type: string;
    label: string;
    due_on: string;
    light: Light;
    arithmetic: string;
    basis: string;
    status: string;
  }[];
}

/** The figures of a period, as far as a page that shows only totals reads them. */
export interface TotalsAnswer {
  items: { indicator: string; title: string; printed: string; unit: string; value: number | null; dims: Record<string, string> }[];
}

/** What search found. */
export interface SearchAnswer {
  items: { module: string; path: string; id: string; title: string; label: string }[];
}

/** A place of the GB/T 2260 tree below a bureau. */
export interface Division {
  code: string;
  name: string;
}
