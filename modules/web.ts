// The one list of modules in the browser, one line a module.
import { webModule } from "../kernel/web/modules.ts";
import { accountType, tokenType } from "./accounts/lifecycle.ts";
import { mediationWeb } from "./mediation/web/pages.ts";
import { officeType, postType } from "./offices/lifecycle.ts";

export const webModules = [
  mediationWeb,
  webModule({ name: "offices", label: "机构", records: [officeType, postType] }),
  webModule({ name: "accounts", label: "账号", records: [accountType, tokenType] }),
];
