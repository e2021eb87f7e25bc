import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import type { SimulatedPrometheus } from "../simulated-prometheus.ts";
import { seeded } from "../simulated-service.ts";

const HOUR_MS = 3_600_000;
const SPAN = {
  kind: "span",
  reason: "The database moves",
  from: instant(START_MS + 10 * 60_000),
  to: instant(START_MS + 22 * 60_000),
} as const;

/** One of each kind that raw samples tell: counts, groups, histograms, probes, and time that does not count. */
export const OBJECTIVES: readonly Objective[] = [
  objective(),
  objective({ slo: "good", indicator: indicators.good, window: { kind: "rolling", length: days(7) } }),
  objective({ slo: "by pod", by: ["pod"] }),
  objective({ slo: "latency", indicator: indicators.classic }),
  objective({ slo: "reachable", indicator: indicators.probe }),
  objective({ slo: "moved", exclusions: [SPAN], window: { kind: "calendar", unit: "month", timezone: "UTC" } }),
  objective({ slo: "late", delay: seconds(0), by: ["code"], window: { kind: "rolling", length: days(60) } }),
];

const BOUNDS = ["0.1", "0.3", "1", "+Inf"] as const;

/**
 * Writes samples of pods that restart, vanish, come back and are missed, whose error counters are born with the first
 * error: for so many hours before the start, and so many steps after it.
 */
export function writeWorld(prometheus: SimulatedPrometheus, seed: number, hoursBefore: number, steps: number): void {
  const random = seeded(seed);
  const pods = ["a", "b", "c"].map((name) => ({ name, life: 0, counters: new Map<string, number>(), awayUntilMs: 0 }));
  for (let atMs = START_MS - hoursBefore * HOUR_MS; atMs < START_MS + steps * STEP_MS; atMs += STEP_MS / 2) {
    for (const [i, pod] of pods.entries()) {
      const sampleMs = atMs + 1 + i * 700 + Math.floor(random() * 40);
      if (random() < 0.004) pod.counters = new Map();
      if (random() < 0.002) {
        pod.name = `${["a", "b", "c"][i] ?? ""}${++pod.life}`;
        pod.counters = new Map();
      }
      if (random() < 0.004) pod.awayUntilMs = sampleMs + Math.floor(random() * 20 * 60_000);
      const add = (key: string, by: number): number => {
        const value = (pod.counters.get(key) ?? 0) + by;
        pod.counters.set(key, value);
        return value;
      };
      const good = Math.floor(random() * 50);
      const bad = random() < 0.1 ? Math.ceil(random() * 5) : 0;
      const told = sampleMs >= pod.awayUntilMs;
      const write = (labels: Readonly<Record<string, string>>, value: number): void => {
        if (told) prometheus.append(labels, sampleMs, value);
      };
      write(requests("200", pod.name), add("200", good));
      if (bad > 0 || pod.counters.has("500")) write(requests("500", pod.name), add("500", bad));
      const target = { job: "checkout", instance: `${pod.name}:80`, pod: pod.name };
      for (const [b, le] of BOUNDS.entries())
        write({ __name__: "http_request_duration_seconds_bucket", ...target, le }, add(le, Math.floor((good * b) / 3)));
    }
    prometheus.append(
      { __name__: "probe_success", job: "blackbox", target: "checkout" },
      atMs + 5000,
      random() < 0.05 ? 0 : 1,
    );
  }
}
