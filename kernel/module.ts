// The contract of a module: what one folder under modules/ says about itself.
import type { FastifyInstance } from "fastify";
import type { Indicator } from "./indicators.ts";
import type { Document } from "./documents.ts";
import type { RecordRow, RecordType, Refused } from "./lifecycle.ts";
import type { PoolClient } from "pg";
import type { Passage } from "./prose.ts";
import type { Sees } from "./permissions.ts";
import type { Ctx } from "./step.ts";
import type { Server } from "./http.ts";

/** What an action of a step may change: columns of the record. */
export type Changes = Record<string, unknown>;

/** What a step truly does beyond changing state, given the record with the answers already on it, the checked input, and the record as it was: runs inside the step's transaction, after judging, before the row is written. */
export type Action = (
  ctx: Ctx,
  row: RecordRow & Record<string, unknown>,
  input: Record<string, unknown>,
  before: RecordRow & Record<string, unknown>,
) => Promise<Changes | Refused | undefined>;

/** What a document may draw on beside its record. */
export type PrintCtx = Pick<Ctx, "actor" | "today" | "secrets" | "query">;

/** A document of a record: which record states have it, and how it is filled. */
export interface DocumentDeclaration {
  label: string;
  states: readonly string[];
  /** Whether the citizen whose record it is may have it. */
  citizen?: true;
  /** When given, the record has this document only if this holds. */
  fits?(row: Record<string, unknown>): boolean;
  /** May read more, with the reader's own rights, through `ctx`. */
  fill(row: RecordRow & Record<string, unknown>, parts: Record<string, Record<string, unknown>[]>, ctx: PrintCtx): Promise<Document>;
}

/** A kind of record with the server's part: actions and documents. */
export interface RecordModule {
  type: RecordType;
  actions: Partial<Record<string, Action>>;
  documents: Record<string, DocumentDeclaration>;
  /** Puts in full what is stored elsewhere and shown in part, for somebody who has given a reason. */
  reveal?: Reveal | undefined;
  /** Start values of a step's form that follow from who is looking, by step. */
  presets?: Partial<Record<string, Preset>> | undefined;
}

/** Answers start values of a form; nothing when there is none to suggest. */
export type Preset = (row: RecordRow & Record<string, unknown>, ctx: PrintCtx) => Promise<Record<string, unknown>>;

/** Answers the parts of a record with their sensitive values in full. */
export type Reveal = (
  parts: Record<string, Record<string, unknown>[]>,
  ctx: PrintCtx,
) => Promise<Record<string, Record<string, unknown>[]>>;

/** Does the work of one effect as the owner role. */
export type EffectHandler = (
  client: PoolClient,
  effect: { bureau_id: number; id: string; payload: Record<string, unknown> },
) => Promise<void>;

/** One folder under modules/. */
export interface Module {
  name: string;
  label: string;
  needs: readonly string[];
  /** How far each role sees into this module's tables; row-level security follows it. */
  sees: Sees;
  records: RecordModule[];
  indicators: Indicator[];
  /** What reports say of this module. */
  passages?: Passage[];
  /** Work after commit, by kind of effect: done at least once, so it must bear being repeated. */
  effects?: Record<string, EffectHandler>;
  /** Endpoints that are not steps, lists or records. */
  routes?(app: FastifyInstance, server: Server): void;
}

/** Binds record types to their actions; the one place where the specific types of a module are laid aside. */
export function record<Row extends RecordRow, State extends string, Permission extends string, StepName extends string>(
  type: RecordType<Row, State, Permission, StepName>,
  actions: Partial<Record<StepName, Action>> = {},
  documents: Record<string, DocumentDeclaration> = {},
  more: Pick<RecordModule, "reveal" | "presets"> = {},
): RecordModule {
  return { type: type, actions, documents, ...more };
}

/** Declares a module. */
export function defineModule(module: Module): Module {
  return module;
}
