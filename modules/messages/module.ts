// Messages: what people are told about their records.
import { defineModule } from "#kernel/module";
import { messageRoutes } from "./routes.ts";
import { messageEffects } from "./tell.ts";

export const messages = defineModule({
  name: "messages",
  label: "消息",
  needs: ["offices"],
  sees: {},
  records: [],
  indicators: [],
  effects: messageEffects,
  routes: messageRoutes,
});
