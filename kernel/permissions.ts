// Who may do what, and the settings that tell the database what a person may see.
import type { PermissionTable, Reach, RecordRow } from "./lifecycle.ts";

/** One post of a person: a role held in an office. */
export interface Post {
  role: string;
  office: string;
}

/** Whoever acts. A system actor holds the role "system" over the whole bureau. */
export interface Actor {
  id: string;
  name: string;
  kind: "staff" | "citizen" | "token" | "system";
  bureau: number;
  /** The bureau's full name, as printed on documents. */
  bureauName: string;
  /** The range of GB/T 2260 codes the actor's view is limited to; one county: low = high. */
  low: number;
  high: number;
  posts: Post[];
  /** The day a demonstration bureau's clock stands on. */
  standsOn?: string | null;
}

/** How far each role sees into a line of work. */
export type Sees = Partial<Record<string, Reach>>;

/** The offices in which the actor holds a role for which `table` grants `reach`. */
function officesWith(actor: Actor, table: Partial<Record<string, Reach>>, reach: Reach): string[] {
  return [...new Set(actor.posts.filter((post) => table[post.role] === reach).map((post) => post.office))];
}

function holds(actor: Actor, table: Partial<Record<string, Reach>>, reach: Reach): boolean {
  return actor.posts.some((post) => table[post.role] === reach);
}

/** Whether the actor sees a line of work for the whole bureau. */
export function seesWhole(actor: Actor, sees: Sees): boolean {
  return actor.kind === "system" || holds(actor, sees, "bureau");
}

/** Whether the actor's roles allow `permission` on this row (or, without a row, on a new record of the actor's own). */
export function may(actor: Actor, table: PermissionTable, permission: string, row?: RecordRow): boolean {
  const roles = table[permission];
  if (roles === undefined) return false;
  if (row === undefined) return actor.posts.some((post) => roles[post.role] !== undefined);
  if (row.bureau_id !== actor.bureau) return false;
  if (holds(actor, roles, "bureau")) return true;
  if (officesWith(actor, roles, "own office").some((office) => row.offices.includes(office))) return true;
  return holds(actor, roles, "own record") && row.owners.includes(actor.id);
}

/**
 * The settings of a transaction as one statement: region range, actor, and per line whether the whole bureau (`wide`) or some offices are visible.
 * Row-level security is a pure function of these. Values are quoted literals because Citus hands on SET LOCAL but not set_config().
 */
export function settingsOf(actor: Actor, lines: Record<string, Sees>): string {
  const wide: string[] = [];
  const settings: [string, string][] = [];
  for (const [line, sees] of Object.entries(lines)) {
    if (holds(actor, sees, "bureau")) wide.push(line);
    const offices = officesWith(actor, sees, "own office");
    if (offices.length > 0) settings.push([`offices_${line.replaceAll("-", "_")}`, `{${offices.join(",")}}`]);
  }
  settings.push(
    ["bureau", actor.low === actor.high ? String(actor.low) : ""],
    ["low", String(actor.low)],
    ["high", String(actor.high)],
    ["actor", actor.id],
    ["wide", `,${wide.join(",")},`],
  );
  return settings.map(([name, value]) => `SET LOCAL zs.${name} = '${value.replaceAll("'", "''")}'`).join(";");
}
