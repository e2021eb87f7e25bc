import type { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Indicator } from "../../objective/indicator.ts";
import { verbatim } from "../../promql/expression.ts";
import { printLabel, printSelector, type Matcher, type Selector } from "../../promql/selector.ts";
import { type IndicatorPart, partsOf } from "../../sli/indicator-parts.ts";
import { annotation } from "./alerts.ts";
import type { DrawnService } from "../elements/drawn-service.ts";
import { LINE } from "../elements/palette.ts";

/** Labels that Prometheus puts on every series of a target, and that name the service rather than one instance. */
const TARGET_LABELS: readonly string[] = ["cluster", "namespace", "job"];

const BUILD_INFO: Matcher = { label: "__name__", operator: "=~", value: "(.+_)?build_info" };

/**
 * Marks when a version appeared that was not there five minutes before, in whatever `…_build_info` the service's
 * targets expose. Nothing is marked when the indicators do not say by label which targets are the service's.
 */
export function deployAnnotation(service: DrawnService): AnnotationQueryBuilder | undefined {
  const targets = commonTargets(service.objectives.flatMap(({ indicator }) => ownSelectors(indicator)));
  if (!targets.some(({ label }) => label === "job")) return undefined;
  const version = printLabel(service.versionLabel);
  const info = printSelector({ metric: "", matchers: [BUILD_INFO, ...targets] });
  const versions = (offset: string): string => `group by (${version}) (${info}${offset})`;
  // Without the last line every version would look new after Prometheus itself was away.
  const appeared = `${versions("")} unless ${versions(" offset 5m")} and on () group(${info} offset 5m)`;
  return annotation("Deploys", LINE.ok, verbatim(appeared))
    .titleFormat("Deploy")
    .textFormat(`{{${version}}}`)
    .tagKeys(version);
}

/** The target matchers that all selectors share. */
function commonTargets(selectors: readonly Selector[]): readonly Matcher[] {
  const [first, ...rest] = selectors;
  const equal =
    (a: Matcher) =>
    (b: Matcher): boolean =>
      a.label === b.label && a.operator === b.operator && a.value === b.value;
  return (first?.matchers ?? []).filter(
    (m) => TARGET_LABELS.includes(m.label) && rest.every(({ matchers }) => matchers.some(equal(m))),
  );
}

/**
 * What the service's own targets expose; a probe's target is the prober, and an author's query says nothing by labels.
 */
const ownSelectors = (indicator: Indicator): readonly Selector[] =>
  partsOf(indicator).flatMap((part) => (part.role === "total" || part.role === "histogram" ? ownSelector(part) : []));

const ownSelector = (part: IndicatorPart): readonly Selector[] => (part.kind === "series" ? [part.selector] : []);
