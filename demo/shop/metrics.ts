import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Seed } from "./seed.ts";
import { BUCKETS, type Handler, type ShopService } from "./services.ts";

const DURATION = "http_request_duration_seconds";

/** What one pod counts: the same series as its history, going on from where that ends. */
export class ShopMetrics {
  readonly registry = new Registry();
  readonly #seeds: readonly Seed[];
  readonly #requests: Counter;
  readonly #buckets: Counter;
  readonly #count: Counter;
  readonly #sum: Counter;

  constructor(service: ShopService, version: string, startedAtSeconds: number, seeds: readonly Seed[]) {
    this.#seeds = seeds;
    // Of every series, as relabelling from the label of a pod would have it.
    this.registry.setDefaultLabels({ version });
    collectDefaultMetrics({ register: this.registry });
    // The pod began in its history, not when the demo started its process.
    this.registry.removeSingleMetric("process_start_time_seconds");
    this.gauge("process_start_time_seconds", "Start time of the process since the epoch.", () => startedAtSeconds);
    new Gauge({
      name: "app_build_info",
      help: "Version of the program.",
      labelNames: ["version"],
      registers: [this.registry],
    }).set({ version }, 1);

    this.#requests = this.counter("http_requests_total", "Requests answered.", ["handler", "method", "code"]);
    // The library's histogram cannot go on from given counts, so its series are counters here.
    this.#buckets = this.counter(`${DURATION}_bucket`, "Requests answered within the bound.", ["handler", "le"]);
    this.#count = this.counter(`${DURATION}_count`, "Requests that were timed.", ["handler"]);
    this.#sum = this.counter(`${DURATION}_sum`, "Seconds that requests took.", ["handler"]);
    for (const handler of service.handlers) this.#startAtZero(handler);
  }

  /** A counter that goes on from the history, if it has any. */
  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
    for (const seed of this.#seeds) if (seed.name === name) counter.inc({ ...seed.labels }, seed.value);
    return counter;
  }

  gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
  }

  answered(handler: Handler, code: string, seconds: number): void {
    this.#requests.inc({ handler: handler.path, method: handler.method, code });
    for (const bound of BUCKETS) if (seconds <= bound) this.#buckets.inc({ handler: handler.path, le: String(bound) });
    this.#buckets.inc({ handler: handler.path, le: "+Inf" });
    this.#count.inc({ handler: handler.path });
    this.#sum.inc({ handler: handler.path }, seconds);
  }

  #startAtZero({ path, method }: Handler): void {
    this.#requests.inc({ handler: path, method, code: "200" }, 0);
    for (const le of [...BUCKETS.map(String), "+Inf"]) this.#buckets.inc({ handler: path, le }, 0);
    this.#count.inc({ handler: path }, 0);
    this.#sum.inc({ handler: path }, 0);
  }
}
