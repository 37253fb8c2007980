// Who keeps accounts and tokens, and who sees them: system administrators open, security administrators lock and approve, audit administrators watch.
import type { Reach } from "#kernel/lifecycle";

export const accountPermissions = {
  keep: { "system-admin": "bureau" },
  lock: { "security-admin": "bureau" },
  unlock: { "system-admin": "bureau", "security-admin": "bureau" },
} as const;

export const tokenPermissions = {
  make: { "system-admin": "bureau" },
  approve: { "security-admin": "bureau" },
  revoke: { "system-admin": "bureau", "security-admin": "bureau" },
} as const;

type Sees = Record<string, Reach>;

/** How far each role sees accounts and tokens; everybody sees the own account, for he is its owner. */
export const sees: Sees = { "system-admin": "bureau", "security-admin": "bureau", "audit-admin": "bureau" };

/** Lines that are no module's name: the whole history, for audit administrators. */
export const lines: Record<string, Sees> = { history: { "audit-admin": "bureau" } };
