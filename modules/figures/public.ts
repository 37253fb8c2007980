// The server door of figures.
export { figures, parseDims } from "./module.ts";
export { allIndicators, figuresFor, recordsOf, shown, type Behind } from "./queries.ts";
