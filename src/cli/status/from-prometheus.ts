import { propagate } from "../../adapters/telemetry/tracing.ts";
import { byUrgency } from "../../core/budget/urgency.ts";
import { renderText } from "../../core/diagnostics/render.ts";
import { objectiveId } from "../../core/objective/objective.ts";
import { evaluateOnce } from "../../service/control/evaluate-once.ts";
import { objectivesOf } from "../../service/control/status-reader.ts";
import { budgetHistory } from "../../service/http/budget-history.ts";
import { toSloView } from "../../service/http/to-view.ts";
import type { SloListView } from "../../service/http/view.ts";
import { fetchSpecs } from "../fetch-specs.ts";
import { prometheusFor } from "../prometheus-for.ts";
import { fetchSettings, usable } from "../fetch-settings.ts";
import { namedPrometheus, ONE_SHOT_LIMITS } from "../named-prometheus.ts";
import { SPARKLINE_POINTS } from "./sparkline-points.ts";

/** Reads the specs now, and returns what computes their statuses from a Prometheus. Bad specs are told and left out. */
export async function fromPrometheus(
  url: string,
  specs: string | undefined,
  tokenFile: string | undefined,
): Promise<() => Promise<SloListView>> {
  const settings = usable(await fetchSettings({ prometheus: url }, {}));
  const { services, diagnostics, sources } = await fetchSpecs(specs === undefined ? [] : [specs]);
  process.stderr.write(renderText(diagnostics, sources));
  const source = namedPrometheus(url, tokenFile);
  const objectives = objectivesOf(services);
  return async () => {
    const prometheus = await prometheusFor(
      source,
      { ...settings, ...ONE_SHOT_LIMITS },
      { propagate, onQuery: () => {} },
    );
    try {
      const evaluated = await evaluateOnce(prometheus, objectives, settings.step);
      if (evaluated.kind === "failed") throw new Error(evaluated.message, { cause: evaluated.cause });
      const { statuses, ledger } = evaluated.value;
      const history: Parameters<typeof budgetHistory>[0]["history"] = (objective, by, from, to, step) =>
        ledger.history(objectiveId(objective), by, from, to, step);
      return {
        items: statuses
          .toSorted(byUrgency)
          .map((status) => ({ ...toSloView(status), sparkline: budgetHistory({ history }, status, SPARKLINE_POINTS) })),
      };
    } finally {
      await prometheus.close();
    }
  };
}
