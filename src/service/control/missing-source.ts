import type { FailedQuery } from "../../core/promql/query-answer.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";

/** Stands in for a source that a spec names and the settings do not know. */
export function missingSource(name: string): PrometheusReader {
  const message = `the settings name no source ${JSON.stringify(name)}`;
  const refuse = (): Promise<FailedQuery> => Promise.resolve({ kind: "failed", reason: "unreachable", message });
  return { instant: refuse, range: refuse, serverTime: refuse };
}
