// The server door of reports.
export { asDocument, composeReport, type Report, templates } from "./compose.ts";
export { reports } from "./module.ts";
