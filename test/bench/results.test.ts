import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isMet, type Measurement, printTable } from "../../bench/measurement.ts";
import { slothRules, toRuleText } from "../../bench/peer-rules.ts";
import { keepResults } from "../../bench/results.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-results-"));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true, force: true }));

const slow: Measurement = { name: "start", measured: 200, unit: "ms", goal: { atMost: 150 } };
const quick: Measurement = { name: "start", measured: 100, unit: "ms", goal: { atMost: 150 } };
const skipped: Measurement = { name: "peer", skipped: "there is no Go", unit: "x", goal: { atLeast: 100 } };

describe("what could not be measured", () => {
  it("says SKIPPED and why, and misses no goal", () => {
    expect(printTable([quick, skipped])).toBe(
      "start  100 ms   at most 150 ms  pass\npeer   SKIPPED  at least 100 x  there is no Go",
    );
    expect([slow, quick, skipped].map(isMet)).toEqual([false, true, true]);
  });
});

describe("a part of the benchmark that is measured alone", () => {
  it("takes the place of its own rows, and leaves those of the others", async () => {
    const file = pathToFileURL(join(folder, "results.json"));
    keepResults(file, ["a", "b"], new Map(Object.entries({ a: [slow], b: [skipped] })));
    keepResults(file, ["a", "b"], new Map(Object.entries({ a: [quick] })));
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      measurements: [
        { part: "a", ...quick, met: true },
        { part: "b", ...skipped, met: true },
      ],
    });
  });

  it("leaves out the rows of parts that are no more", async () => {
    const file = pathToFileURL(join(folder, "older.json"));
    keepResults(file, ["gone", "b"], new Map(Object.entries({ gone: [slow], b: [skipped] })));
    keepResults(file, ["b"], new Map());
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ measurements: [{ part: "b", ...skipped, met: true }] });
  });
});

describe("the rules of another tool", () => {
  it("are not there without a Go toolchain, which is told", async () => {
    vi.stubEnv("PATH", folder);
    expect(await slothRules(() => {})).toEqual({ ok: false, because: "there is no Go toolchain to build it with" });
  });

  it("stand in one file, where no two groups share a name, each as often as it says or as it is told", () => {
    const groups = [
      { name: "one", interval: "2m30s", rules: [] },
      { name: "one", rules: [] },
    ];
    expect(toRuleText(groups)).toBe(
      "groups:\n  - name: 0 one\n    interval: 2m30s\n    rules: []\n  - name: 1 one\n    rules: []\n",
    );
    expect(toRuleText(groups, "30s").match(/interval: \S+/g)).toEqual(["interval: 30s", "interval: 30s"]);
  });
});
