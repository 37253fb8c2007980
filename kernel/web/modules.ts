// What a module shows in the browser: its kinds of record, and pages of its own that join or replace the general ones.
import type { ComponentType, FunctionComponent } from "react";
import type { RecordType } from "../lifecycle.ts";

/** A page a module adds, with its place in the menu. */
export interface WebPage {
  /** Address below the console, beginning with the module's name. */
  path: string;
  label: string;
  page: FunctionComponent;
}

/** What takes the place of the general page of a kind of record. */
export interface RecordScreen {
  type: RecordType;
  id: string;
}

/** One module as the browser knows it. */
export interface WebModule {
  name: string;
  label: string;
  records: RecordType[];
  /** What all lines of work stand on (people, offices, accounts); it has no statistics of its own. */
  ground?: true;
  pages?: WebPage[];
  /** Record pages that replace the general one, by the record's path. */
  screens?: Partial<Record<string, ComponentType<RecordScreen>>>;
}

/** Declares what a module shows in the browser. */
export function webModule(module: WebModule): WebModule {
  return module;
}

/** The kind of record at an address. */
export function typeAt(modules: WebModule[], module: string, path: string): RecordType | undefined {
  return modules.find((one) => one.name === module)?.records.find((type) => type.path === path);
}

/** The kind of record with a name such as "mediation.case". */
export function typeNamed(modules: WebModule[], subject: string): RecordType | undefined {
  return modules.flatMap((one) => one.records).find((type) => `${type.module}.${type.name}` === subject);
}
