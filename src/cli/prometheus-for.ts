import { readFile } from "node:fs/promises";
import { Prometheus, type PrometheusOptions } from "../adapters/prometheus/prometheus.ts";
import { fetchSecret } from "../adapters/settings/secret.ts";
import type { Settings } from "../adapters/settings/schema.ts";
import { type PrometheusSource, USUAL_REPLICA_LABELS } from "../adapters/settings/source.ts";
import type { QueryAnswer } from "../core/promql/query-answer.ts";

type Limits = Pick<Settings, "queryTimeout" | "queryConcurrency" | "queryMaxBytes">;

/** A client for a source of the settings. @throws the system's error when its CA file cannot be read */
export async function prometheusFor(
  source: PrometheusSource,
  limits: Limits,
  hooks: Pick<PrometheusOptions, "propagate" | "onQuery">,
): Promise<Prometheus> {
  return new Prometheus({
    url: source.url,
    timeoutSeconds: limits.queryTimeout,
    maxBodyBytes: limits.queryMaxBytes,
    concurrency: limits.queryConcurrency,
    ca: source.caFile === undefined ? undefined : await readFile(source.caFile, "utf8"),
    replicaLabels: source.replicaLabels ?? USUAL_REPLICA_LABELS,
    headers: () => credentials(source),
    ...hooks,
  });
}

type HeaderFields = Readonly<Record<string, string>>;

async function credentials(source: PrometheusSource): Promise<QueryAnswer<HeaderFields>> {
  try {
    return { kind: "answered", value: await fetchHeaders(source) };
  } catch (cause) {
    return { kind: "failed", reason: "unreachable", message: "the file with the credentials cannot be read", cause };
  }
}

async function fetchHeaders({ headers, bearerTokenFile, basicAuth }: PrometheusSource): Promise<HeaderFields> {
  if (bearerTokenFile !== undefined)
    return { ...headers, authorization: `Bearer ${(await fetchSecret(bearerTokenFile)).reveal()}` };
  if (basicAuth === undefined) return headers;
  const password = (await fetchSecret(basicAuth.passwordFile)).reveal();
  return {
    ...headers,
    authorization: `Basic ${Buffer.from(`${basicAuth.username}:${password}`).toString("base64")}`,
  };
}
