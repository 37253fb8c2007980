// Sets zod up for the browser; imported before anything that declares a schema, because a schema reads these settings when it is made.
import { config } from "zod";
import chinese from "zod/v4/locales/zh-CN.js";

// jitless: the pages' content security policy allows no code made from strings.
config({ jitless: true, ...chinese() });
