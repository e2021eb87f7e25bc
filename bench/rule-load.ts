import type { PrometheusServer } from "../test/fixtures/prometheus-server.ts";
import { cpuPerMs } from "./cpu-time.ts";
import { fetchSamples, type Sample } from "./fetch-samples.ts";
import { NO_RULES, STEP_MS } from "./rule-files.ts";

/** Rules that are evaluated together. */
export interface RuleLoad {
  readonly texts: readonly string[];
  /** So long they are measured: within it each group is evaluated, and as often as any other time. */
  readonly turnMs: number;
  /** Evaluations in life for one that is measured: less than 1 where a seldom group is evaluated more often for it. */
  readonly share: number;
}

/** What rules take, for one SLO. */
export interface RuleCost {
  /** Of Prometheus' CPU, in 30 s. */
  readonly cpuMs: number;
  /** Samples that they write in 30 s. */
  readonly samples: number;
  /** Series that they keep. */
  readonly series: number;
}

/** Loads rules into a Prometheus that does nothing else, and measures what they take. */
export class RuleScale {
  readonly #server: PrometheusServer;
  readonly #idlePerMs: number;
  readonly #files: number;

  /** @param files - the most files that rules are loaded from */
  constructor(server: PrometheusServer, idlePerMs: number, files: number) {
    this.#server = server;
    this.#idlePerMs = idlePerMs;
    this.#files = files;
  }

  /**
   * @param slos - how many of them the rules are for
   * @param turns - how many are measured; in the first one, rules that read what others record may find nothing yet
   */
  async weigh({ texts, turnMs, share }: RuleLoad, slos: number, turns: number): Promise<RuleCost> {
    await this.#load(texts);
    const cpu = (await cpuPerMs(this.#server.pid ?? 0, turns * turnMs)) - this.#idlePerMs;
    const groups = lastEvaluations(await fetchSamples(this.#server.url));
    await this.#load([]);
    const samples = groups.reduce((sum, group) => sum + (group.samples * STEP_MS) / group.intervalMs, 0);
    return {
      cpuMs: (cpu * STEP_MS * share) / slos,
      samples: (samples * share) / slos,
      series: groups.reduce((sum, group) => sum + group.samples, 0) / slos,
    };
  }

  #load(texts: readonly string[]): Promise<void> {
    return this.#server.loadRules(Array.from({ length: this.#files }, (_, i) => texts[i] ?? NO_RULES));
  }
}

export const sumOfCosts = (costs: readonly RuleCost[]): RuleCost => ({
  cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  samples: costs.reduce((sum, { samples }) => sum + samples, 0),
  series: costs.reduce((sum, { series }) => sum + series, 0),
});

/** What each group wrote at its last evaluation, as Prometheus itself counts it. */
function lastEvaluations(samples: readonly Sample[]): readonly { samples: number; intervalMs: number }[] {
  const intervals = new Map(
    samples
      .filter(({ name }) => name === "prometheus_rule_group_interval_seconds")
      .map(({ labels, value }) => [labels, value * 1000]),
  );
  return samples
    .filter(({ name }) => name === "prometheus_rule_group_last_evaluation_samples")
    .map(({ labels, value }) => ({ samples: value, intervalMs: intervals.get(labels) ?? STEP_MS }));
}
