// The one list of modules in the browser, one line a module.
import { webModule } from "#kernel/web/modules";
import { accountType, tokenType } from "./accounts/lifecycle.ts";
import { mediationWeb } from "./mediation/web/pages.ts";
import { officeType, postType } from "./offices/lifecycle.ts";
import { organisationType, personType } from "./people/lifecycle.ts";
import { setting } from "./time-limits/lifecycle.ts";

export const webModules = [
  mediationWeb,
  webModule({ name: "people", label: "人员和单位", ground: true, records: [personType, organisationType] }),
  webModule({ name: "offices", label: "机构和岗位", ground: true, records: [officeType, postType] }),
  webModule({ name: "accounts", label: "账号", ground: true, records: [accountType, tokenType] }),
  webModule({ name: "time-limits", label: "时限设定", ground: true, records: [setting] }),
];
