// The door of files for other modules and for apps.
export { files } from "./module.ts";
export { openStored, pathOf, takeIn } from "./store.ts";
