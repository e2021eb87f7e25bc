import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runRound, SUBJECTS } from "../../fuzz/rounds.ts";
import { smallest } from "../../fuzz/smallest.ts";

const SEED = 42;
const PATIENCE_MS = 300_000;

describe("a short round of fuzzing with a fixed seed", () => {
  it.each(SUBJECTS)(
    "finds nothing wrong with %s",
    async (subject) => {
      const { tried, failures } = await runRound(subject, SEED, PATIENCE_MS);
      expect(failures).toEqual([]);
      expect(tried).toBeGreaterThan(100);
    },
    PATIENCE_MS,
  );
});

describe("the fuzzer", () => {
  it("reports a subject that crashes, with its seed", async () => {
    const { failures } = await runRound("no-such-subject", SEED, PATIENCE_MS);
    expect(failures).toMatchObject([
      { input: "subject no-such-subject, seed 42", problem: expect.stringContaining("there is no subject") },
    ]);
  });

  it("ends and reports a subject that hangs", async () => {
    const stuck = fileURLToPath(new URL("stuck-worker.ts", import.meta.url));
    const { failures } = await runRound("promql", SEED, 500, stuck);
    expect(failures).toMatchObject([{ problem: "it did not end within 0.5 s" }]);
  });

  it("takes away what a failure does not need", async () => {
    const fails = (text: string): Promise<boolean> => Promise.resolve(text.includes("b") && text.includes("d"));
    expect(await smallest("abcdefgh", (text) => [...text.matchAll(/./g)].map(([char]) => char), fails)).toBe("bd");
  });
});
