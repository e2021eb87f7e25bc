import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Selector } from "./selector.ts";

/** A metric's name that needs no quotes; recorded ones have colons. */
const CLASSIC_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** A label's name that needs none. */
const CLASSIC_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a name needs no quotes where it stands. */
export const isClassic = (name: string, of: "metric" | "label"): boolean =>
  (of === "metric" ? CLASSIC_METRIC : CLASSIC_LABEL).test(name);

/** Warns of a name that only Prometheus 3 and newer know how to quote. */
export const utf8NameFault = (name: string, of: "metric" | "label") =>
  isClassic(name, of)
    ? undefined
    : ({
        code: "promql-utf8-name",
        severity: "warning",
        problem: `the name "${name}" needs Prometheus 3 or newer`,
        remedy: "use a name of letters, digits and underscores, or make sure that yours is Prometheus 3",
      } as const);

/** The same for the names of a selector; the first is told. */
export function* utf8NameFaults({ metric, matchers }: Selector, place: Span): Generator<Fault<Span>> {
  const ofMetric = metric === "" ? undefined : utf8NameFault(metric, "metric");
  const ofLabels = matchers.map(({ label }) => utf8NameFault(label, "label"));
  const fault = [ofMetric, ...ofLabels].find((each) => each !== undefined);
  if (fault !== undefined) yield { ...fault, ...place };
}
