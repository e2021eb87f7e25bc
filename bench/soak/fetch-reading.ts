import { readdir } from "node:fs/promises";
import type { HeadroomProcess } from "../../test/fixtures/headroom-process.ts";
import { fetchSamples, sumOf } from "../fetch-samples.ts";
import type { Reading } from "./summary.ts";

/** Looks at a running service: its own metrics, and its files by the kernel (Linux). */
export async function fetchReading({ url, pid }: HeadroomProcess, atSeconds: number): Promise<Reading> {
  const samples = await fetchSamples(url);
  const sum = (name: string, labels?: string): number => sumOf(samples, name, labels);
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
