// The door of the organisation for other modules and for apps.
export { createBureau, createOffice, createPost, townshipsOf } from "./create.ts";
export { loadDivisions } from "./divisions.ts";
export { offices } from "./module.ts";
export { lines } from "./permissions.ts";
export { bureauShortName, bureauStatement, heldPosts, holders, officeName, officeServing, postIn } from "./queries.ts";
export { roleLabel, roles } from "./words.ts";
