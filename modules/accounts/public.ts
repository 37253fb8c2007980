// The door of accounts for other modules and for apps.
export { linesOf, makeAuthenticate } from "./authenticate.ts";
export { demoAccounts, type DemoBureau } from "./demo.ts";
export { type DemoEntry, readDemoFile } from "./demo-file.ts";
export { accounts } from "./module.ts";
