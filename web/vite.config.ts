import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server that `npm run dev` passes /api to: `tailrace demo`, unless told otherwise.
const apiServer = process.env.TAILRACE_DEV_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", proxy: { "/api": apiServer } },
  build: {
    outDir: "../tailrace/app/static",
    emptyOutDir: true,
    target: "es2023",
    // Every file from its own address: the page's policy allows no data: fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Mantine marks its files for server components, which a browser bundle has none of.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    css: false,
    restoreMocks: true,
    env: { TZ: "UTC" },
  },
});
