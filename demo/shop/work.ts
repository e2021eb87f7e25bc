import type { Counter } from "prom-client";
import { FAULT_SHARE, type ShopFault } from "./fault.ts";
import type { ShopMetrics } from "./metrics.ts";
import { connectionsInUse, type Handler, ORDER_PATH, POOL_SIZE, type ShopService } from "./services.ts";

/** What a service decides about one request: how long it takes, and how it ends. */
export interface Outcome {
  readonly code: string;
  readonly milliseconds: number;
}

const USUAL_LOAD = 0.9;
const WARM_HITS = 0.92;

/** Milliseconds: most answers are quick, some take a while, all well below what the SLO allows. */
const QUICK = { least: 4, mean: 25, most: 180 };
/** Beyond half a second, whatever the service promises. */
const SLOW = { least: 600, spread: 600 };

/** The work behind a handler of the checkout or the search, and what goes wrong with it. */
export class Work {
  fault: ShopFault = "none";
  readonly #service: ShopService;
  readonly #random: () => number;
  readonly #errors: number;
  readonly #orders: { readonly all: Counter; readonly failed: Counter } | undefined;
  readonly #cache: { readonly reads: Counter; readonly hits: Counter } | undefined;
  #busy = 0;

  /** @param failShare - share of requests, 0..1, that fails for the version's sake */
  constructor(service: ShopService, metrics: ShopMetrics, random: () => number, failShare: number) {
    this.#service = service;
    this.#errors = Math.max(service.baseErrors, failShare);
    this.#random = random;
    if (service.name === "checkout") {
      this.#orders = {
        all: metrics.counter("orders_total", "Orders tried."),
        failed: metrics.counter("orders_failed_total", "Orders that failed, or whose card was declined."),
      };
      metrics.gauge("db_pool_size", "Database connections there are.", () => POOL_SIZE);
      metrics.gauge("db_pool_in_use", "Database connections that are busy.", () => this.#connections());
    }
    if (service.name === "search") {
      this.#cache = {
        reads: metrics.counter("cache_reads_total", "Reads from the cache."),
        hits: metrics.counter("cache_hits_total", "Reads that the cache could answer."),
      };
    }
  }

  begin(handler: Handler): Outcome {
    this.#busy++;
    const isHit = this.fault !== "none" && this.#random() < FAULT_SHARE;
    const isSlow = (isHit && this.fault === "latency") || this.#random() < this.#service.baseSlow;
    this.#cache?.reads.inc();
    if (this.#random() < WARM_HITS) this.#cache?.hits.inc();
    return {
      code: this.#codeOf(handler, isHit && this.fault === "errors"),
      milliseconds: isSlow ? SLOW.least + SLOW.spread * this.#random() : this.#quick(),
    };
  }

  end(handler: Handler, code: string): void {
    this.#busy--;
    if (handler.path !== ORDER_PATH) return;
    this.#orders?.all.inc();
    if (code !== "200") this.#orders?.failed.inc();
  }

  #codeOf(handler: Handler, mustFail: boolean): string {
    if (mustFail || this.#random() < this.#errors) return this.#service.failureCode;
    return this.#random() < handler.refused.share ? handler.refused.code : "200";
  }

  #quick(): number {
    return Math.min(QUICK.most, QUICK.least - QUICK.mean * Math.log(1 - this.#random()));
  }

  /** Either fault leaks the connections to the database: the cause to find behind the symptom. */
  #connections(): number {
    return this.fault === "none" ? Math.min(POOL_SIZE, connectionsInUse(USUAL_LOAD) + this.#busy) : POOL_SIZE;
  }
}
