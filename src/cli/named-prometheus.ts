import type { PrometheusSource } from "../adapters/settings/source.ts";
import { seconds } from "../core/units/seconds.ts";

/** The Prometheus that `--prometheus` and `--token-file` name. */
export const namedPrometheus = (url: string, tokenFile: string | undefined): PrometheusSource => ({
  url,
  headers: {},
  ...(tokenFile === undefined ? {} : { bearerTokenFile: tokenFile }),
});

/** A command that runs once waits longer for an answer than the service, which asks again anyway. */
export const ONE_SHOT_LIMITS = { queryTimeout: seconds(30) };
