import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateRules } from "../../src/core/rules/generate.ts";
import type { DecisionsView } from "../../src/service/http/views/decision-view.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { Bed, USUAL } from "./bed/bed.ts";
import { eventually } from "./bed/eventually.ts";
import { externalHpa, shopSpec } from "./bed/shop.ts";

/** Several rounds of the autoscaler, which looks every two seconds here. */
const ROUNDS_MS = 12_000;

/** As many replicas as 900 requests a second need, at 40 each. */
const FOR_SURGE = 23;

/**
 * Half a minute of demand is seen before it is told where it goes, and a surge of so long stays clear of noise in the
 * mean of some minutes: else it depends on the machine which of these is read.
 */
const SEEN_MS = 36_000;

const SATURATION = {
  isUsualFormula: true,
  scaling: `    saturation: {query: 'max(pool_in_use{job="bad"})', limit: 0.85}\n`,
} as const;

const PAGE = 'ALERTS{alertname="ErrorBudgetBurn", severity="page", alertstate="firing"}';

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.start();
});
afterAll(() => bed?.stop());

const own = (service: string) => ({ labels: { service, scaling: "web" } });

/** How many replicas demand alone asks for, by that decision. */
async function demandedFor(service: string): Promise<number> {
  const { estimates } = await decided(service);
  return estimates.find(({ estimator }) => estimator === "demand")?.replicas ?? Number.NaN;
}

/** The newest decision on a service's workload, as the API tells it. */
async function decided(
  service: string,
): Promise<Pick<DecisionsView["items"][number], "burn" | "because" | "estimates">> {
  const answer = await fetch(`${bed.headroom.process.url}/api/v1/decisions/${service}/web?limit=1`);
  const { items } = JSON.parse(await answer.text());
  return items[0];
}

describe("a bad deploy", () => {
  it("burns budget and pages, and is not answered with replicas beyond what is admitted", async () => {
    const spec = shopSpec("bad", SATURATION);
    const { services } = await parseSpecs([{ file: "bad.yaml", text: spec }], ["default"]);
    const shop = await bed.open("bad", { spec: SATURATION, manifests: externalHpa("bad", own("bad")) });
    const rules = generateRules(services).filter(({ path }) => path.endsWith(".rules.yaml"));
    await bed.prometheus.loadRules(rules.map(({ text }) => text));
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10]);
    // Half of the traffic goes to a version that fails half of it and clings to its connections.
    await bed.rollOut("bad", "v2");
    shop.load.set({
      requestsPerSecond: 195,
      failing: 0.0002,
      poolInUse: 1,
      beside: [{ requestsPerSecond: 195, failing: 0.5, version: "v2" }],
    });
    await eventually(async () => expect(await bed.prometheus.instant(PAGE)).toHaveLength(1));
    await eventually(async () => expect(await decided("bad")).toMatchObject({ burn: { class: "change" } }));
    await sleep(2 * ROUNDS_MS);
    // A full pool asks for a fifth more each time it is still full; the limit is 1.25 times the ten before.
    expect(shop.timeline.last).toBe(13);
    expect(Math.max(...shop.timeline.replicas)).toBe(13);
    expect((await decided("bad")).because).toMatch(/a rollout began .* ago: v1 at 0\.\dx, v2 at \d+x/);
  });
});

describe("a rollout", () => {
  it("does not keep a surge waiting, and nothing is taken away while it goes on", async () => {
    const shop = await bed.open("roll", {
      spec: { isUsualFormula: true },
      manifests: externalHpa("roll", own("roll")),
    });
    await sleep(SEEN_MS);
    await bed.rollOut("roll", "v2", { isBroken: true });
    await eventually(async () => expect(await decided("roll")).toMatchObject({ rollout: { progress: "running" } }));
    shop.load.set({ ...USUAL, requestsPerSecond: 900 });
    await eventually(() => expect(shop.timeline.last).toBeGreaterThanOrEqual(FOR_SURGE));
    await sleep(SEEN_MS);
    shop.load.set(USUAL);
    await eventually(async () =>
      expect(await decided("roll")).toMatchObject({
        because: expect.stringMatching(/nothing is taken away: a rollout is going on/),
      }),
    );
    // By then the surge is out of the minute that demand on its way down is read from.
    await eventually(async () => expect(await demandedFor("roll")).toBeLessThan(10));
    // A surge whose beginning was seen may be met with more than it turns out to need; it is only ever raised.
    expect(shop.timeline.replicas).toEqual(shop.timeline.replicas.toSorted((a, b) => a - b));
    await bed.rollOut("roll", "v3");
    await eventually(() => expect(shop.timeline.last).toBe(10));
  });
});
