// Tells zod, before any schema is made, not to make code from text: the pages' content policy forbids it. Imported first.
import { config } from "zod";

config({ jitless: true });
