import type { Service } from "../../../src/core/objective/objective.ts";
import { days } from "../../../src/core/units/seconds.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { indicators, objective, service } from "../../fixtures/objectives.ts";

const orders = { service: "orders-of-a-name-that-is-too-long-for-a-uid", slo: "placed" };

/** Sets of services whose dashboards are kept as golden files. */
export const cases: Readonly<Record<string, readonly Service[]>> = {
  "events-and-causes": [
    service([objective({ runbook: "https://runbooks.example.com/checkout" })], {
      causes: [
        {
          name: "database pool in use",
          query: "max(db_pool_in_use / db_pool_size)",
          unit: "ratio",
          concerning: { direction: "above", value: 0.7 },
          critical: { direction: "above", value: 0.9 },
        },
        {
          name: "cache hit ratio",
          query: 'sum(rate(cache_hits_total{pool=~"a$|b$slo"}[5m])) / sum(rate(cache_reads_total[5m]))',
          unit: "ratio",
          concerning: { direction: "below", value: 0.8 },
          critical: undefined,
        },
        {
          name: "open files",
          query: "max(process_open_fds)",
          unit: "count",
          concerning: undefined,
          critical: undefined,
        },
      ],
    }),
  ],
  "latency-by-handler": [
    service([
      objective({ slo: "latency", indicator: indicators.classic, by: ["handler"], target: ratio(0.99) }),
      objective({ slo: "availability", window: { kind: "rolling", length: days(7) } }),
    ]),
  ],
  "latency-native": [service([objective({ slo: "latency", indicator: indicators.native })])],
  excluded: [
    service([
      objective({ exclusions: [{ kind: "condition", when: "maintenance_mode == 1", reason: undefined }] }),
      objective({ slo: "latency", indicator: indicators.classic, by: ["handler"] }),
    ]),
  ],
  "probe-and-calendar": [
    service([
      objective({ service: "reach", slo: "reachable", indicator: indicators.probe, target: ratio(0.995) }),
      objective({
        service: "reach",
        slo: "monthly",
        window: { kind: "calendar", unit: "month", timezone: "Europe/Berlin" },
      }),
    ]),
    service([objective({ ...orders, indicator: indicators.promql, target: ratio(0.98) })]),
  ],
};
