import { PrometheusError } from "../../adapters/prometheus/prometheus-error.ts";
import type { FailureReason, LedgerAnswer, LedgerQuery } from "../../core/ledger/ports.ts";
import type { SampleSeries } from "../../core/promql/sample-series.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";

/** What the loop needs of a Prometheus. */
export interface PrometheusReader {
  instant(promql: string, at: Instant): Promise<readonly SampleSeries[]>;
  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<readonly SampleSeries[]>;
  serverTime(): Promise<Instant>;
}

/** Asks one of the ledger's questions. What fails outside becomes an answer; what fails in Headroom itself is thrown. */
export async function ask(prometheus: PrometheusReader, query: LedgerQuery): Promise<LedgerAnswer> {
  try {
    const series =
      query.kind === "instant"
        ? await prometheus.instant(query.promql, query.at)
        : await prometheus.range(query.promql, query.from, query.to, query.step);
    return { kind: "series", series };
  } catch (error) {
    return failedAnswer(error);
  }
}

/** A failed query as the ledger sees it. @throws what is no PrometheusError */
export function failedAnswer(error: unknown): Extract<LedgerAnswer, { kind: "failed" }> {
  if (!(error instanceof PrometheusError)) throw error;
  return { kind: "failed", reason: reasonOf(error), message: error.message };
}

function reasonOf({ failure }: PrometheusError): FailureReason {
  switch (failure) {
    case "unreachable":
    case "timeout":
      return failure;
    case "rejected":
    case "invalid":
      return "invalid";
  }
}

/** Stands in for a source that a spec names and the settings do not know. */
export function missingSource(name: string): PrometheusReader {
  const refuse = (): Promise<never> =>
    Promise.reject(new PrometheusError(`the settings name no source ${JSON.stringify(name)}`, "unreachable"));
  return { instant: refuse, range: refuse, serverTime: refuse };
}
