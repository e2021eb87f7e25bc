import type { Settings } from "./schema.ts";
import type { PrometheusSource } from "./source.ts";

/** Where Prometheus listens on a machine of its own. */
const USUAL_ADDRESS = "http://127.0.0.1:9090";

/**
 * Every Prometheus by name. An address given as `prometheus` takes the place of that of `sources.default`, credentials
 * included; what the settings say of its data stays.
 */
export function sourcesByName(settings: Settings): ReadonlyMap<string, PrometheusSource> {
  const named = new Map<string, PrometheusSource>(Object.entries(settings.sources));
  if (settings.prometheus !== undefined)
    named.set("default", { url: settings.prometheus, headers: {}, ...dataOf(named.get("default")) });
  else if (named.size === 0) named.set("default", { url: USUAL_ADDRESS, headers: {} });
  const usual = named.get("default");
  const { prometheusPublicUrl: publicUrl } = settings;
  if (usual !== undefined && publicUrl !== undefined) named.set("default", { ...usual, publicUrl });
  return named;
}

/**
 * Where browsers reach each Prometheus, by its name. Its own address is told to nobody: it may be one that only the
 * service reaches, or that nobody else should know.
 */
export const publicUrls = (sources: ReadonlyMap<string, PrometheusSource>): ReadonlyMap<string, string> =>
  new Map([...sources].flatMap(([name, { publicUrl }]) => (publicUrl === undefined ? [] : [[name, publicUrl]])));

/** What is true of the data by whichever address they are reached. */
const dataOf = ({ replicaLabels, delay }: Partial<PrometheusSource> = {}): Pick<
  PrometheusSource,
  "replicaLabels" | "delay"
> => ({ ...(replicaLabels && { replicaLabels }), ...(delay !== undefined && { delay }) });
