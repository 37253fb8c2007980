// Who keeps the register, and how far each role sees into it. The data administrators see none of it, citizens none.
import type { Reach } from "#kernel/lifecycle";

const staff = [
  "section-chief",
  "mediation-section",
  "legal-aid-section",
  "corrections-section",
  "resettlement-section",
  "reconsideration-section",
  "litigation-section",
  "legality-section",
  "enforcement-section",
  "publicity-section",
  "legal-service-section",
  "chief",
  "mediator",
  "officer",
];
const ownOffice: Partial<Record<string, Reach>> = Object.fromEntries(staff.map((role) => [role, "own office"]));

/** Steps of persons and organisations. */
export const registerPermissions = { register: ownOffice, correct: ownOffice };

/** Persons are seen by the offices that work with them, by the leadership in the whole bureau; row-level security follows it. */
export const sees: Partial<Record<string, Reach>> = { director: "bureau", ...ownOffice };
