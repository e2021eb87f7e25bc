import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/cluster/**"],
    setupFiles: ["test/setup/fixed-chance.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two shared cores: real servers in many files at once would only wait for each other.
    maxWorkers: 2,
  },
});
