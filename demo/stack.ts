import { ensureTools } from "../programs/ensure-tools.ts";
import { HISTORY_MINUTES, shopHistory } from "./backfill/history.ts";
import { writeSeries } from "./backfill/remote-write.ts";
import { recordRuleHistory } from "./backfill/rule-history.ts";
import { startAlertmanager } from "./parts/alertmanager.ts";
import { DemoHeadroom, generateFor, publishingSpecs, SPECS } from "./parts/headroom.ts";
import { type GrafanaAccess, pushDashboards } from "./parts/grafana.ts";
import type { Phone } from "./parts/phone.ts";
import { findGrafana, OwnGrafana } from "./parts/own-grafana.ts";
import { DemoPrometheus, type Duties } from "./parts/prometheus.ts";
import { type MostPerSecond, type ShopPod, startShop, startVisitors, type Visitors } from "./parts/shop.ts";
import type { Parts } from "./run/parts.ts";
import type { RunFolder } from "./run/run-folder.ts";
import type { Screen } from "./screen/stages.ts";

/** Everything that runs in a demo. */
export interface Stack {
  readonly prometheus: DemoPrometheus;
  readonly alertmanager: string;
  readonly headroom: DemoHeadroom;
  readonly pods: readonly ShopPod[];
  readonly visitors: Visitors;
  /** What Prometheus does; its pods are those at the start. */
  readonly duties: Duties;
  /** Folder with the generated alert-rules/ and dashboards/. */
  readonly generated: string;
  /** A Grafana that has the dashboards. */
  readonly grafana: GrafanaAccess | undefined;
}

export interface StackOptions {
  readonly folder: RunFolder;
  readonly parts: Parts;
  readonly phone: Phone;
  readonly screen: Screen;
  /** A Grafana that runs already; without it, the one on PATH is started, if there is one. */
  readonly grafana: GrafanaAccess | undefined;
  /** What a pod can take, where its checkout is to follow Headroom's number. */
  readonly mostPerSecond: MostPerSecond | undefined;
  /** The visitors leave after this long. */
  readonly limitSeconds: number;
}

const SEED = "headroom demo";

/** The history ends a little ahead, when the shop is open: then the live series follow it without a hole. */
const AHEAD_MILLISECONDS = 4_000;

/** Starts all parts, in the order in which they need each other. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, parts, phone, screen, mostPerSecond } = options;
  const specs = mostPerSecond === undefined ? SPECS : await publishingSpecs(folder);
  const { stage } = screen;
  const tools = await stage("programs found", () => ensureTools(["prometheus", "alertmanager"]));
  const own = options.grafana === undefined ? await ownGrafana(folder, parts) : undefined;
  const grafana = options.grafana ?? own;
  const generated = folder.file("generated");
  const rules = `${generated}/alert-rules`;
  const [prometheus] = await stage("alert rules and dashboards generated, Prometheus started", () =>
    Promise.all([
      DemoPrometheus.start(tools.prometheus, folder, parts),
      generateFor(specs, generated, grafana?.url, parts),
    ]),
  );
  const alertmanager = await stage("Alertmanager started", () =>
    startAlertmanager(tools.alertmanager, `${rules}/alertmanager-inhibit.yaml`, phone.url, folder, parts),
  );
  const { pods, visitors } = await openShop(prometheus, rules, options);
  const listen = await DemoHeadroom.address();
  const duties = { rules, alertmanager, pods, headroom: listen };
  await prometheus.takeUp(duties);
  const headroom = await stage("Headroom started", () => DemoHeadroom.start(specs, listen, prometheus.url, parts));
  await stage("history read by Headroom", () => headroom.hasHistory(parts));
  if (own !== undefined) await stage("Grafana started", () => own.ready(parts));
  if (grafana !== undefined)
    await stage(
      "dashboards given to Grafana",
      () => pushDashboards(grafana, `${generated}/dashboards`, prometheus.url),
      String,
    );
  return { prometheus, alertmanager, headroom, pods, visitors, duties, generated, grafana };
}

async function ownGrafana(folder: RunFolder, parts: Parts): Promise<OwnGrafana | undefined> {
  const installed = await findGrafana();
  return installed === undefined ? undefined : OwnGrafana.start(installed, folder, parts);
}

/** Opens the shop with its visitors, and writes the 30 days of it, raw and recorded, that went before. */
async function openShop(
  prometheus: DemoPrometheus,
  rules: string,
  { parts, screen: { stage }, limitSeconds, mostPerSecond }: StackOptions,
): Promise<Pick<Stack, "pods" | "visitors">> {
  const end = Math.ceil(Date.now() / 1000) * 1000 + AHEAD_MILLISECONDS;
  const history = await stage("30 days of the shop made up", () =>
    Promise.resolve(shopHistory({ seed: SEED, end, minutes: HISTORY_MINUTES })),
  );
  const pods = await stage(
    "shop opened",
    () => startShop(history.live, parts, mostPerSecond),
    (started) => `${started.length} pods of 3 services`,
  );
  const visitors = await startVisitors(pods, end, limitSeconds, parts);
  await stage(
    "history written",
    () => writeSeries(prometheus.url, history.series),
    ({ samples }) => `${(samples / 1e6).toFixed(1)} million samples`,
  );
  await stage(
    "past of the recording rules written",
    () => recordRuleHistory(rules, historian(prometheus), end / 1000),
    (samples) => `${samples} samples`,
  );
  return { pods, visitors };
}

const historian = (prometheus: DemoPrometheus): Parameters<typeof recordRuleHistory>[1] => ({
  url: prometheus.url,
  range: (...question) => prometheus.range(...question),
});
