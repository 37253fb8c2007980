// Our server as a process of its own, for benchmarks.
import { composeServer } from "../../apps/server/compose.ts";
import { startWorker } from "../../apps/server/worker.ts";
import { dataDir } from "./database.ts";

const composed = await composeServer({
  ownerUrl: process.argv[2] ?? "",
  appUrl: process.argv[3] ?? "",
  dataDir,
  demo: false,
  connections: 16,
});
const stop = startWorker(composed.server);
await composed.app.listen({ port: 0, host: "127.0.0.1" });
const address = composed.app.server.address();
process.send?.(typeof address === "object" && address !== null ? address.port : 0);
process.on("message", () => process.send?.({ rss: process.memoryUsage().rss }));
process.on("disconnect", async () => {
  await stop();
  await composed.close();
  process.exit(0);
});
