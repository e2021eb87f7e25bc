import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A month of scrapes for each change of the code would take days. */
const TOO_SLOW = ["test/core/ledger/ledger-truth.test.ts"];

/** What drives a whole ledger through its steps. */
const DRIVES = /new (?:Driven)?Ledger\(/u;

/**
 * The first failing test ends a run: those of a folder further down are the narrower and quicker ones, and the quickest
 * are those of one part by itself.
 */
class NarrowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const breadth = ({ moduleId }: TestSpecification): number =>
      (DRIVES.test(readFileSync(moduleId, "utf8")) ? 1 : 0) - 2 * moduleId.split("/").length;
    return files.toSorted((a, b) => breadth(a) - breadth(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

// What changed code is run against: the fast tests of the room or the folder that it lies in.
export default defineConfig({
  test: {
    include: [`test/core/${process.env["HEADROOM_JUDGED_BY"] ?? "**/*.test.ts"}`],
    exclude: TOO_SLOW,
    setupFiles: ["test/mutation/quick-tests.ts"],
    testTimeout: 30_000,
    isolate: false,
    sequence: { sequencer: NarrowestFirst },
  },
});
