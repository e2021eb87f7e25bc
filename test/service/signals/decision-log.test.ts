import { describe, expect, it } from "vitest";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";

describe("DecisionLog", () => {
  it("keeps four hours of one workload, and less of each where there are many", async () => {
    const log = new DecisionLog({ monotonic: () => 0 });
    const entry = await loggedDecision();
    for (let i = 0; i < 1000; i++) log.add(entry);
    expect(log.of("checkout", "checkout")).toHaveLength(960);
    for (let i = 0; i < 400; i++) log.add({ ...entry, service: `service-${i}` });
    log.add(entry);
    expect(log.of("checkout", "checkout")).toHaveLength(50);
    expect(log.offered()).toHaveLength(401);
  });
});
