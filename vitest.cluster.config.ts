import { defineConfig } from "vitest/config";

/** Tests on a real control plane: `npm run test:cluster` brings its programs and runs them one after the other. */
export default defineConfig({
  test: {
    include: ["test/cluster/**/*.test.ts"],
    testTimeout: 400_000,
    hookTimeout: 240_000,
    // Two control planes at a time: most of a scenario is waiting for the autoscaler's next look.
    maxWorkers: 2,
  },
});
