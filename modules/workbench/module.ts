// The workbench: what a person meets first, across all lines of work.
import { defineModule } from "#kernel/module";
import { workbenchEndpoints } from "./routes.ts";

export const workbench = defineModule({
  name: "workbench",
  label: "工作台",
  needs: [],
  sees: {},
  records: [],
  indicators: [],
  routes: workbenchEndpoints,
});
