// What people's mediation shows in the console: its kinds of record, on the general pages.
import { webModule } from "#kernel/web/modules";
import { committee, dispute, informant, mediationCase, mediator, site } from "../lifecycle.ts";

export const mediationWeb = webModule({
  name: "mediation",
  label: "人民调解",
  records: [mediationCase, dispute, committee, mediator, informant, site],
});
