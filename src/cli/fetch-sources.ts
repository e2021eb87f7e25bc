import type { Settings } from "../adapters/settings/schema.ts";
import type { PrometheusSource } from "../adapters/settings/source.ts";
import { sourcesByName } from "../adapters/settings/sources-by-name.ts";
import { seconds } from "../core/units/seconds.ts";
import { fetchSettings, usable } from "./fetch-settings.ts";

/** What a command takes to reach Prometheus servers as the service would. */
export interface SourceOptions {
  readonly prometheus?: string;
  readonly tokenFile?: string;
  readonly config?: string;
  readonly specs?: string;
}

/** The Prometheus servers that a command may ask, and how patiently. */
export interface FetchedSources {
  readonly settings: Settings;
  /** The names that specs may give; undefined where the settings name none and all specs are asked at one address. */
  readonly names: readonly string[] | undefined;
  /** The server of specs that give this name; undefined when the settings do not know it. */
  readonly sourceOf: (name: string) => PrometheusSource | undefined;
}

/** A command that runs once waits longer for an answer than the service, which asks again anyway. */
const ONE_SHOT_TIMEOUT = seconds(30);

/**
 * The servers of the settings, by flags, else variables, else the settings file, as for `headroom serve`. A token file
 * on the command line is for the server that specs call default.
 *
 * @throws UsageError for settings that cannot be used
 */
export async function fetchSources({ tokenFile, ...flags }: SourceOptions): Promise<FetchedSources> {
  const fetched = await fetchSettings({ ...flags }, process.env);
  const settings = usable(fetched);
  const isTimeoutGiven = fetched.ok && fetched.origins.get("queryTimeout") !== "default";
  const named = new Map(sourcesByName(settings));
  const usual = named.get("default");
  if (usual !== undefined && tokenFile !== undefined) named.set("default", withToken(usual, tokenFile));
  const isOneAddress = Object.keys(settings.sources).length === 0;
  return {
    settings: isTimeoutGiven ? settings : { ...settings, queryTimeout: ONE_SHOT_TIMEOUT },
    names: isOneAddress ? undefined : [...named.keys()],
    sourceOf: (name) => named.get(isOneAddress ? "default" : name),
  };
}

function withToken({ basicAuth: _replaced, ...source }: PrometheusSource, tokenFile: string): PrometheusSource {
  return { ...source, bearerTokenFile: tokenFile };
}
