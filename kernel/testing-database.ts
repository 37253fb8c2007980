// A database of its own for a test file: a clone of the migrated template, dropped when the file is done.
import pg from "pg";
import { afterAll, inject } from "vitest";

/** `ownerUrl` sees and may do everything; `appUrl` is role zs_app under row-level security. */
export type TestDatabase = { ownerUrl: string; appUrl: string; close(): Promise<void> };

let made = 0;

/**
 * Clones the migrated template into a fresh database (about 0.2 s; do it once a file, not once a test). Call it in `beforeAll` or at
 * the top of the file; it is dropped after the file's last test, or earlier by `close`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject("testCluster");
  made += 1;
  const name = `zs_test_${process.pid}_${process.env["VITEST_POOL_ID"] ?? 0}_${made}_${Date.now().toString(36)}`;
  await asOwner(cluster.ownerUrl, `create database ${name} template ${cluster.template}`);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await asOwner(cluster.ownerUrl, `drop database if exists ${name} with (force)`);
  };
  afterAll(close);
  return { ownerUrl: withDatabase(cluster.ownerUrl, name), appUrl: withDatabase(cluster.appUrl, name), close };
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
