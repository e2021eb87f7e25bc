import { setTimeout as sleep } from "node:timers/promises";
import {
  AppsV1Api,
  CoreV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from "@kubernetes/client-node";
import { NEVER_READY } from "../bed/kubelet.ts";
import type { PodsFound, PodState, Step } from "./scenario.ts";

/** A pod as it stands, and what the metrics server knows of it. Times are milliseconds of the clock, in whole seconds. */
export interface StagedPod {
  readonly name: string;
  readonly usageMilli: number | undefined;
  readonly startedMs: number | undefined;
  readonly isReady: boolean;
  readonly changedMs: number;
  readonly sampledMs: number;
}

export const WINDOW_SECONDS = 30;
export const REQUEST_MILLI = 1000;

/** How long ago a pod started, and became what it is, in seconds. */
const STATES: Readonly<
  Record<Exclude<PodState, "pending">, readonly [started: number, changed: number, ready: boolean]>
> = {
  ready: [600, 590, true],
  young: [20, 10, true],
  starting: [20, 20, false],
  fallen: [600, 100, false],
  stuck: [600, 590, false],
};

const SAMPLE_AGE_SECONDS = 5;

/** How long a change takes to reach the controller that watches pods, and much more. */
const SETTLE_MS = 800;

/** A few looks. */
const LATER_MS = 5_000;

const PATIENCE_MS = 60_000;

/** Brings the pods of a Deployment into the states that a look is to find. */
export class PodStage {
  readonly #core: CoreV1Api;
  readonly #apps: AppsV1Api;
  readonly #namespace: string;

  constructor(admin: KubeConfig, namespace: string) {
    this.#core = admin.makeApiClient(CoreV1Api);
    this.#apps = admin.makeApiClient(AppsV1Api);
    this.#namespace = namespace;
  }

  /** Returns once the pods stand as wanted, and everybody who watches them knows. */
  async arrange(found: readonly PodsFound[]): Promise<readonly StagedPod[]> {
    const pods = await this.#settled();
    const nowMs = Math.floor(Date.now() / 1000) * 1000;
    const wanted = found.flatMap(({ count, ...one }) => Array.from({ length: count }, () => one));
    const staged = await Promise.all(
      pods.map((pod, i) => this.#stage(pod.metadata?.name ?? "", wanted[i] ?? { state: "pending" as const }, nowMs)),
    );
    await sleep(SETTLE_MS);
    return staged;
  }

  /** Changes the Deployment once the look that has just been answered is over. */
  async act(afterwards: NonNullable<Step["afterwards"]>): Promise<void> {
    await sleep(SETTLE_MS);
    if (typeof afterwards === "string") {
      const annotations = { version: String(Date.now()), [NEVER_READY]: afterwards === "roll out" ? null : "true" };
      return this.#change({ template: { metadata: { annotations } } });
    }
    await this.#change({ replicas: afterwards.replicas });
    if (afterwards.later === undefined) return;
    await sleep(LATER_MS);
    await this.#change({ replicas: afterwards.later });
  }

  async #change(spec: object): Promise<void> {
    await this.#apps.patchNamespacedDeployment(
      { name: "web", namespace: this.#namespace, body: { spec } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
  }

  /** The pods, oldest first, once there are as many as were asked for. */
  async #settled(): Promise<readonly V1Pod[]> {
    const namespace = this.#namespace;
    for (let waited = 0; waited < PATIENCE_MS; waited += 200) {
      const [{ items }, { spec }] = await Promise.all([
        this.#core.listNamespacedPod({ namespace }),
        this.#apps.readNamespacedDeployment({ namespace, name: "web" }),
      ]);
      const living = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      if (living.length === items.length && living.length === spec?.replicas) return living.toSorted(byAge);
      await sleep(200);
    }
    throw new Error(`the pods of ${namespace} are not as many as its Deployment asks for`);
  }

  async #stage(name: string, { state, percent }: Omit<PodsFound, "count">, nowMs: number): Promise<StagedPod> {
    const usageMilli = percent === undefined ? undefined : Math.round((percent * REQUEST_MILLI) / 100);
    const sampledMs = nowMs - SAMPLE_AGE_SECONDS * 1000;
    if (state === "pending") {
      await this.#patch(name, { phase: "Pending", startTime: null, conditions: [] });
      return { name, usageMilli, startedMs: undefined, isReady: false, changedMs: nowMs, sampledMs };
    }
    const [started, changed, isReady] = STATES[state];
    const [startedMs, changedMs] = [nowMs - started * 1000, nowMs - changed * 1000];
    const condition = { type: "Ready", status: isReady ? "True" : "False", lastTransitionTime: iso(changedMs) };
    await this.#patch(name, { phase: "Running", startTime: iso(startedMs), conditions: [condition] });
    return { name, usageMilli, startedMs, isReady, changedMs, sampledMs };
  }

  async #patch(name: string, status: object): Promise<void> {
    await this.#core.patchNamespacedPodStatus(
      { name, namespace: this.#namespace, body: { status } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
  }
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(".000", "");

const ageOf = ({ metadata }: V1Pod): string => `${metadata?.creationTimestamp?.toISOString()} ${metadata?.name}`;

const byAge = (a: V1Pod, b: V1Pod): number => (ageOf(a) < ageOf(b) ? -1 : 1);
