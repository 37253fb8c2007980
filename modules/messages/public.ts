// The door of messages for other modules and for apps.
export { messages } from "./module.ts";
export { unreadStatement } from "./routes.ts";
export { type Effect, messageEffects } from "./tell.ts";
