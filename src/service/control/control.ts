import { firstFound } from "../../core/budget/definition-change.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { HistoryPoint } from "../../core/ledger/readout/history-point.ts";
import type { LatencyHistory } from "../../core/ledger/readout/latency-history.ts";
import { type Objective, objectiveId } from "../../core/objective/objective.ts";
import type { SpecFile } from "../../core/spec/parse-specs.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeepableSource } from "../ports/ledger-keeper.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import type { InSpan } from "../ports/spans.ts";
import { Checkpoints, type Keeping } from "./checkpoints.ts";
import { LiveChecks, type LiveChecksDeps } from "./live-checks.ts";
import { missingSource } from "./missing-source.ts";
import { Publications } from "./publications.ts";
import { Published } from "./published.ts";
import { type ResumedLedger, resumeLedger } from "./resume-ledger.ts";
import { type FollowerDeps, SourceFollower } from "./source-follower.ts";
import { type LoadedSpecs, NO_SPECS, type ParseSpecs, SpecSet, type SpecTexts } from "./spec-set.ts";
import { StepTimer } from "./step-timer.ts";
import { objectivesOf, type Snapshot, type SpecReader, type StatusReader } from "./status-reader.ts";
import { Statuses } from "./statuses.ts";
import { ChangeTeller } from "./tell-changes.ts";
import { tellLoaded } from "./tell-loaded.ts";
import { inSlices, Turns } from "./turns.ts";

export interface ControlDeps {
  readonly sources: ReadonlyMap<string, PrometheusReader>;
  readonly parseSpecs: ParseSpecs;
  readonly step: Seconds;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  readonly onStep: FollowerDeps["onStep"];
  /** What holds specs against their data; undefined where nothing does. */
  readonly liveChecks?: Pick<LiveChecksDeps, "sources" | "settle"> | undefined;
  /** What keeps counts over restarts; undefined where nothing does. */
  readonly keeping?: Keeping | undefined;
  /** The specs in use or what was published changed. */
  readonly onChange?: () => void;
}

/** Specs, clock and Prometheus go in, statuses come out. Faults of the outside end in a state, never in a crash. */
export class Control implements StatusReader, SpecReader {
  readonly #deps: ControlDeps;
  readonly #specSet: SpecSet;
  readonly #changes: ChangeTeller;
  readonly #followers = new Map<string, SourceFollower>();
  readonly #checkpoints: Checkpoints | undefined;
  #specs: LoadedSpecs = NO_SPECS;
  #folderProblem: string | undefined;
  #published: Published | undefined;
  readonly #timer: StepTimer;
  readonly #liveChecks: LiveChecks | undefined;
  #loading: Promise<void> = Promise.resolve();
  /** Following and publishing. */
  readonly #turns = new Turns();
  readonly #publications: Publications;
  #ticking = 0;
  #stopped = false;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
    this.#timer = new StepTimer(deps.step, deps.clock, () => void this.tick());
    this.#specSet = new SpecSet(deps.parseSpecs);
    this.#changes = new ChangeTeller(deps.log);
    const { liveChecks, keeping, clock, log, inSpan } = deps;
    this.#publications = new Publications(this.#turns, deps, () => this.#publish());
    if (keeping !== undefined)
      this.#checkpoints = new Checkpoints({ ...keeping, sources: () => this.#keepable(keeping), clock, log });
    if (liveChecks !== undefined)
      this.#liveChecks = new LiveChecks({
        ...liveChecks,
        clock,
        log,
        inSpan,
        onFindings: () => void this.#publications.now(),
      });
  }

  snapshot(): Snapshot | undefined {
    return this.#published?.at(this.#deps.clock.monotonic());
  }

  specs(): LoadedSpecs | undefined {
    return this.#specs === NO_SPECS ? undefined : this.#specs;
  }

  history(...[of, ...question]: Parameters<StatusReader["history"]>): readonly HistoryPoint[] {
    return this.#followers.get(of.source)?.history(objectiveId(of), ...question) ?? [];
  }

  latencies(of: Objective, by: Readonly<Record<string, string>>): LatencyHistory | undefined {
    return this.#followers.get(of.source)?.ledger.latencies(objectiveId(of), by);
  }

  readonly specTexts = (file: string): SpecTexts => this.#specSet.textsOf(file);

  start(): void {
    this.#timer.start();
    this.#checkpoints?.start();
    this.#liveChecks?.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer.stop();
    this.#publications.stop();
    for (const follower of this.#followers.values()) follower.stop();
    this.#liveChecks?.stop();
    await this.#loading;
  }

  /** Keeps what was counted for the last time; after {@link stop}. */
  async keepLast(): Promise<void> {
    await this.#checkpoints?.stop();
  }

  /** A new set of specs takes the place of the old one, all at once; sets that come in meanwhile wait in line. */
  load(files: readonly SpecFile[], refused: readonly Diagnostic[]): Promise<void> {
    this.#loading = this.#loading
      .then(() => this.#load(files, refused))
      .catch((error: unknown) => this.#deps.log.error("loading specs failed", { error }));
    return this.#loading;
  }

  /** The spec folder cannot be believed, or can be again. */
  folderTrouble(problem: string | undefined): Promise<void> {
    const { log } = this.#deps;
    this.#folderProblem = problem;
    if (problem === undefined) log.info("the spec folder is well again");
    else log.warn("the spec folder is not used as it is; the SLOs read before stay", { problem });
    return this.#publications.now();
  }

  /** One step of each Prometheus, and what follows from it. */
  async tick(): Promise<void> {
    const { inSpan } = this.#deps;
    const followers = [...this.#followers.values()];
    // While a slow Prometheus is waited for, data grows old, and must show it.
    if (this.#ticking > 0) void this.#publications.now();
    this.#ticking += 1;
    await inSpan(
      "step",
      { "headroom.sources": followers.length, "headroom.slos": objectivesOf(this.#specs.services).length },
      async () => {
        await Promise.all(followers.map((follower) => follower.step()));
        await this.#publications.now();
      },
    );
    this.#ticking -= 1;
  }

  async #load(files: readonly SpecFile[], refused: readonly Diagnostic[]): Promise<void> {
    const { inSpan, log } = this.#deps;
    if (this.#stopped) return;
    const isAskedAsBefore = await inSpan("load", { "headroom.files": files.length }, async (span) => {
      const specs = await this.#specSet.load(files, refused);
      const slos = objectivesOf(specs.services);
      const resumed = await this.#resumeNew(slos);
      // Nothing is published between old and new.
      const isSame = await this.#turns.take(() => this.#follow(specs, slos, resumed));
      this.#liveChecks?.follow(this.#specs.services, (file) => this.#specSet.textOf(file));
      this.#deps.onChange?.();
      span.set({ "headroom.slos": slos.length, "headroom.bad_files": this.#specs.badFiles });
      tellLoaded(this.#specs, slos.length, log);
      return isSame;
    });
    if (isAskedAsBefore) await this.#publications.now();
    else await this.#publications.during(this.tick());
  }

  /** What was kept of sources that were not followed yet, by their names. */
  async #resumeNew(objectives: readonly Objective[]): Promise<ReadonlyMap<string, ResumedLedger>> {
    const resumed = new Map<string, ResumedLedger>();
    const { keeping, sources, step, clock, log } = this.#deps;
    if (keeping === undefined) return resumed;
    // At first of all: an SLO that reads another one now may have read one that nothing reads any more.
    for (const name of this.#specs === NO_SPECS ? sources.keys() : new Set(objectives.map(({ source }) => source))) {
      const [prometheus, address] = [sources.get(name), keeping.addresses.get(name)];
      if (this.#followers.has(name) || prometheus === undefined || address === undefined) continue;
      const ledger = await resumeLedger({ name, address, keeper: keeping.keeper, prometheus, step, clock, log });
      if (ledger !== undefined) resumed.set(name, ledger);
    }
    return resumed;
  }

  #keepable({ addresses }: Keeping): readonly KeepableSource[] {
    return [...this.#followers].flatMap(([name, follower]) => {
      const address = addresses.get(name);
      return address === undefined ? [] : [{ name, address, hold: () => follower.hold() }];
    });
  }

  /** @returns whether all is asked as before */
  async #follow(
    specs: LoadedSpecs,
    objectives: readonly Objective[],
    resumed: ReadonlyMap<string, ResumedLedger>,
  ): Promise<boolean> {
    this.#specs = specs;
    const bySource = Map.groupBy(objectives, (objective) => objective.source);
    const names = new Set([...bySource.keys(), ...this.#followers.keys()]);
    // Of all before any follows others: an SLO may move from one Prometheus to another.
    const ledgers = [...this.#followers.values(), ...resumed.values()].map(({ ledger }) => ledger);
    const known = firstFound(ledgers.map((ledger) => ledger.definitions()));
    const asBefore = await Promise.all(
      [...names].map((name) => this.#follower(name, resumed.get(name)).follow(bySource.get(name) ?? [], known)),
    );
    return asBefore.every(Boolean);
  }

  #follower(name: string, resumed: ResumedLedger | undefined): SourceFollower {
    const { sources, step, clock, log, inSpan, onStep } = this.#deps;
    const known = this.#followers.get(name);
    if (known !== undefined) return known;
    const follower = new SourceFollower({
      name,
      prometheus: sources.get(name) ?? missingSource(name),
      step,
      clock,
      log,
      inSpan,
      onStep,
      onHistory: (isAll) => (isAll ? void this.#publications.now() : this.#publications.soon()),
      resumed,
    });
    this.#followers.set(name, follower);
    return follower;
  }

  /** Reads all statuses and shows them. */
  async #publish(): Promise<void> {
    const { clock, step, inSpan } = this.#deps;
    // A tick may come before the first specs: nothing is known then, which is not the same as no SLOs.
    const isUnread = this.#specs === NO_SPECS && this.#folderProblem === undefined;
    if (this.#stopped || isUnread) return;
    await inSpan("publish", {}, async (span) => {
      const followers = [...this.#followers.values()];
      const read = (await Promise.all(followers.map((follower) => follower.read()))).flat();
      const statuses = this.#liveChecks?.noted(read) ?? read;
      const sorted = await inSlices(Statuses.of(statuses));
      const publication = {
        publishedAt: clock.now(),
        statuses: sorted,
        specs: this.#liveChecks?.withFindings(this.#specs) ?? this.#specs,
        folderProblem: this.#folderProblem,
        sources: followers.map((follower) => follower.state),
        keeping: this.#checkpoints?.state ?? { kind: "none" as const },
      };
      this.#published = new Published(publication, clock.monotonic(), step);
      await inSlices(this.#changes.tell(statuses));
      this.#deps.onChange?.();
      const noData = statuses.filter(({ state }) => state === "no-data").length;
      span.set({ "headroom.statuses": statuses.length, "headroom.no_data": noData });
    });
  }
}
