import { describe, expect, it } from "vitest";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";

describe("DecisionLog", () => {
  it("keeps four hours of one workload, and less of each where there are many", async () => {
    const log = new DecisionLog({ monotonic: () => 0 });
    const entry = await loggedDecision();
    const add = (service: string): void => log.add([{ entry: { ...entry, service }, askedAt: 0 }]);
    const past = () => log.past({ service: "checkout", scaling: "checkout", most: 2000 });
    for (let i = 0; i < 1000; i++) add("checkout");
    expect(past()).toHaveLength(960);
    for (let i = 0; i < 400; i++) add(`service-${i}`);
    add("checkout");
    expect(past()).toHaveLength(50);
    expect(log.offered()).toHaveLength(401);
  });
});
