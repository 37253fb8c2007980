// Which offices an entry of the register belongs to when it is made at the desk.
import type { Actor } from "#kernel/permissions";
import { registerPermissions } from "../permissions.ts";

/** The offices in which the actor keeps the register. */
export function officesFor(actor: Actor): string[] {
  return [...new Set(actor.posts.filter((post) => registerPermissions.register[post.role] !== undefined).map((post) => post.office))];
}
