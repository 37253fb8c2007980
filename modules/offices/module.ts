// The organisation: divisions, the bureau, its offices and the posts people hold.
import { defineModule, record } from "#kernel/module";
import { close } from "./actions/close.ts";
import { grant } from "./actions/grant.ts";
import { open } from "./actions/open.ts";
import { officeType, postType } from "./lifecycle.ts";
import { sees } from "./permissions.ts";
import { officeRoutes } from "./routes.ts";

export const offices = defineModule({
  name: "offices",
  label: "机构和岗位",
  needs: [],
  sees,
  records: [record(officeType, { open, close }), record(postType, { grant })],
  indicators: [],
  routes: officeRoutes,
});
