// Parts of a server that a test does not look at: settings that never change, printers that print nothing.
import type { Server } from "./http.ts";

/** To be spread into a test's own Server. */
export const idleParts: Pick<Server, "refresh" | "printers"> = {
  refresh: async () => undefined,
  printers: { word: async () => Buffer.of(), pdf: async () => Buffer.of() },
};
