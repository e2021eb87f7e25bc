import { propagate } from "../../adapters/telemetry/tracing.ts";
import { byUrgency } from "../../core/budget/urgency.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { renderText } from "../../core/diagnostics/render.ts";
import { type Objective, objectiveId } from "../../core/objective/objective.ts";
import type { FailedQuery, QueryAnswer } from "../../core/promql/query-answer.ts";
import { evaluateOnce, type Evaluation } from "../../service/control/evaluate-once.ts";
import { objectivesOf } from "../../service/control/status-reader.ts";
import { budgetHistory } from "../../service/http/budget-history.ts";
import { toSloView } from "../../service/http/to-view.ts";
import type { SloListView, SloView } from "../../service/http/view.ts";
import type { PrometheusSource } from "../../adapters/settings/source.ts";
import { specDefaults } from "../../adapters/settings/spec-defaults.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { fetchSources, type SourceOptions } from "../fetch-sources.ts";
import { fetchSpecs } from "../fetch-specs.ts";
import { prometheusFor } from "../prometheus-for.ts";
import { SPARKLINE_POINTS } from "./sparkline-points.ts";

/**
 * Reads the specs now, and returns what computes their statuses from the Prometheus servers that they name. Bad specs
 * are told and left out.
 *
 * @param tell - takes what one server does not answer, where another does
 */
export async function fromPrometheus(
  options: SourceOptions,
  tell: (problem: string) => void,
): Promise<() => Promise<SloListView>> {
  const { settings, names, sourceOf } = await fetchSources(options);
  const { services, diagnostics, sources: texts } = await fetchSpecs([settings.specs], names, specDefaults(settings));
  process.stderr.write(renderText(diagnostics, texts));
  const groups = [...Map.groupBy(objectivesOf(services), ({ source }) => sourceOf(source))];
  return async () => {
    const answers: Answer[] = [];
    for (const [source, objectives] of groups)
      if (source !== undefined) answers.push({ source, answer: await evaluateAt(source, settings, objectives) });
    const evaluations = answers.flatMap(({ answer }) => (answer.kind === "answered" ? [answer.value] : []));
    const failed = answers.flatMap(({ source, answer }) => (answer.kind === "failed" ? [{ source, answer }] : []));
    const [first] = failed;
    if (first !== undefined && evaluations.length === 0)
      throw new Error(first.answer.message, { cause: first.answer.cause });
    for (const { source, answer } of failed) tell(leftOut(source, answer));
    return toList(evaluations);
  };
}

interface Answer {
  readonly source: PrometheusSource;
  readonly answer: QueryAnswer<Evaluation>;
}

async function evaluateAt(
  source: PrometheusSource,
  settings: Settings,
  objectives: readonly Objective[],
): Promise<QueryAnswer<Evaluation>> {
  const prometheus = await prometheusFor(source, settings, { propagate, onQuery: () => {} });
  try {
    return await evaluateOnce(prometheus, objectives, settings.step);
  } finally {
    await prometheus.close();
  }
}

const leftOut = ({ url }: PrometheusSource, { message }: FailedQuery): string =>
  `headroom: the SLOs of the Prometheus at ${url} are left out: ${message}\n`;

/** The most urgent first, whoever told it. */
function toList(evaluations: readonly Evaluation[]): SloListView {
  const found = evaluations.flatMap(({ statuses, ledger }) => statuses.map((status) => ({ status, ledger })));
  return {
    items: found.toSorted((a, b) => byUrgency(a.status, b.status)).map((one) => toItem(one.status, one.ledger)),
  };
}

function toItem(status: ObjectiveStatus, ledger: Evaluation["ledger"]): SloView {
  const history: Parameters<typeof budgetHistory>[0]["history"] = (objective, by, from, to, step) =>
    ledger.history(objectiveId(objective), by, from, to, step);
  return { ...toSloView(status), sparkline: budgetHistory({ history }, status, SPARKLINE_POINTS) };
}
