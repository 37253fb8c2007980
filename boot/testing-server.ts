// The smallest server there can be, for the launcher's own tests: opens the database, says so, stays until it is stopped.
import { openDatabase } from "./postgres.ts";
import { whenStopped } from "./stopping.ts";

const [dataDir = "", mode = "stay"] = process.argv.slice(2);

try {
  const database = await openDatabase({ dataDir, adopt: mode === "command" });
  process.stdout.write(
    `ready ${JSON.stringify({ pid: process.pid, url: database.ownerUrl, app: database.appUrl, version: database.version })}\n`,
  );
  if (mode === "stay") {
    const staying = setInterval(() => undefined, 60_000);
    whenStopped(async () => {
      clearInterval(staying);
      await database.close();
      process.stdout.write("closed\n");
    });
  } else await database.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
