// What the server answers about mediation cases, as far as the citizen's pages show it.
import type { CaseRow } from "../../words.ts";

/** A case in the list and on its own page; a list leaves some columns out. */
export interface Shown extends Pick<CaseRow, "id" | "state" | "version" | "number" | "party_names" | "kind" | "registered_on"> {
  mediator_name?: string | null;
  committee_name?: string | null;
  due_on?: string | null;
  summary?: string;
  township?: string;
  village?: string | null;
  terms?: string | null;
  agreement_number?: string | null;
  agreement_form?: string | null;
  perform_by?: string | null;
  performance?: string | null;
  end_reason?: string | null;
  advised?: string | null;
}

export interface Clock {
  clock: string;
  due_on: string;
  basis: string | string[];
  provisional: boolean;
  met_on: string | null;
}

export interface OneCase {
  title: string;
  record: Shown;
  parts: { parties?: { id?: string; role: string; name: string }[] };
  clocks: Clock[];
  abilities: { step: string; label: string; refused?: string }[];
  documents: { name: string; label: string }[];
}

export interface CaseList {
  items: Shown[];
  next: string | null;
}

export interface Entry {
  id: string;
  on_day: string;
  actor_name: string;
  action: string;
  detail?: { changes?: Record<string, [unknown, unknown]>; input?: Record<string, unknown> };
}

export interface Taken {
  record: Shown;
  repeated: boolean;
}

export interface Division {
  code: string;
  name: string;
}

export const casesPath = "/api/v1/mediation/cases";
