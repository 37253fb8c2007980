// How tests run: `structure` (no database), `unit` (modules, kernel, boot; in parallel) and `journeys` (browser; one after the other).
import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

const withDatabase = { globalSetup: ["./boot/testing-setup.ts"], testTimeout: 30_000, hookTimeout: 60_000 };
const structure = "architecture/structure.test.ts";
const unit = "{modules,kernel,apps,boot,bin,demo,law,bench,architecture}/**/*.test.{ts,tsx}";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "structure", include: [structure] } },
      {
        test: {
          name: "unit",
          include: [unit],
          exclude: [...configDefaults.exclude, structure],
          maxWorkers: Math.max(2, availableParallelism()),
          ...withDatabase,
        },
      },
      {
        test: {
          name: "journeys",
          include: ["journeys/**/*.test.ts"],
          fileParallelism: false,
          maxWorkers: 1,
          ...withDatabase,
          globalSetup: ["./journeys/setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
