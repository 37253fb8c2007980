// The server door of people's mediation.
export { mediation } from "./module.ts";
