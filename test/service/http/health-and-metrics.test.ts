import { afterEach, describe, expect, it } from "vitest";
import { indicators } from "../../fixtures/objectives.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

async function read(path: string, facts: ServedFacts = {}): Promise<readonly [status: number, text: string]> {
  app = await serveApp({ statuses: [status()], ...facts });
  const answer = await fetch(`${app.url}${path}`);
  return [answer.status, await answer.text()];
}

describe("health", () => {
  it("is alive and ready when specs were evaluated", async () => {
    expect(await read("/livez")).toEqual([200, "ok\n"]);
    await app?.close(0);
    expect(await read("/readyz?verbose")).toEqual([
      200,
      "[+] specs: ok, 1 SLOs from 1 files\n[+] first evaluation: ok\n[+] source default: ok\nok\n",
    ]);
  });

  it("is alive but not ready before the first evaluation", async () => {
    expect(await read("/livez", { booting: true })).toEqual([200, "ok\n"]);
    await app?.close(0);
    expect(await read("/readyz?verbose", { booting: true })).toEqual([
      503,
      "[-] specs: waiting, not read yet\n[-] first evaluation: waiting\nnot ready\n",
    ]);
  });

  it("stays ready, degraded, when Prometheus is down: a restart would mend nothing", async () => {
    const [code, text] = await read("/readyz?verbose", { sourceProblem: "connect ECONNREFUSED 10.1.2.3:9090" });
    expect([code, text]).toEqual([
      200,
      "[+] specs: ok, 1 SLOs from 1 files\n[+] first evaluation: ok\n[-] source default: degraded, no whole answer; see the log\ndegraded\n",
    ]);
    // Health is open to everybody, upstream addresses are not.
    expect(text).not.toContain("10.1.2.3");
  });

  it("says that a source is left alone", async () => {
    const [code, text] = await read("/readyz?verbose", { sourceProblem: "not asked", isLeftAlone: true });
    expect([code, text]).toEqual([
      200,
      expect.stringContaining(
        "[-] source default: degraded, left alone, since it does not answer; see the log\ndegraded\n",
      ),
    ]);
  });

  it("stays ready, degraded, when its own evaluation stands still", async () => {
    expect(await read("/readyz?verbose", { expired: true })).toEqual([
      200,
      `[+] specs: ok, 1 SLOs from 1 files
[+] first evaluation: ok
[-] last evaluation: degraded, too long ago; see the log
[+] source default: ok
degraded
`,
    ]);
  });

  it("is not ready from the first word of a shutdown on, though readers are still answered", async () => {
    await read("/livez");
    if (app !== undefined) app.stopping = true;
    const [ready, list] = await Promise.all([fetch(`${app?.url}/readyz`), fetch(`${app?.url}/api/v1/slos`)]);
    expect([ready.status, list.status]).toEqual([503, 200]);
  });
});

describe("headers", () => {
  it("let no page frame, sniff or script what is served, and force no HTTPS where there is none", async () => {
    app = await serveApp();
    const { headers } = await fetch(`${app.url}/api/v1/slos`);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'self';/);
    expect(headers.get("content-security-policy")).not.toContain("upgrade-insecure-requests");
    expect([
      headers.get("x-content-type-options"),
      headers.get("x-powered-by"),
      headers.get("strict-transport-security"),
    ]).toEqual(["nosniff", null, null]);
  });
});

describe("metrics", () => {
  const lines = (text: string, name: string): readonly string[] =>
    text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

  it("tell each SLO's numbers under its labels", async () => {
    const [, text] = await read("/metrics", {
      statuses: [
        status({ burn: 14.4, remaining: -0.2, secondsToExhaustion: 60, state: "exhausted" }),
        status({
          objective: { slo: "latency", indicator: indicators.classic, by: ["handler"] },
          by: { handler: 'a"b\\c' },
          latency: 0.4,
        }),
      ],
    });
    expect(lines(text, "headroom_slo_burn_rate")).toEqual([
      'headroom_slo_burn_rate{service="checkout",slo="availability",window="5m"} 14.4',
      'headroom_slo_burn_rate{service="checkout",slo="availability",window="slo"} 14.4',
      'headroom_slo_burn_rate{handler="a\\"b\\\\c",service="checkout",slo="latency",window="5m"} 0.5',
      'headroom_slo_burn_rate{handler="a\\"b\\\\c",service="checkout",slo="latency",window="slo"} 0.5',
    ]);
    expect(lines(text, "headroom_slo_error_budget_remaining_ratio")[0]).toBe(
      'headroom_slo_error_budget_remaining_ratio{service="checkout",slo="availability"} -0.2',
    );
    expect(lines(text, "headroom_slo_time_to_exhaustion_seconds")).toEqual([
      'headroom_slo_time_to_exhaustion_seconds{service="checkout",slo="availability"} 60',
    ]);
    expect(lines(text, "headroom_slo_latency_seconds").at(-1)).toBe(
      'headroom_slo_latency_seconds{handler="a\\"b\\\\c",service="checkout",slo="latency",quantile="0.99"} 0.4',
    );
    expect(lines(text, "headroom_slo_info")[0]).toBe(
      'headroom_slo_info{service="checkout",slo="availability",target="0.999",slo_window="30d",namespace="shop",owner="payments"} 1',
    );
  });

  it("tell how many samples of each source were not counted, and why, however often they are read", async () => {
    await read("/metrics");
    const [, text] = await read("/metrics");
    expect(lines(text, "headroom_refused_samples_total")).toEqual([
      'headroom_refused_samples_total{source="default",reason="future"} 0',
      'headroom_refused_samples_total{source="default",reason="invalid"} 3',
      'headroom_refused_samples_total{source="default",reason="implausible"} 1',
    ]);
  });

  it("have no sample where there is no number, and always the state", async () => {
    const [, text] = await read("/metrics", { statuses: [status({ missing: "unreachable" })] });
    for (const name of [
      "burn_rate",
      "error_ratio",
      "error_budget_remaining_ratio",
      "time_to_exhaustion_seconds",
      "data_age_seconds",
      "latency_seconds",
    ])
      expect(lines(text, `headroom_slo_${name}`)).toEqual([]);
    expect(lines(text, "headroom_slo_state")).toEqual(
      ["burning", "exhausted", "at-risk", "no-data", "healthy"].map(
        (state) =>
          `headroom_slo_state{service="checkout",slo="availability",state="${state}"} ${state === "no-data" ? 1 : 0}`,
      ),
    );
  });

  it("begin to count at 0, and count requests by route, never by path", async () => {
    app = await serveApp({ statuses: [status()] });
    await Promise.all(
      ["/api/v1/slos", "/api/v1/slos/checkout/availability", "/api/v1/slos/a/b", "/stranger/1", "/stranger/2"].map(
        (path) => fetch(`${app?.url}${path}`),
      ),
    );
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(lines(text, "headroom_http_requests_total").toSorted()).toEqual([
      'headroom_http_requests_total{route="/api/v1/slos",code="200"} 1',
      'headroom_http_requests_total{route="/api/v1/slos/:service/:slo",code="200"} 1',
      'headroom_http_requests_total{route="/api/v1/slos/:service/:slo",code="404"} 1',
      'headroom_http_requests_total{route="other",code="404"} 2',
    ]);
    expect(lines(text, "headroom_steps_total")).toEqual([
      'headroom_steps_total{source="default",outcome="done"} 0',
      'headroom_steps_total{source="default",outcome="failed"} 0',
    ]);
    expect(lines(text, "headroom_prometheus_queries_total")).toHaveLength(5);
    expect(lines(text, "headroom_last_successful_step_timestamp_seconds")).toEqual([
      'headroom_last_successful_step_timestamp_seconds{source="default"} 1768478395',
    ]);
    // There is no cluster.
    expect(lines(text, "headroom_mirror_synced")).toEqual([]);
    expect(lines(text, "headroom_mirror_watch_failures_total")).toEqual([]);
    expect(lines(text, "headroom_build_info")[0]).toContain('version="1.2.3"');
    expect(lines(text, "process_resident_memory_bytes")).toHaveLength(1);
  });
});
