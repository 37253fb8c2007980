// Builds the phone pages served at /m/: for the browsers inside WeChat and for older phones.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/m/",
  plugins: [react()],
  build: {
    outDir: "../../dist/mobile",
    emptyOutDir: true,
    target: ["chrome87", "safari13"],
    sourcemap: false,
    reportCompressedSize: true,
  },
});
