import { readdir } from "node:fs/promises";
import type { HeadroomProcess } from "../../test/fixtures/headroom-process.ts";
import type { Reading } from "./summary.ts";

/** Looks at a running service: its own metrics, and its files by the kernel (Linux). */
export async function fetchReading({ url, pid }: HeadroomProcess, atSeconds: number): Promise<Reading> {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  const samples = parseSamples(await answer.text());
  const sum = (name: string, labels = ""): number =>
    samples
      .filter((one) => one.name === name && one.labels.includes(labels))
      .reduce((all, { value }) => all + value, 0);
  const answered = sum("headroom_prometheus_queries_total", 'outcome="answered"');
  return {
    atSeconds,
    residentBytes: sum("process_resident_memory_bytes"),
    heapBytes: sum("nodejs_heap_size_used_bytes"),
    files: (await readdir(`/proc/${pid}/fd`)).length,
    resources: sum("nodejs_active_resources_total"),
    delay: {
      p99Seconds: sum("nodejs_eventloop_lag_p99_seconds"),
      longestSeconds: sum("nodejs_eventloop_lag_max_seconds"),
    },
    steps: {
      done: sum("headroom_steps_total", 'outcome="done"'),
      failed: sum("headroom_steps_total", 'outcome="failed"'),
    },
    queries: { answered, failed: sum("headroom_prometheus_queries_total") - answered },
    numbers: samples.filter(({ name, labels }) => name === "headroom_slo_burn_rate" && labels.includes('window="5m"'))
      .length,
  };
}

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

const parseSamples = (text: string): readonly Sample[] =>
  [...text.matchAll(/^([a-z_0-9]+)(\{[^}]*\})? (\S+)$/gm)].map(([, name = "", labels = "", value]) => ({
    name,
    labels,
    value: Number(value),
  }));
