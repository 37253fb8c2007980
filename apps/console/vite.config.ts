// How the staff console is built: into dist/console, for domestic browsers, without source maps.
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, "../../dist/console"),
    emptyOutDir: true,
    target: "chrome87",
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
  },
});
