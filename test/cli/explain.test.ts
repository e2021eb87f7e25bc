import { afterEach, describe, expect, it } from "vitest";
import { clockTime } from "../../src/cli/explain/explain.ts";
import { instant } from "../../src/core/units/instant.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { loggedDecision, NOW } from "../fixtures/scaling.ts";
import { serveApp, type ServedApp } from "../fixtures/served-app.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

const explain = async (...args: readonly string[]) => runHeadroom(["explain", ...args, "--url", app?.url ?? ""]);

async function serveDecisions(): Promise<void> {
  const earlier = await loggedDecision({}, { at: instant(NOW - 600_000), demand: 400 });
  const saturation = { query: "busy", limit: ratio(0.85) };
  const later = await loggedDecision({ saturation }, { demand: 900, saturation: 0.9, burn: 30, age: 5 });
  app = await serveApp({ decisions: [earlier, later, { ...later, service: "search" }] });
}

describe("headroom explain", () => {
  it("says how many replicas a workload needs, and why", async () => {
    await serveDecisions();
    const { code, stdout } = await explain("checkout/checkout");
    expect(code).toBe(0);
    expect(stdout).toBe(`checkout/checkout at 2026-01-14 12:00:00 UTC: 22.5 replicas
  for shop/Deployment/checkout, only recommended

  because    900 requests a second at 40 a replica (80% of 50)
  burn       overload: latency burns at 30x while saturation is 0.9
  estimates  demand       22.5  900 requests a second at 40 a replica (80% of 50)
             saturation  10.59  saturation 0.9 of at most 0.85 over 10 replicas
  inputs     demand 900 (5s old), saturation 0.9 (5s old), replicas 10 (5s old)
`);
  });

  it("says how far the capacity is corrected, what waits, and until when nothing is corrected", async () => {
    const plain = await loggedDecision();
    const observation = {
      ...plain.decision.observation,
      backlog: { kind: "value", value: 1200, at: NOW } as const,
      memory: {
        correction: { factor: 0.824, burn: 0.31, test: undefined, frozenUntil: instant(NOW + 3_600_000) },
        forecast: undefined,
      },
    };
    app = await serveApp({ decisions: [{ ...plain, decision: { ...plain.decision, observation } }] });
    const { stdout } = await explain("checkout/checkout");
    expect(stdout).toContain("inputs     demand 400 (0s old), backlog 1200 (0s old), replicas 10 (0s old)");
    expect(stdout).toContain(
      "capacity   0.82 times what was said of it, by a burn of 0.31x at planned load; left alone until 2026-01-14 13:00:00 UTC: less load did not help",
    );
  });

  it("says what was decided at a time", async () => {
    await serveDecisions();
    const { stdout } = await explain("checkout/checkout", "--at", "2026-01-14T11:55:00Z", "--output", "json");
    expect(JSON.parse(stdout)).toMatchObject({ at: "2026-01-14T11:50:00.000Z", replicas: 10 });
    const before = await explain("checkout/checkout", "--at", "2026-01-14T11:00:00Z");
    expect([before.code, before.stderr]).toEqual([
      3,
      "headroom: nothing was decided for checkout/checkout by then, or it is not kept any more; headroom serve --store FILE keeps decisions for longer\n",
    ]);
  });

  it("asks for the service where the name alone does not say which", async () => {
    await serveDecisions();
    const { code, stderr } = await explain("checkout");
    expect([code, stderr]).toEqual([
      2,
      "headroom: several services have a scaling checkout; write checkout/checkout or search/checkout\n",
    ]);
    expect((await explain("chekout")).stderr).toBe(
      "headroom: there is no scaling chekout; there are checkout/checkout, search/checkout\n",
    );
  });

  it.each([
    [
      "2026-02-30T00:00:00Z",
      "--at is 2026-02-30T00:00:00Z, which no calendar has; write a day and a time that there are",
    ],
    ["25:00", "--at is 25:00; write Unix seconds or a time such as 2026-01-31T08:00:00Z"],
    [
      "1e300",
      "--at is 1e300, which is out of range; write a time from 1970 on; Unix times are in seconds, not in milliseconds",
    ],
  ])("is wrong usage for a time that there is not, such as %s", async (at, said) => {
    const { code, stderr } = await runHeadroom(["explain", "shop/web", `--at=${at}`]);
    expect([code, stderr]).toEqual([2, `headroom: ${said}, or one such as 14:04\n`]);
  });

  it("says so when the time has not come yet", async () => {
    await serveDecisions();
    const { code, stderr } = await explain("checkout/checkout", "--at", "2026-01-15T14:00:00Z");
    expect(code).toBe(3);
    expect(stderr).toContain("at is 2026-01-15T14:00:00.000Z, which has not come yet; give a time up to now");
  });

  it("exits 3 when nobody answers", async () => {
    const { code, stderr } = await runHeadroom(["explain", "checkout", "--url", "http://127.0.0.1:1"]);
    expect(code).toBe(3);
    expect(stderr).toContain("no headroom answers at http://127.0.0.1:1; start one with headroom serve");
  });
});

describe("clockTime", () => {
  const now = Date.UTC(2026, 0, 15, 12);
  it.each([
    ["11:04", Date.UTC(2026, 0, 15, 11, 4)],
    ["12:00", now],
    ["12:01", Date.UTC(2026, 0, 14, 12, 1)],
    ["9:30:15", Date.UTC(2026, 0, 15, 9, 30, 15)],
  ])("takes %s for the last one", (text, at) => {
    expect(clockTime(text, now)).toBe(String(at / 1000));
  });

  it("leaves other times as they are", () => {
    expect(clockTime("2026-01-31T14:04:00Z", now)).toBe("2026-01-31T14:04:00Z");
    expect(clockTime("25:00", now)).toBe("25:00");
  });
});
