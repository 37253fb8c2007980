// What a person finds in the menu: the kinds of record that the roles see or may work on, and what may be registered.
import type { RecordType } from "#kernel/lifecycle";
import type { Module } from "#kernel/module";
import { type Actor, may, type Sees } from "#kernel/permissions";
import { registrations } from "#kernel/records";
import { linesOf } from "./authenticate.ts";

export interface Menu {
  module: string;
  label: string;
  records: { name: string; path: string; label: string; can: { step: string; label: string }[] }[];
}

/** The menus of an actor. A kind of record that is a line of its own (posts) goes by that line. */
export function menusOf(modules: readonly Module[], actor: Actor): Menu[] {
  const lines = linesOf(modules);
  return modules.flatMap((module) => {
    const records = module.records.filter(({ type }) => offered(type, lines[type.path] ?? module.sees, actor));
    return records.length === 0
      ? []
      : [{ module: module.name, label: module.label, records: records.map(({ type }) => entry(type, actor)) }];
  });
}

function offered(type: RecordType, sees: Sees, actor: Actor): boolean {
  return (
    actor.posts.some((post) => sees[post.role] !== undefined) ||
    Object.values(type.steps).some((step) => may(actor, type.permissions, step.by))
  );
}

function entry(type: RecordType, actor: Actor): Menu["records"][number] {
  return { name: type.name, path: type.path, label: type.label, can: registrations(type, actor) };
}
