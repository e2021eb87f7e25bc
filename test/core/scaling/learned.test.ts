import { describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../../src/core/objective/scaling-policy.ts";
import type { Decision } from "../../../src/core/scaling/decision/decision.ts";
import type { Observation } from "../../../src/core/scaling/decision/observation.ts";
import { compilePolicy, decide } from "../../../src/core/scaling/policy/decide.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { observation, policy } from "../../fixtures/scaling.ts";

describe("a capacity that is learned", () => {
  const learning = { capacity: { kind: "learn", utilization: ratio(1), isCorrected: true, spend: 0.2 } } as const;
  const learned = { kind: "learned", perReplica: 62, low: 58, high: 66 } as const;

  async function decidedWith(facts: Partial<ScalingPolicy>, known: Observation["learned"]): Promise<Decision> {
    return decide(await compilePolicy(policy(facts)), [{ ...observation({ demand: 620 }), learned: known }]);
  }

  it("is used, with its bounds in the reason", async () => {
    const { estimates } = await decidedWith(learning, learned);
    expect(estimates[0]).toMatchObject({
      replicas: 10,
      because: "620 requests a second at 62 a replica (100% of 62, learned: 62 a replica at the SLO (58 to 66))",
    });
  });

  it("is used with a tenth more where no overload was seen", async () => {
    const { estimates } = await decidedWith(learning, { kind: "at least", perReplica: 31 });
    expect(estimates[0]).toMatchObject({
      replicas: 620 / (31 * 1.1),
      because:
        "620 requests a second at 34.1 a replica (100% of 34.1, learned: at least 31 a replica, no overload was seen)",
    });
  });

  it("gives no number while it is unknown, and says why", async () => {
    const because = "the capacity is not learned yet";
    expect((await decidedWith(learning, undefined)).result).toEqual({ kind: "refused", because });
    const unknown = await decidedWith(learning, { kind: "unknown", because: "no load was seen" });
    expect(unknown.result).toEqual({ kind: "refused", because: `${because}: no load was seen` });
  });

  it("is told beside a declared one, which it does not change", async () => {
    const { estimates } = await decidedWith({}, learned);
    expect(estimates[0]).toMatchObject({
      replicas: 15.5,
      because:
        "620 requests a second at 40 a replica (80% of 50, which is declared; learned: 62 a replica at the SLO (58 to 66))",
    });
  });
});
