// Before all tests: one throwaway PostgreSQL, migrated once into a template that every test file clones.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate, modulesWithMigrations } from "./migrate.ts";
import { openDatabase } from "./postgres.ts";
import { withClient } from "./roles.ts";

declare module "vitest" {
  interface ProvidedContext {
    testCluster: { ownerUrl: string; appUrl: string; template: string };
  }
}

/**
 * Vitest calls this once a run. ZS_TEST_MODULES=people,mediation limits the migrations to those modules (the kernel's always run);
 * ZS_TEST_DATABASE_URL takes a PostgreSQL of yours instead of the throwaway one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "zhunsheng-test-"));
  chmodSync(dataDir, 0o711);
  const databaseUrl = process.env["ZS_TEST_DATABASE_URL"] || undefined;
  const database = await openDatabase({ dataDir, databaseUrl, throwaway: true });
  const template = `zs_template_${process.pid}`;
  try {
    await withClient(database.ownerUrl, (client) => client.query(`create database ${template}`));
    await migrate(withDatabase(database.ownerUrl, template), wantedModules());
  } catch (error) {
    await database.close();
    throw error;
  }
  project.provide("testCluster", { ownerUrl: database.ownerUrl, appUrl: database.appUrl, template });
  return async () => {
    if (databaseUrl) await withClient(databaseUrl, (client) => client.query(`drop database ${template} with (force)`));
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

function wantedModules(): string[] {
  const wished = process.env["ZS_TEST_MODULES"];
  return wished === undefined ? modulesWithMigrations() : wished.split(",").filter(Boolean);
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
