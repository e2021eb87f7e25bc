import type { Service } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { QueryAnswer } from "../../../core/promql/query-answer.ts";
import type { SeriesList } from "../../../core/promql/sample-series.ts";
import type { Decision } from "../../../core/scaling/decision/decision.ts";
import { missingSource } from "../../control/missing-source.ts";
import { RemoteClock } from "../../control/remote-clock.ts";
import { StepTimer } from "../../control/step-timer.ts";
import type { Snapshot } from "../../control/status-reader.ts";
import { workloadKey } from "../../signals/decision-log.ts";
import { withBurnByVersion } from "./burn-by-version.ts";
import { fetchInputs } from "./fetch-inputs.ts";
import { seenWorkload } from "./seen-workload.ts";
import { observeSlos } from "./slo-observations.ts";
import { outcomeOf, spanOf } from "./spans.ts";
import type { Ask, AskRange, Round, ScalingDeps } from "./types.ts";
import { Publisher } from "./publisher.ts";
import { Remarks } from "./remarks.ts";
import { Workloads } from "./workloads.ts";

/**
 * Decides for every `scaling:` block how many replicas its workload needs, again and again, and logs what changes.
 * Nothing acts on it here.
 */
export class ScalingController {
  readonly #deps: ScalingDeps;
  readonly #workloads: Workloads;
  readonly #publisher: Publisher;
  readonly #clocks = new Map<string, RemoteClock>();
  readonly #remarks = new Map<string, Remarks>();
  /** What was last said of each workload. */
  readonly #told = new Map<string, string>();
  readonly #timer: StepTimer;
  #deciding: Promise<void> | undefined;

  constructor(deps: ScalingDeps) {
    this.#deps = deps;
    this.#workloads = new Workloads(deps);
    this.#publisher = new Publisher(deps);
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
    await this.#workloads.follow(services);
    if (services.length === 0) return;
    await inSpan("decide", { "headroom.services": services.length }, async () => {
      const bySource = Map.groupBy(services, ({ source }) => source);
      await Promise.all([...bySource].map(([source, of]) => this.#decideFor(source, of, snapshot)));
      this.#publisher.flush();
    });
  }

  #retain(services: readonly Service[]): void {
    const keys = new Set(
      services.flatMap(({ service, scaling }) => scaling.map(({ name }) => workloadKey(service, name))),
    );
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
    this.#deps.decisions.retain(keys);
  }

  async #decideFor(source: string, services: readonly Service[], snapshot: Snapshot): Promise<void> {
    const round = { ...(await this.#askerOf(source)), snapshot };
    await Promise.all(
      services.flatMap((service) =>
        service.scaling.map((policy) =>
          this.#decideOne(service, policy, round).catch((error: unknown) =>
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
    { at, askedAt, ask, range, snapshot }: Round,
  ): Promise<void> {
    // One that cannot be decided on was told of.
    const workload = this.#workloads.of(service.service, policy.name);
    if (workload === undefined) return;
    const { mirror, inSpan } = this.#deps;
    await inSpan("decision", spanOf(service, policy), async (span) => {
      const seen = seenWorkload(policy, mirror?.read(policy.target) ?? { kind: "not followed" }, at);
      const inputs = await fetchInputs(policy, seen.replicas, ask, at);
      const { objectives } = service;
      const statuses = snapshot.statuses.ofService(service.service);
      const history = this.#deps.reader.history.bind(this.#deps.reader);
      const learned = workload.learnedAt({ objectives, statuses, history, at, range });
      const now = { at, ...seen, ...inputs, season: workload.seasonAt(at, range), learned };
      const known = observeSlos(policy.slos, statuses);
      const slos = await withBurnByVersion(known, { policy, objectives, now, rollout: workload.rolloutOf(now), ask });
      const decision = workload.decide({ ...now, slos });
      span.set(outcomeOf(decision));
      const { namespace } = service;
      this.#publisher.add({ entry: { service: service.service, namespace, policy, decision }, askedAt });
      this.#tell(workloadKey(service.service, policy.name), decision);
    });
  }

  /** Asks one Prometheus at its own time; who does not tell it, or a wrong one, is asked nothing else. */
  async #askerOf(source: string): Promise<Omit<Round, "snapshot">> {
    const { sources, clock, step } = this.#deps;
    const prometheus = sources.get(source) ?? missingSource(source);
    const remote = this.#clocks.get(source) ?? new RemoteClock(clock, step);
    this.#clocks.set(source, remote);
    const askedAt = clock.monotonic();
    const time = await prometheus.serverTime();
    const heard = time.kind === "answered" ? remote.hear(time.value, askedAt) : undefined;
    const at = remote.now();
    if (time.kind === "failed") return { at, askedAt, ...unasked(time) };
    if (heard?.kind === "disagrees") {
      const wrong = { kind: "failed", reason: "unreachable", message: heard.problem } as const;
      return { at, askedAt, ...unasked(wrong) };
    }
    const asked = new Map<string, Promise<QueryAnswer<SeriesList>>>();
    const remarks = this.#remarksOf(source);
    const ask: Ask = (promql) => {
      const known = asked.get(promql) ?? remarks.listen(promql, prometheus.instant(promql, time.value));
      asked.set(promql, known);
      return known;
    };
    const range: AskRange = (...question) => prometheus.range(...question);
    return { at: time.value, askedAt, ask, range };
  }

  #remarksOf(source: string): Remarks {
    const remarks = this.#remarks.get(source) ?? new Remarks(source, this.#deps.log);
    this.#remarks.set(source, remarks);
    remarks.nextRound();
    return remarks;
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

/** The asker of a Prometheus that is not to be asked. */
const unasked = (failure: Extract<QueryAnswer<never>, { kind: "failed" }>): Pick<Round, "ask" | "range"> => {
  const fail = () => Promise.resolve(failure);
  return { ask: fail, range: fail };
};
