import { describe, expect, it } from "vitest";
import type { FailedQuery } from "../../../src/core/promql/query-answer.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { ask } from "../../../src/service/control/ledger-answer.ts";

const NOON = instant(1_800_000_000_000);

describe("an answer to the ledger", () => {
  it.each([
    { reason: "unreachable", expected: "unreachable" },
    { reason: "timeout", expected: "timeout" },
    { reason: "rejected", expected: "invalid" },
    { reason: "invalid", expected: "invalid" },
  ] as const)(
    "says $expected of a query that ended as $reason, and nothing of the error behind it",
    async ({ reason, expected }) => {
      const refuse = (): Promise<FailedQuery> =>
        Promise.resolve({ kind: "failed", reason, message: "no", cause: new Error("open '/run/token'") });
      const reader = { instant: refuse, range: refuse, serverTime: refuse };
      const failed = { kind: "failed", reason: expected, message: "no" };
      expect(await ask(reader, { kind: "instant", promql: "x", at: NOON })).toEqual(failed);
      const history = { kind: "range", promql: "x", from: NOON, to: NOON, step: seconds(30) } as const;
      expect(await ask(reader, history)).toEqual(failed);
    },
  );
});
