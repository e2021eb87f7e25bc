import type { FailedAnswer, FailureReason, LedgerAnswer, LedgerQuery } from "../../core/ledger/ports.ts";
import type { FailedQuery, QueryFailure } from "../../core/promql/query-answer.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";

/** Asks one of the ledger's questions. */
export async function ask(prometheus: PrometheusReader, query: LedgerQuery): Promise<LedgerAnswer> {
  const answer =
    query.kind === "instant"
      ? await prometheus.instant(query.promql, query.at)
      : await prometheus.range(query.promql, query.from, query.to, query.step);
  switch (answer.kind) {
    case "answered":
      return {
        kind: "series",
        series: answer.value,
        ...(answer.remarks === undefined ? {} : { remarks: answer.remarks }),
      };
    case "failed":
      return failedAnswer(answer);
  }
}

/** A failed query as the ledger sees it. */
export function failedAnswer({ reason, message }: FailedQuery): FailedAnswer {
  return { kind: "failed", reason: toLedgerReason(reason), message };
}

function toLedgerReason(reason: QueryFailure): FailureReason {
  switch (reason) {
    case "unreachable":
    case "timeout":
      return reason;
    case "rejected":
    case "invalid":
      return "invalid";
  }
}
