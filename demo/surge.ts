import { setTimeout as sleep } from "node:timers/promises";
import { sync } from "../src/core/scaling/hpa/sync.ts";
import { followingBehavior } from "../src/core/manifests/behavior.ts";
import {
  HPA_DEFAULTS,
  type HpaSpec,
  type HpaState,
  NEW_STATE,
  type ScalingRules,
  SYNC_SECONDS,
} from "../src/core/scaling/hpa/types.ts";
import { FAULT_AFTER, utc } from "./incident.ts";
import { CheckoutPods } from "./parts/checkout-pods.ts";
import type { Signal } from "./parts/headroom.ts";
import { PartFailure } from "./run/part-failure.ts";
import type { Parts } from "./run/parts.ts";
import type { Screen } from "./screen/stages.ts";
import type { Stack } from "./stack.ts";

/** What `perReplica` of the checkout's spec says, measured where it happens: a pod fails what comes beyond. */
const POD_REQUESTS_PER_SECOND = 10;

export const SURGE_CAPACITY = { checkout: POD_REQUESTS_PER_SECOND } as const;

/** More than three pods can take, and less than the twelve that the spec allows. */
const SURGE = 3;
const SURGE_SECONDS = 300;
/** The visitors stay on for a while after the burn, to be watched. */
const LEAVE_AFTER_SECONDS = 60;

/** A busy machine may leave a question or two without an answer. */
const ANSWER_SECONDS = 30;

/** A controller looks every 15 s, and the generated autoscaler waits 150 s on the way down: here all is faster. */
const FASTER = 3;
const LOOK_SECONDS = SYNC_SECONDS / FASTER;
const LIMITS = { min: 3, max: 12 };

const faster = (rules: ScalingRules): ScalingRules => ({
  ...rules,
  windowSeconds: rules.windowSeconds / FASTER,
  policies: rules.policies.map((rate) => ({ ...rate, periodSeconds: rate.periodSeconds / FASTER })),
});

const { up, down } = followingBehavior({ limits: LIMITS });

/** The object that `headroom generate` writes for this block: the number of replicas, one for each pod. */
const HPA: HpaSpec = {
  limits: LIMITS,
  metrics: [{ kind: "averageValue", targetMilli: 1000 }],
  behavior: { up: faster(up), down: faster(down) },
};

/** What the checkout burns now: the share that failed in the last 30 s, over the 0.1 % that its availability allows. */
const BURN_NOW = `(sum(rate(http_requests_total{job="checkout",code=~"5.."}[30s])) or vector(0)) / sum(rate(http_requests_total{job="checkout"}[30s])) / 0.001`;

export interface Surge {
  readonly stack: Stack;
  readonly parts: Parts;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** A forgotten demo ends this long after the surge began. */
  readonly limitSeconds: number;
}

/**
 * Sends the shop three times its visitors, and lets the checkout's pods follow Headroom's number.
 *
 * @param isShort - end once the burn has; otherwise the visitors leave after a while and the pods after them
 * @throws PartFailure if the burn does not end
 */
export async function surge({ stack, parts, screen, signal, limitSeconds }: Surge, isShort: boolean): Promise<void> {
  const pods = new CheckoutPods(stack, parts, POD_REQUESTS_PER_SECOND, signal);
  screen.show(`\nIn ${FAULT_AFTER} s ${SURGE} times as many visitors come.`);
  await sleep(FAULT_AFTER * 1000, undefined, { signal });
  stack.visitors.come(SURGE);
  const began = performance.now();
  screen.show(`${utc(Date.now())}  surge: ${SURGE} times as many visitors`);
  const look = looker(stack, pods, parts, screen);
  let burn: number | undefined;
  while (!hasCalmed(pods, burn)) {
    if (performance.now() - began > SURGE_SECONDS * 1000)
      throw new PartFailure("headroom", `the burn did not end within ${SURGE_SECONDS} s of the surge`);
    await sleep(LOOK_SECONDS * 1000, undefined, { signal });
    burn = await look();
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  screen.show(`\nThe burn ended ${seconds} s after the surge began, with ${pods.serving} replicas.\n`);
  if (isShort) return;
  const leave = setTimeout(() => {
    stack.visitors.come(1);
    screen.show(`${utc(Date.now())}  the surge is over; a while later its pods go. Ctrl-C ends the demo`);
  }, LEAVE_AFTER_SECONDS * 1000);
  signal.addEventListener("abort", () => clearTimeout(leave), { once: true });
  while (performance.now() - began < limitSeconds * 1000) {
    await sleep(LOOK_SECONDS * 1000, undefined, { signal });
    await look();
  }
}

const hasCalmed = (pods: CheckoutPods, burn: number | undefined): boolean =>
  pods.serving > HPA.limits.min && burn !== undefined && burn < 1;

/** A sync of the autoscaler and what it leads to, told in one line. @returns what burns */
function looker(stack: Stack, pods: CheckoutPods, parts: Parts, screen: Screen): () => Promise<number | undefined> {
  let state: HpaState = NEW_STATE;
  return async () => {
    const published = await parts.wait("headroom", "its signal was read", ANSWER_SECONDS, () =>
      stack.headroom.signal(),
    );
    const { burn } = await parts.wait("prometheus", "the burn was read", ANSWER_SECONDS, () => burnNow(stack));
    const next = follow(state, published, pods);
    ({ state } = next);
    screen.show(`${utc(Date.now())}  ${draw(pods, next.asked, published, burn)}`);
    if (next.asked !== pods.asked) await pods.scaleTo(next.asked);
    return burn;
  };
}

/** One look of the autoscaler. */
function follow(before: HpaState, { value }: Signal, pods: CheckoutPods): { state: HpaState; asked: number } {
  const seen = {
    atSeconds: performance.now() / 1000,
    replicas: pods.asked,
    statusReplicas: pods.asked,
    readyReplicas: pods.serving,
    readings: [{ kind: "value" as const, milli: value === undefined ? undefined : Math.ceil(value * 1000) }],
  };
  const { state, replicas } = sync(HPA, before, seen, HPA_DEFAULTS);
  return { state, asked: replicas };
}

/** @returns a multiple of the sustainable rate; undefined where nothing was counted */
async function burnNow({ prometheus }: Stack): Promise<{ readonly burn: number | undefined }> {
  const at = Date.now() / 1000;
  const [series] = await prometheus.range(BURN_NOW, at, at, 1);
  const value = series?.points.at(-1)?.[1];
  return { burn: value === undefined || Number.isNaN(value) ? undefined : value };
}

function draw(pods: CheckoutPods, asked: number, { because }: Signal, burn: number | undefined): string {
  const replicas = asked === pods.asked ? `${asked}` : `${pods.asked} -> ${asked}`;
  return `replicas ${replicas.padEnd(7)}  burn ${(burn === undefined ? "?" : `${burn.toFixed(1)}x`).padStart(7)}  ${because}`;
}
