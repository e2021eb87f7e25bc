import type { AskerOptions } from "../../adapters/prometheus/asker.ts";
import type { OwnMetrics } from "../../service/http/own-metrics.ts";
import type { Log } from "../../service/ports/log.ts";

/** Tells in the metrics and in the log how the questions to a source go. */
export function sourceHooks(
  source: string,
  metrics: Pick<OwnMetrics, "query" | "retry" | "leaveAlone">,
  log: Log,
): Required<Pick<AskerOptions, "onQuery" | "onRetry" | "onCircuit">> {
  let isLeftAlone = false;
  return {
    onQuery: (outcome, seconds) => metrics.query(source, outcome, seconds),
    onRetry: () => metrics.retry(source),
    onCircuit(state, because) {
      // While it is tried, and fails again, it is left alone as before.
      if (state === "half-open") return log.debug("a source that was left alone is tried", { source });
      if (isLeftAlone === (state === "open")) return;
      isLeftAlone = state === "open";
      metrics.leaveAlone(source, isLeftAlone);
      if (isLeftAlone)
        log.warn("a source does not answer and is left alone; it is tried every half a minute", {
          source,
          problem: because,
        });
      else log.info("a source that was left alone answers again", { source });
    },
  };
}
