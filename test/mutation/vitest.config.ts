import { defineConfig } from "vitest/config";

// What changed code is run against: the fast tests of the room that it lies in.
export default defineConfig({
  test: {
    include: [`test/core/${process.env["HEADROOM_MUTATED"] ?? "*"}/**/*.test.ts`],
    setupFiles: ["test/setup/fixed-chance.ts"],
    testTimeout: 30_000,
  },
});
