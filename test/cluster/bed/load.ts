import { setTimeout as sleep } from "node:timers/promises";
import { writeSeries } from "../../../demo/backfill/remote-write.ts";

/** What a shop's pods report at one moment. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** Share of failed requests, 0..1. */
  readonly failing: number;
  /** How full the database pool of a pod is, 0..1. */
  readonly poolInUse?: number;
  /** The version that the pods of this traffic run. */
  readonly version?: string;
  /** Versions beside it, with what they do. */
  readonly beside?: readonly Required<Pick<Traffic, "requestsPerSecond" | "failing" | "version">>[];
}

const EVERY_MS = 1_000;
const PODS = 5;

/** Counters of a shop, written into a real Prometheus second by second, as its pods would count. */
export class LiveLoad {
  readonly #url: string;
  readonly #job: string;
  readonly #counts = new Map<string, number>();
  #traffic: Traffic;
  #loop: Promise<void> | undefined;
  #isStopped = false;
  #isSilent = false;

  constructor(prometheus: string, job: string, traffic: Traffic) {
    this.#url = prometheus;
    this.#job = job;
    this.#traffic = traffic;
  }

  /** Writes the past first, so that rates are there at once. */
  async start(pastSeconds: number): Promise<void> {
    const end = Math.floor(Date.now() / EVERY_MS) * EVERY_MS;
    const times = Array.from({ length: pastSeconds }, (_, i) => end - (pastSeconds - 1 - i) * EVERY_MS);
    await this.#write(times);
    this.#loop = this.#run(end);
  }

  set(traffic: Traffic): void {
    this.#traffic = traffic;
  }

  /** Counts on, and writes nothing: scrapes fail. */
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
  }

  async #run(from: number): Promise<void> {
    for (let next = from + EVERY_MS; !this.#isStopped; next += EVERY_MS) {
      await sleep(Math.max(0, next - Date.now()));
      // A Prometheus that is gone takes nothing; what was counted meanwhile is in the counters.
      await this.#write([next]).catch(() => undefined);
    }
  }

  async #write(times: readonly number[]): Promise<void> {
    const series = this.#series(times);
    if (!this.#isSilent) await writeSeries(this.#url, series);
  }

  #series(times: readonly number[]) {
    const { version = "v1", beside = [], poolInUse = 0.5, ...traffic } = this.#traffic;
    const counters = [{ ...traffic, version }, ...beside].flatMap((one) =>
      Array.from({ length: PODS }, (_, pod) => [
        this.#counter(times, { pod, version: one.version, code: "200" }, (1 - one.failing) * one.requestsPerSecond),
        this.#counter(times, { pod, version: one.version, code: "500" }, one.failing * one.requestsPerSecond),
      ]).flat(),
    );
    const pool = {
      labels: { __name__: "pool_in_use", job: this.#job },
      timestamps: Float64Array.from(times),
      values: Float64Array.from(times, () => poolInUse),
    };
    return [...counters, pool];
  }

  #counter(
    times: readonly number[],
    { pod, version, code }: { readonly pod: number; readonly version: string; readonly code: string },
    perSecond: number,
  ) {
    const instance = `${version}-${pod}:80`;
    const key = `${instance} ${code}`;
    const values = times.map(() => {
      const count = (this.#counts.get(key) ?? 0) + (perSecond / PODS) * (EVERY_MS / 1_000);
      this.#counts.set(key, count);
      return count;
    });
    return {
      labels: { __name__: "http_requests_total", job: this.#job, instance, version, code },
      timestamps: Float64Array.from(times),
      values: Float64Array.from(values),
    };
  }
}
