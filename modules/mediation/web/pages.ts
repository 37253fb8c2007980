// What people's mediation shows in the console: its kinds of record, and the case page with what a mediator looks for first.
import { lazy } from "react";
import { webModule } from "../../../kernel/web/modules.ts";
import { committee, dispute, informant, mediationCase, mediator, site } from "../lifecycle.ts";

const CasePage = lazy(() => import("./console/CasePage.tsx").then((page) => ({ default: page.CasePage })));

export const mediationWeb = webModule({
  name: "mediation",
  label: "人民调解",
  records: [mediationCase, committee, mediator, dispute, informant, site],
  screens: { cases: CasePage },
});
