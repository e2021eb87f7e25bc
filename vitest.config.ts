import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** They take minutes each: begun last, one of them would keep a core waiting for the other. */
const LONGEST = [
  "rules-promtool",
  "docs/commands",
  "rules-fire",
  "demo-once",
  "rules-foreign-recordings",
  "comparison",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONGEST.some((name) => moduleId.includes(name));
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest's, which changes nothing
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/cluster/**", "**/node_modules/**"],
    setupFiles: ["test/setup/fixed-chance.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two shared cores: real servers in many files at once would only wait for each other.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
