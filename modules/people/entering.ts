// Entering the parties of a matter into the register: those already known are found, the others are put down, in two round trips.
import { newId } from "#kernel/clock";
import { insert } from "#kernel/db";
import { historyInsert } from "#kernel/history";
import { isRefused, type RecordRow, type RecordType, subjectOf } from "#kernel/lifecycle";
import { grams, searchText } from "#kernel/search";
import type { Ctx } from "#kernel/step";
import { maskIdNumber } from "./identifiers.ts";
import { claimNumbers } from "./identity.ts";
import { organisationType, personType } from "./lifecycle.ts";
import { type PartyEntry, readParty, type ReadParty } from "./parties.ts";
import { nameWords } from "./pinyin.ts";
import type { OrganisationRow, PersonRow } from "./words.ts";

/** A party as the register knows it; name, number and telephone are in the form to be stored. */
export interface Entered {
  /** Of the person or, by `kind`, the organisation. */
  personId: string;
  kind: "person" | "organisation";
  name: string;
  /** A person's number with its middle hidden, a body's code in full (it is public). */
  idMasked: string | null;
  phone: string | null;
}

interface Entry extends ReadParty {
  id: string;
}

/**
 * Finds each party in the bureau by its number, or puts it down; whoever is found becomes visible to `offices`. Parties without a number are always
 * new: names are not guessed at. What is written beside the claim runs after the step's own record, so nothing may read it within the step.
 * Throws when `checkParty` would have refused.
 */
export async function enterPersons(ctx: Ctx, parties: PartyEntry[], offices: string[]): Promise<Entered[]> {
  const entries = parties.map((party) => entryOf(party, ctx.today));
  const numbered = entries.flatMap((entry) =>
    entry.number === undefined ? [] : [{ ...entry.number, holder: entry.kind, holderId: entry.id }],
  );
  const holders = await claimNumbers(ctx, numbered, offices);
  const holderOf = new Map(numbered.map((claim, at) => [claim.holderId, holders[at]]));
  putDown(
    ctx,
    entries.filter((entry) => (holderOf.get(entry.id) ?? entry.id) === entry.id),
    offices,
  );
  return entries.map((entry) => ({
    personId: holderOf.get(entry.id) ?? entry.id,
    kind: entry.kind,
    name: entry.name,
    idMasked: maskedNumber(entry),
    phone: entry.phone,
  }));
}

function entryOf(party: PartyEntry, today: string): Entry {
  const read = readParty(party, today);
  if (isRefused(read)) throw new Error(`enterPersons was called with a party that checkParty refuses: ${read.code}`);
  return { ...read, id: newId() };
}

function maskedNumber(entry: ReadParty): string | null {
  if (entry.number === undefined) return null;
  return entry.kind === "person" ? maskIdNumber(entry.number.number) : entry.number.number;
}

function putDown(ctx: Ctx, fresh: Entry[], offices: string[]): void {
  const persons = fresh.filter((entry) => entry.kind === "person").map((entry) => personRow(ctx, entry, offices));
  const bodies = fresh.filter((entry) => entry.kind === "organisation").map((entry) => organisationRow(ctx, entry, offices));
  write(ctx, personType, persons); // the specific type is laid aside, as kernel/module does
  write(ctx, organisationType, bodies);
}

type Put = RecordRow & { created_at: string };

function common(ctx: Ctx, entry: Entry, offices: string[]): Put {
  return { bureau_id: ctx.actor.bureau, id: entry.id, state: "active", version: 1, offices, owners: [], created_at: ctx.now };
}

function personRow(ctx: Ctx, entry: Entry, offices: string[]): Put & PersonRow {
  const { number } = entry;
  return {
    ...common(ctx, entry, offices),
    name: entry.name,
    name_words: nameWords(entry.name),
    id_kind: number === undefined || number.kind === "uscc" ? null : number.kind,
    id_masked: maskedNumber(entry),
    id_tail: number?.number.slice(-4) ?? null,
    id_note: null,
    sex: number?.sex === "1" || number?.sex === "2" ? number.sex : null,
    birth_on: number?.birthOn ?? null,
    ethnicity: null,
    phone: entry.phone,
    address: entry.address,
    merged_into: null,
  };
}

function organisationRow(ctx: Ctx, entry: Entry, offices: string[]): Put & OrganisationRow {
  return {
    ...common(ctx, entry, offices),
    name: entry.name,
    name_words: nameWords(entry.name, "text"),
    uscc: entry.number?.number ?? null,
    legal_representative: null,
    phone: entry.phone,
    address: entry.address,
    merged_into: null,
  };
}

/** Rows, search entries and history. Plain inserts: the one who writes them, a citizen say, may not see them, and an upsert would want to. */
function write(ctx: Ctx, type: RecordType, rows: Put[]): void {
  if (rows.length === 0) return;
  ctx.after(insert(type.table, rows as unknown as Record<string, unknown>[])); // an interface has no index signature
  ctx.after(
    insert(
      "kernel.search_entry",
      rows.map((row) => searchEntry(type, row)),
    ),
  );
  for (const row of rows) ctx.after(historyInsert(entered(ctx, type, row)));
}

function searchEntry(type: RecordType, row: Put): Record<string, unknown> {
  const words = [type.title(row), ...(type.words?.(row) ?? [])].filter((word) => word !== "");
  const { bureau_id, offices, owners } = row;
  return {
    bureau_id,
    subject: subjectOf(type),
    subject_id: row.id,
    line: type.module,
    title: type.title(row),
    words: searchText(words),
    grams: grams(words),
    offices,
    owners,
  };
}

function entered(ctx: Ctx, type: RecordType, row: Put) {
  return {
    bureau_id: row.bureau_id,
    id: newId(),
    at: ctx.now,
    on_day: ctx.on,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    actor_role: ctx.actor.posts.map((post) => post.role).join(","),
    subject: subjectOf(type),
    subject_id: row.id,
    action: "enter",
    version: row.version,
    summary: `随业务登记${type.label}`,
    detail: { title: type.title(row) },
    offices: row.offices,
    owners: row.owners,
  };
}
