// The server door of reports.
export { asDocument, composeReport, figuresInText, templates } from "./compose.ts";
export { reports } from "./module.ts";
