import type { KubeConfig } from "@kubernetes/client-node";
import type { RecordedPods, RecordedReading } from "../../fixtures/hpa-record.ts";
import { PodStage, REQUEST_MILLI, type StagedPod, WINDOW_SECONDS } from "./pod-stage.ts";
import type { Scenario, Step } from "./scenario.ts";

/** What one question for one metric is answered. */
export interface AnsweredLook {
  readonly isFailure: boolean;
  /** Of an external metric. */
  readonly value: string | undefined;
  readonly pods: readonly StagedPod[];
}

/** An answer, and when it was given. */
export interface Answered extends AnsweredLook {
  /** Index of the metric. */
  readonly metric: number;
  readonly atMs: number;
  /** Which look it was, of those that asked. */
  readonly step: number;
}

/** The course of one scenario: which look gets which answer. */
export class Course {
  readonly scenario: Scenario;
  readonly answers: Answered[] = [];
  readonly #stage: PodStage;
  readonly #asked = new Map<number, number>();
  readonly #acts: Promise<void>[] = [];
  #arranged: { readonly step: number; readonly pods: Promise<readonly StagedPod[]> } | undefined;

  constructor(scenario: Scenario, admin: KubeConfig) {
    this.scenario = scenario;
    this.#stage = new PodStage(admin, scenario.name);
  }

  /** Whether all was answered, and the controller has come back since: it is done with the last look, then. */
  get isOver(): boolean {
    return (this.#asked.get(0) ?? 0) > this.scenario.course.length;
  }

  /**
   * Answers the next question for a metric.
   *
   * @param name - of an external metric; undefined for the CPU of the pods
   */
  async answer(name: string | undefined, send: (look: AnsweredLook) => void): Promise<void> {
    const metric = this.#indexOf(name);
    const step = this.#asked.get(metric) ?? 0;
    this.#asked.set(metric, step + 1);
    const { course } = this.scenario;
    const found = course[Math.min(step, course.length - 1)] ?? {};
    const pods = await this.#arrangedFor(step, found);
    const value = name === undefined ? undefined : (found.values?.[this.#externalBefore(metric)] ?? undefined);
    const isFailure = name === undefined ? found.isCpuLost === true : value === undefined;
    const look = { isFailure, value, pods };
    this.answers.push({ ...look, metric, step, atMs: performance.timeOrigin + performance.now() });
    send(look);
    if (metric === 0 && found.afterwards !== undefined && step < course.length)
      this.#acts.push(this.#stage.act(found.afterwards));
  }

  /** @throws what went wrong with what was to happen between looks */
  async ended(): Promise<void> {
    await Promise.all(this.#acts);
  }

  /** Once for all metrics of a look. */
  #arrangedFor(step: number, { pods = [] }: Step): Promise<readonly StagedPod[]> {
    if (this.#arranged?.step !== step)
      this.#arranged = {
        step,
        pods: pods.length === 0 ? Promise.resolve([]) : this.#stage.arrange(pods),
      };
    return this.#arranged.pods;
  }

  #indexOf(name: string | undefined): number {
    const metrics = this.scenario.spec.metrics ?? [];
    const found = metrics.findIndex(({ external }) => external?.metric.name === name);
    if (found < 0) throw new Error(`${this.scenario.name} has no metric ${name ?? "of CPU"}`);
    return found;
  }

  /** How many external metrics come before one. */
  #externalBefore(metric: number): number {
    const metrics = this.scenario.spec.metrics ?? [];
    return metrics.slice(0, metric).filter(({ external }) => external !== undefined).length;
  }
}

/** An answer as it is recorded. */
export function readingOf({ isFailure, value, pods }: Answered, zeroMs: number): RecordedReading {
  if (isFailure) return null;
  return value ?? grouped(pods.map((pod) => factsOf(pod, zeroMs)));
}

const factsOf = ({ usageMilli, startedMs, isReady, changedMs, sampledMs }: StagedPod, zeroMs: number) => {
  const since = (ms: number): number => (ms - zeroMs) / 1000;
  return {
    requestMilli: REQUEST_MILLI,
    ...(usageMilli === undefined ? {} : { usageMilli, sampledAt: since(sampledMs) }),
    ...(startedMs === undefined ? {} : { startedAt: since(startedMs) }),
    isReady,
    changedAt: since(changedMs),
    windowSeconds: WINDOW_SECONDS,
  };
};

/** Pods that are alike together, in the order in which they come. */
function grouped(all: readonly Omit<RecordedPods, "count">[]): readonly RecordedPods[] {
  const counts = new Map<string, RecordedPods>();
  for (const one of all) {
    const key = JSON.stringify(one);
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, ...one });
  }
  return [...counts.values()];
}
