// Accounts: who may sign in, tokens of other systems, sessions, the three administrators.
import { defineModule, record } from "#kernel/module";
import { close, lock, open, reset, unlock } from "./actions/keep-account.ts";
import { make } from "./actions/make-token.ts";
import { accountType, tokenType } from "./lifecycle.ts";
import { sees } from "./permissions.ts";
import { accountRoutes } from "./routes.ts";

export const accounts = defineModule({
  name: "accounts",
  label: "账号和令牌",
  needs: ["messages", "offices"],
  sees,
  records: [record(accountType, { open, lock, unlock, reset, close }), record(tokenType, { make })],
  indicators: [],
  routes: accountRoutes,
});
