import { setTimeout as sleep } from "node:timers/promises";
import type { Parts } from "../run/parts.ts";
import type { Stack } from "../stack.ts";
import { STARTUP_SECONDS } from "./headroom.ts";
import { setUpstreams, type ShopPod, startPod } from "./shop.ts";

/** The pods of the checkout as a Deployment has them: as many as asked for, those that started serving. */
export class CheckoutPods {
  readonly #stack: Stack;
  readonly #parts: Parts;
  readonly #mostPerSecond: number;
  readonly #signal: AbortSignal;
  readonly #others: readonly ShopPod[];
  #serving: readonly ShopPod[];
  #asked: number;
  #made = 0;

  constructor(stack: Stack, parts: Parts, mostPerSecond: number, signal: AbortSignal) {
    this.#stack = stack;
    this.#parts = parts;
    this.#mostPerSecond = mostPerSecond;
    this.#signal = signal;
    this.#others = stack.pods.filter(({ service }) => service !== "checkout");
    this.#serving = stack.pods.filter(({ service }) => service === "checkout");
    this.#asked = this.#serving.length;
  }

  get asked(): number {
    return this.#asked;
  }

  get serving(): number {
    return this.#serving.length;
  }

  /** Starts or ends pods until there are so many. Resolves when the last of them serves, or is gone. */
  async scaleTo(replicas: number): Promise<void> {
    const before = this.#asked;
    this.#asked = replicas;
    if (replicas > before) {
      const started = await Promise.all(Array.from({ length: replicas - before }, () => this.#start()));
      // A pod that listens is not ready at once.
      await sleep(STARTUP_SECONDS * 1000, undefined, { signal: this.#signal });
      await this.#serve([...this.#serving, ...started]);
    } else if (replicas < before) {
      const leaving = this.#serving.slice(replicas);
      // Nobody is sent to a pod that is about to end.
      await this.#serve(this.#serving.slice(0, replicas));
      await sleep(STARTUP_SECONDS * 1000, undefined, { signal: this.#signal });
      await Promise.all(leaving.map(({ name }) => this.#parts.end(name)));
    }
  }

  #start(): Promise<ShopPod> {
    const [like] = this.#serving;
    if (like === undefined) throw new RangeError("the checkout has no pod to start others by");
    const { service, version } = like;
    const number = ++this.#made;
    const pod = {
      service,
      version,
      name: `${like.name.slice(0, like.name.lastIndexOf("-"))}-new${number}`,
      instance: like.instance.replace(/\d+:/, (last) => `${Number.parseInt(last, 10) + 100 + number}:`),
    };
    const given = { upstreams: {}, mostPerSecond: this.#mostPerSecond };
    return startPod({ pod, startedAt: Date.now(), seeds: [] }, given, this.#parts);
  }

  async #serve(pods: readonly ShopPod[]): Promise<void> {
    this.#serving = pods;
    const ports = pods.map(({ port }) => port);
    await setUpstreams(this.#others, "checkout", ports);
    const { prometheus, duties } = this.#stack;
    await prometheus.takeUp({ ...duties, pods: [...this.#others, ...pods] });
  }
}
