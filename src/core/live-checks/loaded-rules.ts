import type { Objective, Service } from "../objective/objective.ts";
import { vector } from "../promql/expression.ts";
import { RECORDED, SERVICE_LABEL, SLO_LABEL } from "../sli/series-names.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Rules that were generated with another delay: from specs or settings that have changed since, or without these. */
export function checkLoadedRules(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective, path }) => {
    const known = delaysOfRules(objective, live);
    const [other] = known;
    if (other === undefined || known.includes(objective.delay)) return [];
    return [
      {
        path: [...path, "delay"],
        code: "rules-of-another-delay",
        severity: "warning",
        problem: `the rules that this Prometheus has loaded measure ${told(other)}, expected ${told(objective.delay)}`,
        remedy: "run headroom generate with the settings of the service, and load the rules",
      },
    ];
  });
}

/** None where no rules of the SLO are loaded. */
function delaysOfRules(objective: Objective, live: LiveAnswers): readonly number[] {
  const latest = (metric: string): readonly number[] =>
    (live.series(vector({ metric, matchers: identityOf(objective) })) ?? []).flatMap(({ values }) => values);
  const delays = latest(RECORDED.delay);
  // Only rules that know of a delay record it.
  return delays.length > 0 ? delays : latest(RECORDED.info).length > 0 ? [0] : [];
}

const identityOf = ({ service, slo }: Objective) =>
  [
    { label: SERVICE_LABEL, operator: "=", value: service },
    { label: SLO_LABEL, operator: "=", value: slo },
  ] as const;

const told = (delay: number): string =>
  delay === 0 ? "the present" : `as of ${printPromDuration(seconds(delay))} ago`;
