import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** They take minutes each, and would run alone if they began last. Those that wait and those that compute take turns. */
const LONGEST = [
  "rules-promtool",
  "integration/demo-bad-deploy",
  "docs/commands",
  "integration/rules-fire",
  "integration/demo-surge",
  "integration/rules-text",
  "integration/demo-once",
  "integration/rules-removed-group",
  "integration/demo-pages",
  "web/pages",
  "integration/serve-statuses",
  "integration/rules-foreign-recordings",
  "web/prometheus-stops",
  "integration/rules-oracle",
  "integration/checkpoint",
  "fuzz",
  "integration/outward-transition",
  "docs/comparison",
];

/** The longest first, those of the core last: they are short, and follow each other in the same workers. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const long = LONGEST.findIndex((name) => moduleId.includes(`${name}.test.`));
      if (long !== -1) return long;
      return project.name === "core" ? LONGEST.length + 1 : LONGEST.length;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest's, which changes nothing
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}

const CORE = ["test/core/**/*.test.ts"];

/** Most of their time passes until a scrape, a deadline or a page has come: moments that others must not take away. */
const WAITING = [
  "test/faults/**/*.test.ts",
  "test/cli/serve*.test.ts",
  "test/integration/{demo-{once,surge,bad-deploy,pages},serve-*,outward-*}.test.ts",
  "test/integration/{backends,between-runs,checkpoint,clock-of-prometheus,late-source,rules-fire}.test.ts",
  "test/integration/{rule-states,rules-watched}.test.ts",
  "test/web/prometheus-stops.test.ts",
];

const ALWAYS = ["test/setup/without-maglev.ts", "test/setup/fixed-chance.ts"];
const YIELDING = [...ALWAYS, "test/setup/yielding.ts"];

const projects = [
  { name: "waiting", include: WAITING, setupFiles: ALWAYS },
  { name: "computing", include: ["test/**/*.test.ts"], exclude: [...CORE, ...WAITING], setupFiles: YIELDING },
  // Nothing in the core keeps a state between calls, so its tests can share what they import.
  { name: "core", include: CORE, setupFiles: YIELDING, isolate: false },
];

export default defineConfig({
  test: {
    projects: projects.map((project) => ({
      test: {
        ...project,
        exclude: [...(project.exclude ?? []), "test/cluster/**", "**/node_modules/**"],
        testTimeout: 60_000,
        hookTimeout: 120_000,
      },
    })),
    // More than the two cores of a usual runner: about half of the time a file waits for a server or a clock.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
});
