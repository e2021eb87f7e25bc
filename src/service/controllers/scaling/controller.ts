import type { Service } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { QueryAnswer } from "../../../core/promql/query-answer.ts";
import type { SampleSeries } from "../../../core/promql/sample-series.ts";
import type { Decision } from "../../../core/scaling/decision/decision.ts";
import type { Instant } from "../../../core/units/instant.ts";
import { missingSource } from "../../control/missing-source.ts";
import { RemoteClock } from "../../control/remote-clock.ts";
import { StepTimer } from "../../control/step-timer.ts";
import type { Snapshot } from "../../control/status-reader.ts";
import { workloadKey } from "../../signals/decision-log.ts";
import { withBurnByVersion } from "./burn-by-version.ts";
import { fetchInputs } from "./fetch-inputs.ts";
import { seenWorkload } from "./seen-workload.ts";
import { observeSlos } from "./slo-observations.ts";
import type { Ask, ScalingDeps } from "./types.ts";
import { Workload } from "./workload.ts";

/**
 * Decides for every `scaling:` block how many replicas its workload needs, again and again, and logs what changes.
 * Nothing acts on it here.
 */
export class ScalingController {
  readonly #deps: ScalingDeps;
  readonly #workloads = new Map<string, Workload>();
  readonly #clocks = new Map<string, RemoteClock>();
  /** What was last said of each workload. */
  readonly #told = new Map<string, string>();
  readonly #timer: StepTimer;
  #deciding: Promise<void> | undefined;

  constructor(deps: ScalingDeps) {
    this.#deps = deps;
    this.#timer = new StepTimer(deps.step, deps.clock, () => void this.decide());
  }

  start(): void {
    this.#timer.start();
  }

  async stop(): Promise<void> {
    this.#timer.stop();
    await this.#deciding;
  }

  /** One round; the one under way if there is one. */
  decide(): Promise<void> {
    this.#deciding ??= this.#decideAll()
      .catch((error: unknown) => this.#deps.log.error("deciding failed", { error }))
      .finally(() => {
        this.#deciding = undefined;
      });
    return this.#deciding;
  }

  /** Has the workloads of the present specs followed, so that they are known by the next round. */
  follow(): void {
    const services = this.#deps.reader.snapshot()?.specs.services ?? [];
    this.#deps.mirror?.follow(services.flatMap(({ scaling }) => scaling.map(({ target }) => target)));
  }

  async #decideAll(): Promise<void> {
    const { reader, inSpan } = this.#deps;
    const snapshot = reader.snapshot();
    if (snapshot === undefined) return;
    this.follow();
    const services = snapshot.specs.services.filter(({ scaling }) => scaling.length > 0);
    this.#retain(services);
    if (services.length === 0) return;
    await inSpan("decide", { "headroom.services": services.length }, async () => {
      const bySource = Map.groupBy(services, ({ source }) => source);
      await Promise.all([...bySource].map(([source, of]) => this.#decideFor(source, of, snapshot)));
    });
  }

  #retain(services: readonly Service[]): void {
    const keys = new Set(
      services.flatMap(({ service, scaling }) => scaling.map(({ name }) => workloadKey(service, name))),
    );
    for (const key of this.#workloads.keys()) if (!keys.has(key)) this.#workloads.delete(key);
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
    this.#deps.decisions.retain(keys);
  }

  async #decideFor(source: string, services: readonly Service[], snapshot: Snapshot): Promise<void> {
    const { at, ask } = await this.#askerOf(source);
    await Promise.all(
      services.flatMap((service) =>
        service.scaling.map((policy) =>
          this.#decideOne(service, policy, { at, ask, snapshot }).catch((error: unknown) =>
            this.#deps.log.error("a workload cannot be decided on", {
              scaling: workloadKey(service.service, policy.name),
              error,
            }),
          ),
        ),
      ),
    );
  }

  async #decideOne(
    service: Service,
    policy: ScalingPolicy,
    { at, ask, snapshot }: { readonly at: Instant; readonly ask: Ask; readonly snapshot: Snapshot },
  ): Promise<void> {
    const key = workloadKey(service.service, policy.name);
    const workload = this.#workloads.get(key) ?? (await Workload.of(policy));
    this.#workloads.set(key, workload);
    await workload.revise(policy);
    const seen = seenWorkload(policy, this.#deps.mirror?.read(policy.target) ?? { kind: "not followed" }, at);
    const inputs = await fetchInputs(policy, seen.replicas, ask, at);
    const now = { at, ...seen, ...inputs };
    const known = observeSlos(policy.slos, service.service, snapshot.statuses);
    const { objectives } = service;
    const slos = await withBurnByVersion(known, { policy, objectives, now, rollout: workload.rolloutOf(now), ask });
    const decision = workload.decide({ ...now, slos });
    this.#deps.decisions.add({ service: service.service, namespace: service.namespace, policy, decision });
    this.#tell(key, decision);
  }

  /** Asks one Prometheus at its own time; who does not tell it, or a wrong one, is asked nothing else. */
  async #askerOf(source: string): Promise<{ readonly at: Instant; readonly ask: Ask }> {
    const { sources, clock, step } = this.#deps;
    const prometheus = sources.get(source) ?? missingSource(source);
    const remote = this.#clocks.get(source) ?? new RemoteClock(clock, step);
    this.#clocks.set(source, remote);
    const askedAt = clock.monotonic();
    const time = await prometheus.serverTime();
    const heard = time.kind === "answered" ? remote.hear(time.value, askedAt) : undefined;
    const at = remote.now();
    if (time.kind === "failed") return { at, ask: () => Promise.resolve(time) };
    if (heard?.kind === "disagrees") {
      const wrong = { kind: "failed", reason: "unreachable", message: heard.problem } as const;
      return { at, ask: () => Promise.resolve(wrong) };
    }
    const asked = new Map<string, Promise<QueryAnswer<readonly SampleSeries[]>>>();
    const ask: Ask = (promql) => {
      const known = asked.get(promql) ?? prometheus.instant(promql, time.value);
      asked.set(promql, known);
      return known;
    };
    return { at: time.value, ask };
  }

  /** Says what changed: a whole number of replicas, the class of the burn, or that nobody may say. */
  #tell(scaling: string, { result, burn, winner }: Decision): void {
    const replicas = result.kind === "replicas" ? Math.ceil(result.replicas) : undefined;
    const said = `${replicas ?? result.because} ${burn.class}`;
    if (this.#told.get(scaling) === said) return;
    this.#told.set(scaling, said);
    const { log } = this.#deps;
    if (result.kind === "refused") log.warn("no replicas are decided on", { scaling, because: result.because });
    else log.info("replicas decided", { scaling, replicas, because: result.because, winner, burn: burn.class });
  }
}
