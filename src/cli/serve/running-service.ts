import type { SpecFolder } from "../../adapters/files/spec-folder.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { PrometheusSource } from "../../adapters/settings/source.ts";
import { specDefaults } from "../../adapters/settings/spec-defaults.ts";
import { publicUrls, sourcesByName } from "../../adapters/settings/sources-by-name.ts";
import { startTraceExport } from "../../adapters/telemetry/export-traces.ts";
import { metricsApi } from "../../service/metrics-api/plain-routes.ts";
import type { MetricsApiDeps } from "../../service/metrics-api/routes.ts";
import type { Clock } from "../../service/ports/clock.ts";
import type { Log } from "../../service/ports/log.ts";
import { ScalingController } from "../../service/controllers/scaling/controller.ts";
import { Changes } from "../../service/signals/changes.ts";
import { DecisionLog } from "../../service/signals/decision-log.ts";
import { inSpan } from "../../adapters/telemetry/tracing.ts";
import { type ParsedSpecs, parseSpecs } from "../../core/spec/parse-specs.ts";
import { instant } from "../../core/units/instant.ts";
import { ParsedFiles } from "../../service/control/parsed-files.ts";
import type { Keeping } from "../../service/control/checkpoints.ts";
import { Control } from "../../service/control/control.ts";
import type { AppDeps } from "../../service/http/app.ts";
import { OwnMetrics } from "../../service/http/own-metrics.ts";
import { lookupsOver } from "../../service/lookups/lookups.ts";
import { atMost } from "./at-most.ts";
import { type Clients, clientsFor, tellVersions } from "./clients.ts";
import { followedFolder } from "./followed-folder.ts";
import { type Cluster, openCluster } from "./open-cluster.ts";
import { type OpenPort, openPorts } from "./open-ports.ts";
import { securedMetricsApi } from "./secured-metrics-api.ts";
import { httpOpenings, type HttpPorts } from "./http-ports.ts";
import { keepingFor, type OpenedKeeping } from "./keeping-for.ts";
import { keptDecisionsFor, type OpenedDecisions } from "./kept-decisions-for.ts";
import { fetchSite } from "./site-folder.ts";
import type { MetricsApiPlan } from "./metrics-api-plan.ts";
import type { KedaPlan } from "./keda-plan.ts";
import { openKeda } from "./running-keda.ts";

const CLOCK: Clock = { now: () => instant(Date.now()), monotonic: () => performance.now() / 1000 };

/** Answers under way get this long when the service stops. */
const DRAIN_SECONDS = 5;
/** What waits for others gets this long. */
const PATIENCE_SECONDS = 2;
/** Ten thousand SLOs are written in some seconds; what is not on the disk by then is read from Prometheus. */
const KEEP_SECONDS = 15;

export interface ServiceOptions {
  readonly settings: Settings;
  readonly http: HttpPorts;
  readonly metricsApi: MetricsApiPlan;
  readonly keda: KedaPlan;
  readonly version: string;
  readonly log: Log;
}

export type StartedService =
  | {
      readonly ok: true;
      /** Says at once that it is going, serves on for the delay, then ends. */
      readonly stop: (delaySeconds: number) => Promise<void>;
    }
  | { readonly ok: false; readonly problem: string };

/** Puts the parts of the service together and starts them. */
export async function startService(options: ServiceOptions): Promise<StartedService> {
  const { settings, version, log } = options;
  const traces = await startTraceExport(process.env, version);
  const sources = sourcesByName(settings);
  const metrics = new OwnMetrics(version, [...sources.keys()]);
  const cluster = await openCluster({ settings, metrics, clock: CLOCK, log });
  if (typeof cluster === "string") return { ok: false, problem: cluster };
  const clients = await clientsFor(sources, options, metrics);
  const store = await keptDecisionsFor(settings, () => metrics.countStore(), log);
  if (typeof store === "string") return { ok: false, problem: store };
  const decisions = new DecisionLog(CLOCK, store?.kept);
  const changes = new Changes();
  const keeping = await keepingFor(settings, () => metrics.countCheckpoints(), log);
  const control = controlOver({ clients, cluster, keeping }, metrics, changes, options);
  const scaling = scalingOver({ control, clients, decisions, cluster }, changes, options);
  const health = { stopping: false };
  const offered = { reader: control, decisions, clock: CLOCK, groups: groupsOf(settings) };
  const pages = { changes, ...(await pagesOver(clients, sources, settings)) };
  const served = servedBy({ ...offered, ...pages }, control, metrics, health, options);
  const about = { specs: settings.specs, prometheus: urlsOf(sources), store: settings.store };
  const ports = await openPorts([
    ...httpOpenings(options.http, served, { log, about }),
    () => securedMetricsApi(options.metricsApi, { ...offered, settings, metrics, log }, cluster?.connection),
    () => openKeda(options.keda, { reader: control, decisions, changes, metrics, log }),
  ]);
  const files = { store, keeping };
  if (typeof ports === "string") return close(files).then(() => ({ ok: false, problem: ports }));

  const followers = { control, clients, folder: followedFolder(settings, { control, scaling, log }), scaling, cluster };
  follow(followers, log);
  const stop = async (delaySeconds: number): Promise<void> => {
    health.stopping = true;
    for (const port of ports) port.leave();
    await new Promise((resolve) => setTimeout(resolve, delaySeconds * 1000));
    await end(followers, ports, files);
    if (traces !== undefined) await atMost(PATIENCE_SECONDS, traces.stop());
  };
  return { ok: true, stop };
}

/** What outlives the process. */
interface Files {
  readonly store: OpenedDecisions | undefined;
  readonly keeping: OpenedKeeping | undefined;
}

async function close({ store, keeping }: Files): Promise<void> {
  store?.close();
  if (keeping !== undefined) await atMost(PATIENCE_SECONDS, keeping.close());
}

const groupsOf = (settings: Settings): MetricsApiDeps["groups"] => ({
  external: settings.metricsExternalGroup,
  custom: settings.metricsCustomGroup,
});

/** What the pages have beside the numbers. */
const pagesOver = async (
  clients: Clients,
  sources: ReadonlyMap<string, PrometheusSource>,
  { basePath }: Settings,
): Promise<Pick<AppDeps, Exclude<ServedOnPages, "changes">>> => ({
  lookups: lookupsOver({ sources: clients, clock: CLOCK }),
  publicUrls: publicUrls(sources),
  site: await fetchSite(),
  basePath,
});

type ServedOnPages = "changes" | "lookups" | "site" | "publicUrls" | "basePath";

const servedBy = (
  { groups, clock, ...offered }: MetricsApiDeps & Pick<AppDeps, "decisions" | ServedOnPages>,
  reader: Control,
  metrics: OwnMetrics,
  health: { readonly stopping: boolean },
  { version, log }: ServiceOptions,
): Omit<AppDeps, "access"> => ({
  ...offered,
  reader,
  now: CLOCK.now,
  version,
  isStopping: () => health.stopping,
  metrics,
  onFault: (error) => log.error("an answer could not be made", { error }),
  further: [metricsApi({ ...offered, groups, clock })],
});

const urlsOf = (sources: ReadonlyMap<string, PrometheusSource>): string =>
  [...sources.values()].map(({ url }) => url).join(" ");

/** What follows the world outside. */
interface Followers {
  readonly control: Control;
  readonly clients: Clients;
  readonly folder: SpecFolder;
  readonly scaling: ScalingController;
  readonly cluster: Cluster | undefined;
}

function controlOver(
  { clients, cluster, keeping }: Pick<Followers, "clients" | "cluster"> & { readonly keeping: Keeping | undefined },
  metrics: OwnMetrics,
  changes: Changes,
  { settings, log }: ServiceOptions,
): Control {
  const defaults = specDefaults(settings);
  const parsedFiles = new ParsedFiles();
  return new Control({
    sources: clients,
    parseSpecs: async (files) => {
      parsedFiles.retain(files);
      const parsed = await parseSpecs(files, [...clients.keys()], defaults, parsedFiles.parse);
      for (const { file, problem } of parsed.passedOver) log.info("a file is passed over", { place: file, problem });
      return cluster === undefined ? parsed : withoutWhatClustersTell(parsed);
    },
    step: settings.step,
    clock: CLOCK,
    log,
    inSpan,
    liveChecks: settings.liveChecks === undefined ? undefined : { sources: clients, settle: settings.liveChecks },
    onStep: (source, outcome, seconds) => metrics.step(source, outcome, seconds),
    onChange: changes.tell,
    keeping,
  });
}

/** A query for what the cluster tells is no lack. */
const withoutWhatClustersTell = (parsed: ParsedSpecs): ParsedSpecs => ({
  ...parsed,
  diagnostics: parsed.diagnostics.filter(({ code }) => code !== "saturation-without-replicas"),
});

function scalingOver(
  {
    control,
    clients,
    decisions,
    cluster,
  }: Pick<Followers, "control" | "clients" | "cluster"> & { readonly decisions: DecisionLog },
  changes: Changes,
  { settings, log }: ServiceOptions,
): ScalingController {
  return new ScalingController({
    reader: control,
    sources: clients,
    step: settings.scalingStep,
    clock: CLOCK,
    log,
    inSpan,
    decisions,
    mirror: cluster?.mirror,
    onDecided: changes.tell,
  });
}

function follow({ control, clients, folder, scaling }: Followers, log: Log): void {
  control.start();
  scaling.start();
  tellVersions(clients, log);
  void folder.open().catch((error: unknown) => log.error("following the spec folder failed", { error }));
}

async function end(
  { control, folder, scaling, cluster }: Omit<Followers, "clients">,
  ports: readonly OpenPort[],
  files: Files,
): Promise<void> {
  folder.close();
  await Promise.all([
    ...ports.map((port) => atMost(DRAIN_SECONDS + PATIENCE_SECONDS, port.close(DRAIN_SECONDS))),
    // A query that hangs is left behind and not cut off: what follows from a failure must not be the last decision.
    atMost(PATIENCE_SECONDS, Promise.all([scaling.stop(), control.stop()])),
  ]);
  cluster?.mirror.stop();
  await atMost(KEEP_SECONDS, control.keepLast());
  await close(files);
}
