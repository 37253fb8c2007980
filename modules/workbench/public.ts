// The server door of the workbench.
export { workbench } from "./module.ts";
