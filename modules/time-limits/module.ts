// Time limits: what a bureau sets where the law's number is not confirmed.
import { defineModule, record } from "#kernel/module";
import { set } from "./actions/set.ts";
import { setting } from "./lifecycle.ts";
import { sees } from "./permissions.ts";

export const timeLimits = defineModule({
  name: "time-limits",
  label: "时限设定",
  needs: [],
  sees,
  records: [record(setting, { set })],
  indicators: [],
});
