import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seconds } from "../../src/core/units/seconds.ts";
import { dashboardsOf, type DashboardQuery, queriesOf } from "../core/dashboards/dashboard-json.ts";
import { BUILD_TIMEOUT_MILLISECONDS, startWithNativeHistogram } from "../fixtures/native-histogram.ts";
import { counter, objective, service } from "../fixtures/objectives.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";

const native = objective({
  slo: "latency",
  indicator: {
    kind: "latency",
    histogram: counter("rpc_duration_seconds", { job: "search" }),
    form: "native",
    unit: "seconds",
    under: seconds(1),
  },
});
const queries = dashboardsOf([service([native])]).flatMap(queriesOf);

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startWithNativeHistogram();
}, BUILD_TIMEOUT_MILLISECONDS);

afterAll(() => prometheus?.stop());

describe("a native histogram", () => {
  it("is drawn with its buckets", async () => {
    const answer = await fetch(
      `${prometheus.url}/api/v1/query?${new URLSearchParams({ query: find("Latency heatmap").expr }).toString()}`,
    );
    const { data } = (await answer.json()) as {
      data: {
        result: readonly {
          histogram: readonly [number, { buckets: readonly (readonly [number, string, string, string])[] }];
        }[];
      };
    };
    const buckets = data.result[0]?.histogram[1].buckets.map(([, from, to, perSecond]) => [
      Number(from),
      Number(to),
      Number(perSecond),
    ]);
    expect(buckets).toEqual([[0.5, 1, expect.closeTo(2, 6)]]);
  });

  it.each(["A", "B", "C"])(
    "has its percentiles between the bounds of the one bucket that is filled (%s)",
    async (refId) => {
      const [line] = await prometheus.instant(find(`Latency percentiles: latency (${refId})`).expr);
      expect(line?.metric).toEqual({ service: "checkout", slo: "latency" });
      expect(line?.samples[0]?.value).toBeGreaterThan(0.5);
      expect(line?.samples[0]?.value).toBeLessThanOrEqual(1);
    },
  );
});

function find(name: string): DashboardQuery {
  const query = queries.find((candidate) => candidate.name.includes(name));
  if (query === undefined) throw new Error(`no query is called ${name}`);
  return query;
}
