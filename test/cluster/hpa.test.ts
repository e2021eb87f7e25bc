import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bed, USUAL } from "./bed/bed.ts";
import { eventually } from "./bed/eventually.ts";
import { generatedAutoscalers } from "./bed/generated.ts";
import { externalHpa, shopSpec } from "./bed/shop.ts";
import { hpaCondition } from "./bed/timeline.ts";

const SURGE = { ...USUAL, requestsPerSecond: 900 };

/** As many replicas as 900 requests a second need, at 40 each. */
const FOR_SURGE = 23;

/** Several rounds of the autoscaler, which looks every two seconds here. */
const ROUNDS_MS = 12_000;

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.start();
});
afterAll(() => bed?.stop());

const active = (namespace: string, name = "web") => hpaCondition(bed.admin, namespace, name, "ScalingActive");
const own = (service: string) => ({ labels: { service, scaling: "web" } });

describe("a stock HPA on required replicas", () => {
  it.each([
    ["hpa", "surge"],
    ["hpa-object", "surge-object"],
  ] as const)("answers a surge in one step as `autoscaler: %s` is generated", async (autoscaler, name) => {
    const spec = autoscaler === "hpa" ? {} : { autoscaler };
    const shop = await bed.open(name, { spec, manifests: await generatedAutoscalers(shopSpec(name, spec)) });
    await eventually(async () => expect(await active(name, `headroom-${name}.web`)).toMatchObject({ status: "True" }));
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10]);
    shop.load.set(SURGE);
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    await sleep(ROUNDS_MS);
    // The generated scale-down waits for minutes: what came at once goes slowly.
    shop.load.set(USUAL);
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE]);
  });

  it("goes back after a surge, to what is needed then", async () => {
    const shop = await bed.open("recovery", {
      traffic: SURGE,
      manifests: externalHpa("recovery", own("recovery")),
    });
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    shop.load.set(USUAL);
    await eventually(() => expect(shop.timeline.last).toBe(10));
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE, 10]);
  });

  it("holds what it has while samples are missing, and says why", async () => {
    const shop = await bed.open("stale", { manifests: externalHpa("stale", own("stale")) });
    await eventually(async () => expect(await active("stale")).toMatchObject({ status: "True" }));
    shop.load.silence(true);
    await eventually(async () =>
      expect(await active("stale")).toMatchObject({
        status: "False",
        reason: "FailedGetExternalMetric",
        message: expect.stringMatching(/demand/),
      }),
    );
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10]);
    shop.load.silence(false);
    await eventually(async () => expect(await active("stale")).toMatchObject({ status: "True" }));
  });

  it("is told of all that a selector matches, where that is not one", async () => {
    const shop = await bed.open("both", {
      manifests: externalHpa("both", { labels: { service: "both" } }),
      spec: { second: true },
    });
    await eventually(async () =>
      expect(await active("both")).toMatchObject({
        status: "False",
        message: expect.stringMatching(/2 series of slo_required_replicas match .*scaling=web.*scaling=worker/),
      }),
    );
    expect(shop.timeline.replicas).toEqual([10]);
  });

  it("finds nothing of another namespace", async () => {
    const shop = await bed.open("thief", { manifests: externalHpa("thief", own("surge")) });
    await eventually(async () =>
      expect(await active("thief")).toMatchObject({
        status: "False",
        message: expect.stringMatching(/namespace thief/),
      }),
    );
    expect(shop.timeline.replicas).toEqual([10]);
  });

  it("bears a burn rate beside required replicas, which adds a floor and never runs away", async () => {
    const burn = `    - type: External
      external:
        metric: {name: slo_burn_rate, selector: {matchLabels: {service: gate, slo: availability, window: 5m}}}
        target: {type: AverageValue, averageValue: "2.1"}
`;
    // 3 % of failures burn a budget of 0.1 % at 30 times the pace: one replica for each 2.1 of it are 15.
    const shop = await bed.open("gate", {
      manifests: externalHpa("gate", { ...own("gate"), further: burn }),
      traffic: { ...USUAL, failing: 0.03 },
    });
    await eventually(() => expect(shop.timeline.last).toBe(15));
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10, 15]);
  });
});
