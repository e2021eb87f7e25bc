import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../backfill/random.ts";
import type { Parts } from "../run/parts.ts";
import type { Stack } from "../stack.ts";
import { STARTUP_SECONDS } from "./headroom.ts";
import { setUpstreams, type ShopPod, startPod } from "./shop.ts";

/** What a Deployment makes pods by. */
export interface Release {
  readonly version: string;
  /** Share of requests that its pods fail, 0..1. */
  readonly failShare: number;
}

/** The pods of the checkout as a Deployment has them: as many as asked for, those that started serving. */
export class CheckoutPods {
  readonly #stack: Stack;
  readonly #parts: Parts;
  readonly #mostPerSecond: number;
  readonly #signal: AbortSignal;
  readonly #others: readonly ShopPod[];
  readonly #first: ShopPod;
  #serving: readonly ShopPod[];
  #asked: number;
  #made = 0;
  #release: Release;

  constructor(stack: Stack, parts: Parts, mostPerSecond: number, signal: AbortSignal) {
    this.#stack = stack;
    this.#parts = parts;
    this.#mostPerSecond = mostPerSecond;
    this.#signal = signal;
    this.#others = stack.pods.filter(({ service }) => service !== "checkout");
    this.#serving = stack.pods.filter(({ service }) => service === "checkout");
    const [first] = this.#serving;
    if (first === undefined) throw new RangeError("the checkout has no pod to start others by");
    this.#first = first;
    this.#release = { version: first.version, failShare: 0 };
    this.#asked = this.#serving.length;
  }

  get asked(): number {
    return this.#asked;
  }

  get serving(): number {
    return this.#serving.length;
  }

  get release(): Release {
    return this.#release;
  }

  /** Whether all that serve are of the release, and none starts or goes. */
  get isRolledOut(): boolean {
    return this.serving === this.#asked && this.#serving.every(({ version }) => version === this.#release.version);
  }

  /** Starts or ends pods until there are so many. Resolves when the last of them serves, or is gone. */
  async scaleTo(replicas: number): Promise<void> {
    const before = this.#asked;
    this.#asked = replicas;
    if (replicas > before) await this.#add(replicas - before);
    else if (replicas < before) await this.#retire(this.#serving.slice(replicas));
  }

  /**
   * Puts pods of a release in the place of all others, one after the other, as a Deployment with few pods does unless
   * it is told otherwise: a new one serves before an old one goes.
   */
  async rollOut(release: Release): Promise<void> {
    this.#release = release;
    for (const old of this.#serving.filter(({ version }) => version !== release.version)) {
      await this.#add(1);
      await this.#retire([old]);
    }
  }

  async #add(count: number): Promise<void> {
    const started = await Promise.all(Array.from({ length: count }, () => this.#start()));
    // A pod that listens is not ready at once.
    await sleep(STARTUP_SECONDS * 1000, undefined, { signal: this.#signal });
    await this.#serve([...this.#serving, ...started]);
  }

  async #retire(leaving: readonly ShopPod[]): Promise<void> {
    // Nobody is sent to a pod that is about to end.
    await this.#serve(this.#serving.filter((pod) => !leaving.includes(pod)));
    await sleep(STARTUP_SECONDS * 1000, undefined, { signal: this.#signal });
    await Promise.all(leaving.map(({ name }) => this.#parts.end(name)));
  }

  #start(): Promise<ShopPod> {
    const { service, name, instance } = this.#first;
    const { version, failShare } = this.#release;
    const number = ++this.#made;
    const replicaSet =
      version === this.#first.version
        ? name.slice(0, name.lastIndexOf("-"))
        : `${service}-${seededRandom(`replica set ${version}`).letters(9)}`;
    const pod = {
      service,
      version,
      name: `${replicaSet}-new${number}`,
      instance: instance.replace(/\d+:/, (last) => `${Number.parseInt(last, 10) + 100 + number}:`),
    };
    const given = { upstreams: {}, mostPerSecond: this.#mostPerSecond, failShare };
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
