// The door of the register for other modules and for apps.
export { enterPersons, type Entered } from "./entering.ts";
export { ageOn, checkId, checkPhone, inventIdNumber, inventUscc, maskName } from "./identifiers.ts";
export { fullNumbers } from "./identity.ts";
export { people } from "./module.ts";
export { checkParty, type PartyEntry } from "./parties.ts";
export { endRoles, personRoles, rolesIn } from "./roles.ts";
