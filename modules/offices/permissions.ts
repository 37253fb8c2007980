// Who keeps the organisation and who grants posts; who sees which of it.
import type { Reach } from "#kernel/lifecycle";
import { administrators, roles } from "./words.ts";

type Sees = Record<string, Reach>;

/** Steps of offices. */
export const officePermissions = { keep: { "system-admin": "bureau" } } as const;

/** Steps of posts. A system administrator may only fill the first security administrator's post; the action sees to it. */
export const postPermissions = {
  grant: { "security-admin": "bureau", "system-admin": "bureau" },
  end: { "security-admin": "bureau" },
} as const;

const everybody = Object.keys(roles);

/** Offices are seen by everybody, citizens too. */
export const sees: Sees = Object.fromEntries(everybody.map((role) => [role, "bureau"]));

/** Lines that are no module's name: posts are seen by staff, and by a citizen not at all. */
export const lines: Record<string, Sees> = {
  posts: Object.fromEntries(everybody.filter((role) => role !== "citizen").map((role) => [role, "bureau"])),
};

/** True for one of the three administrators' roles. */
export function isAdministrator(role: string): boolean {
  return administrators.includes(role);
}
