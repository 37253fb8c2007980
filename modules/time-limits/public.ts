// The server door of time-limit settings.
export { timeLimits } from "./module.ts";
export { type LawBooks, lawBooks } from "./queries.ts";
