import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../../src/service/controllers/scaling/spans.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";

describe("the span of a decision", () => {
  it("tells what was decided", async () => {
    const { decision } = await loggedDecision({}, { demand: 900, burn: 30 });
    expect(outcomeOf(decision)).toEqual({
      "headroom.burn_class": "overload",
      "headroom.winner": "demand",
      "headroom.replicas": 22.5,
    });
  });

  it("tells why nothing was, in no more than a sentence", async () => {
    const { decision } = await loggedDecision({}, { age: 600 });
    const because = "x".repeat(5000);
    expect(outcomeOf({ ...decision, result: { kind: "refused", because } })).toEqual({
      "headroom.burn_class": "unknown",
      "headroom.refused": "x".repeat(200),
    });
  });
});
