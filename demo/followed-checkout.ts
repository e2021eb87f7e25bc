import { setTimeout as sleep } from "node:timers/promises";
import { toBurnRate } from "../src/core/budget/burn.ts";
import { followingBehavior } from "../src/core/manifests/behavior.ts";
import { printExpression } from "../src/core/promql/print.ts";
import { sync } from "../src/core/scaling/hpa/sync.ts";
import {
  HPA_DEFAULTS,
  type HpaSpec,
  type HpaState,
  NEW_STATE,
  type ScalingRules,
  SYNC_SECONDS,
} from "../src/core/scaling/hpa/types.ts";
import { errorRatioOfAll } from "../src/core/sli/error-ratio.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { seconds } from "../src/core/units/seconds.ts";
import { utc } from "./incident.ts";
import { CheckoutPods } from "./parts/checkout-pods.ts";
import type { CheckoutSpec } from "./parts/checkout-spec.ts";
import type { Signal } from "./parts/headroom.ts";
import type { Parts } from "./run/parts.ts";
import type { Screen } from "./screen/stages.ts";
import type { Stack } from "./stack.ts";

/** A busy machine may leave a question or two without an answer. */
const ANSWER_SECONDS = 30;

/** A controller looks every 15 s, and the generated autoscaler waits 150 s on the way down: here all is faster. */
const FASTER = 3;
const LOOK_SECONDS = SYNC_SECONDS / FASTER;

/** What burns now is the share that failed within so long: the shortest window of an SLO would remember too much. */
const NOW_SECONDS = seconds(30);

/** What a story of the checkout's replicas needs. */
export interface Story {
  readonly stack: Stack;
  readonly spec: CheckoutSpec;
  readonly parts: Parts;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** A forgotten demo ends this long after the story began. */
  readonly limitSeconds: number;
}

/** What one look has seen. */
export interface Look {
  /** Replicas that were asked for before it. */
  readonly before: number;
  /** Replicas that the autoscaler asks for now. */
  readonly asked: number;
  /** A multiple of the sustainable rate; undefined where nothing was counted. */
  readonly burn: number | undefined;
  /** The sentence of Headroom's decision. */
  readonly because: string;
}

/** The checkout with an autoscaler that follows Headroom's number. It is looked at every few seconds. */
export class FollowedCheckout {
  readonly pods: CheckoutPods;
  readonly #story: Story;
  readonly #hpa: HpaSpec;
  readonly #detail: () => Promise<string | undefined>;
  #state: HpaState = NEW_STATE;

  /** @param detail - what a line tells besides, asked for at each look until there is an answer */
  constructor(story: Story, detail: () => Promise<string | undefined> = () => Promise.resolve("")) {
    const { stack, parts, signal, spec } = story;
    this.#story = story;
    this.#hpa = generatedFor(spec);
    this.#detail = detail;
    this.pods = new CheckoutPods(stack, parts, spec.perReplica, signal);
  }

  /** Waits until it is time, looks, and tells in one line what is to be seen. Nothing is scaled yet. */
  async look(): Promise<Look> {
    const { stack, parts, screen, signal } = this.#story;
    await sleep(LOOK_SECONDS * 1000, undefined, { signal });
    const wait = <T>(part: string, what: string, ask: () => Promise<T | undefined>): Promise<T> =>
      parts.wait(part, what, ANSWER_SECONDS, ask);
    const published = await wait("headroom", "its signal was read", () => stack.headroom.signal());
    const { burn } = await wait("prometheus", "the burn was read", () => this.#burnNow());
    const detail = await wait("prometheus", "the pods were read", this.#detail);
    const look = { before: this.pods.asked, asked: this.#sync(published), burn, because: published.because };
    screen.show(`${utc(Date.now())}  ${draw(look, detail)}`);
    return look;
  }

  /** Does what the autoscaler asks for. Resolves when the pods are there, or gone. */
  async follow({ asked }: Look): Promise<void> {
    if (asked !== this.pods.asked) await this.pods.scaleTo(asked);
  }

  /** Looks and follows until the story's time is up. @param began - by `performance.now()` */
  async watch(began: number): Promise<void> {
    while (performance.now() - began < this.#story.limitSeconds * 1000) await this.follow(await this.look());
  }

  /** One look of the autoscaler. @returns the replicas that it asks for */
  #sync({ value }: Signal): number {
    const seen = {
      atSeconds: performance.now() / 1000,
      replicas: this.pods.asked,
      statusReplicas: this.pods.asked,
      readyReplicas: this.pods.serving,
      readings: [{ kind: "value" as const, milli: value === undefined ? undefined : Math.ceil(value * 1000) }],
    };
    const { state, replicas } = sync(this.#hpa, this.#state, seen, HPA_DEFAULTS);
    this.#state = state;
    return replicas;
  }

  async #burnNow(): Promise<Pick<Look, "burn">> {
    const { stack, spec } = this.#story;
    const at = Date.now() / 1000;
    const failing = printExpression(errorRatioOfAll(spec.availability, NOW_SECONDS));
    const [series] = await stack.prometheus.range(failing, at, at, 1);
    const share = series?.points.at(-1)?.[1];
    if (share === undefined) return { burn: undefined };
    // Rates are extrapolated, those of a young series more than others: a part may come out as more than the whole.
    return { burn: toBurnRate(ratio(Math.min(1, share)), spec.availability.target) };
  }
}

/** The object that `headroom generate` writes for this block: the number of replicas, one for each pod. */
function generatedFor({ limits }: CheckoutSpec): HpaSpec {
  const { up, down } = followingBehavior({ limits });
  return {
    limits,
    metrics: [{ kind: "averageValue", targetMilli: 1000 }],
    behavior: { up: faster(up), down: faster(down) },
  };
}

const faster = (rules: ScalingRules): ScalingRules => ({
  ...rules,
  windowSeconds: rules.windowSeconds / FASTER,
  policies: rules.policies.map((rate) => ({ ...rate, periodSeconds: rate.periodSeconds / FASTER })),
});

function draw({ before, asked, burn, because }: Look, detail: string): string {
  const replicas = asked === before ? `${asked}` : `${before} -> ${asked}`;
  const burning = (burn === undefined ? "?" : `${burn.toFixed(1)}x`).padStart(7);
  return `replicas ${replicas.padEnd(7)}  ${detail}burn ${burning}  ${because}`;
}
