// Ends a process in order, once: Ctrl-C, kill, a closed terminal, or a launcher that is gone.

const patience = 25_000;

/**
 * Calls `close` at the first of SIGINT, SIGTERM, SIGHUP and then exits with 0 (1 when `close` fails or takes longer than 25 s).
 * The same signal arrives several times when a terminal and npm both pass it on; a repeat more than two seconds later ends at once.
 */
export function whenStopped(close: () => Promise<void>): void {
  let since: number | undefined;
  const stop = (name: string) => {
    if (since !== undefined) {
      if (performance.now() - since > 2000 && name === "SIGINT") process.exit(130);
      return;
    }
    since = performance.now();
    setTimeout(() => process.exit(1), patience).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`停止时出错：${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop(name));
}
