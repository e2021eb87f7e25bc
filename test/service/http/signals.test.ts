import { afterEach, describe, expect, it } from "vitest";
import { readJson } from "../../fixtures/read-json.ts";
import { loggedDecision, type Seen } from "../../fixtures/scaling.ts";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

interface Case {
  readonly mode?: "recommend" | "publish";
  readonly seen?: Seen;
  readonly passed?: number;
  readonly path?: string;
}

async function signal({ mode = "publish", seen = {}, passed = 0, path = "shop/checkout/checkout" }: Case) {
  let now = 0;
  app = await serveApp({ decisions: [await loggedDecision({ mode }, seen)], passed: () => now });
  now = passed;
  const answer = await fetch(`${app.url}/api/v1/signals/${path}`);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get("retry-after"),
    body: await readJson(answer),
    required: /^headroom_required_replicas\{.*\} (.*)$/m.exec(metrics)?.[1],
    refused: /^headroom_decision_refused\{.*\} (.*)$/m.exec(metrics)?.[1],
  };
}

describe("the signal of a workload", () => {
  it("is a fresh number with its age and its reason", async () => {
    expect(await signal({ seen: { demand: 900, age: 10 }, passed: 20 })).toMatchObject({
      status: 200,
      body: {
        signal: "slo_required_replicas",
        value: 22.5,
        ageSeconds: 30,
        because: "900 requests a second at 40 a replica (80% of 50)",
      },
      required: "22.5",
      refused: "0",
    });
  });

  it("is rounded up to thousandths", async () => {
    expect((await signal({ seen: { demand: 500.00001 } })).body).toMatchObject({ value: 12.501 });
  });

  it.each([
    ["decided on data that is too old", { seen: { age: 91 } }, "demand is 1m 31s old, expected at most 1m 30s", "1"],
    [
      "too old by now",
      { seen: { age: 30 }, passed: 61 },
      "demand was last seen 1m 31s ago, expected at most 1m 30s",
      "1",
    ],
    ["of a loop that stands still", { passed: 3600 }, "demand was last seen 1h ago, expected at most 1m 30s", "1"],
    ["only recommended", { mode: "recommend" }, "the mode is recommend; write mode: publish to have it offered", "0"],
  ] as const)("is an error with its reason when it is %s", async (_what, facts, problem, refused) => {
    const found = await signal(facts);
    expect(found).toMatchObject({ status: 503, retryAfter: null, body: { code: "no-signal", problem }, refused });
  });

  it.each(["other/checkout/checkout", "shop/checkout/nothing", "shop/nobody/checkout"])(
    "is not found as %s",
    async (path) => {
      expect(await signal({ path })).toMatchObject({ status: 404, body: { code: "not-found" } });
    },
  );
});
