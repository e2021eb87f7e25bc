import { describe, expect, it } from "vitest";
import { Patience } from "../../../../src/core/ledger/asking/patience.ts";
import { START_MS } from "../driven-ledger.ts";

const failed = { kind: "failed", reason: "timeout", message: "too slow" } as const;

/** After so many failures in a row, the last at the start. */
function tired(failures: number): { readonly patience: Patience; readonly message: string } {
  const patience = new Patience();
  let { message }: { message: string } = failed;
  for (let i = 0; i < failures; i++) ({ message } = patience.tire(failed, START_MS));
  return { patience, message };
}

describe("the patience with a question that fails", () => {
  it.each([
    { failures: 0, rest: 0, told: "too slow" },
    { failures: 1, rest: 0, told: "too slow" },
    { failures: 4, rest: 0, told: "too slow" },
    {
      failures: 5,
      rest: 60,
      told: "too slow; it failed 5 times in a row, and is asked every 1m until it is answered",
    },
    {
      failures: 6,
      rest: 120,
      told: "too slow; it failed 6 times in a row, and is asked every 2m until it is answered",
    },
    {
      failures: 7,
      rest: 300,
      told: "too slow; it failed 7 times in a row, and is asked every 5m until it is answered",
    },
    {
      failures: 100,
      rest: 300,
      told: "too slow; it failed 100 times in a row, and is asked every 5m until it is answered",
    },
  ])("gives it a rest of $rest s after $failures failures, and says so", ({ failures, rest, told }) => {
    const { patience, message } = tired(failures);
    expect([patience.failures, message]).toEqual([failures, told]);
    expect(patience.allows(START_MS + rest * 1000)).toBe(true);
    if (rest > 0) expect(patience.allows(START_MS + rest * 1000 - 1)).toBe(false);
  });

  it("is whole again once it is answered", () => {
    const { patience } = tired(7);
    patience.renew();
    expect([patience.failures, patience.allows(START_MS)]).toEqual([0, true]);
    expect(patience.tire(failed, START_MS)).toBe(failed);
  });
});
