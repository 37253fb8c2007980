// Files: what is attached to records.
import { defineModule } from "#kernel/module";
import { fileRoutes } from "./routes.ts";

export const files = defineModule({ name: "files", label: "附件", needs: [], sees: {}, records: [], indicators: [], routes: fileRoutes });
