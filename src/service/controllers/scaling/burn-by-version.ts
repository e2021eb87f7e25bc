import { toBurnRate } from "../../../core/budget/burn.ts";
import type { Objective } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import { LONGEST_LABEL_VALUE } from "../../../core/promql/label-value.ts";
import { printExpression } from "../../../core/promql/print.ts";
import { shifted } from "../../../core/promql/shifted.ts";
import type { SampleSeries } from "../../../core/promql/sample-series.ts";
import type { Rollout, SloObservation } from "../../../core/scaling/decision/observation.ts";
import { isRecent, type RolloutFacts } from "../../../core/scaling/decision/rollout.ts";
import { errorRatioOfAll } from "../../../core/sli/error-ratio.ts";
import { RATES_OVER } from "../../../core/sli/feeds.ts";
import { ratio } from "../../../core/units/ratio.ts";
import type { Ask } from "./types.ts";

/** What there is to know of versions in the present round. */
export interface VersionQuestion {
  readonly policy: ScalingPolicy;
  /** Those of the service. */
  readonly objectives: readonly Objective[];
  readonly now: RolloutFacts;
  readonly rollout: Rollout | undefined;
  readonly ask: Ask;
}

/**
 * Adds to each SLO how fast each version burns. Prometheus is asked only where that decides something: while the SLO
 * burns fast, and a rollout or several versions may be the reason.
 */
export function withBurnByVersion(
  slos: readonly SloObservation[],
  question: VersionQuestion,
): Promise<readonly SloObservation[]> {
  const { policy, now, rollout, objectives } = question;
  const mayDiffer = now.versions.length > 1 || (rollout !== undefined && isRecent(policy, rollout, now.at));
  return Promise.all(
    slos.map(async (slo) => {
      const objective = objectives.find((one) => one.slo === slo.slo);
      const burn = slo.burn["5m"];
      const burnsFast = burn.kind === "value" && burn.value > policy.overload.burnAbove;
      if (objective === undefined || !mayDiffer || !burnsFast) return slo;
      return { ...slo, burnByVersion: await fetchBurnByVersion(objective, question) };
    }),
  );
}

/** Empty where Prometheus does not answer, or no series carries the label: then versions cannot be told apart. */
async function fetchBurnByVersion(
  objective: Objective,
  { policy: { change }, ask }: VersionQuestion,
): Promise<Readonly<Record<string, number>>> {
  const by = [...new Set([...objective.by, change.versionLabel])];
  const answer = await ask(
    printExpression(shifted(errorRatioOfAll({ ...objective, by }, RATES_OVER), objective.delay)),
  );
  if (answer.kind === "failed") return {};
  const burns = [...answer.value].flatMap((series) => burnOfSeries(series, objective, change.versionLabel));
  // An SLO with groups stands as its worst one does; versions are compared within that.
  const worst = burns.toSorted((a, b) => b.burn - a.burn)[0];
  return Object.fromEntries(
    burns
      .filter(({ group }) => group === worst?.group)
      .map(({ version, burn }) => [version, burn] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function burnOfSeries(
  { labels, values }: SampleSeries,
  { target, by }: Objective,
  versionLabel: string,
): readonly { readonly group: string; readonly version: string; readonly burn: number }[] {
  const version = labels[versionLabel] ?? "";
  const share = values.at(-1);
  if (version === "" || version.length > LONGEST_LABEL_VALUE || share === undefined || !(share >= 0)) return [];
  const group = JSON.stringify(by.filter((label) => label !== versionLabel).map((label) => labels[label]));
  return [{ group, version, burn: toBurnRate(ratio(Math.min(1, share)), target) }];
}
