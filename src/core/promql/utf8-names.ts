import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Selector } from "./selector.ts";

/** A name that needs no quotes. */
export const CLASSIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Warns of names that only Prometheus 3 and newer know how to quote. */
export function* utf8NameFaults({ metric, matchers }: Selector, place: Span): Generator<Fault<Span>> {
  const name = [metric, ...matchers.map(({ label }) => label)].find((each) => each !== "" && !CLASSIC.test(each));
  if (name === undefined) return;
  yield {
    code: "promql-utf8-name",
    severity: "warning",
    ...place,
    problem: `the name "${name}" needs Prometheus 3 or newer`,
    remedy: "use a name of letters, digits and underscores, or make sure that yours is Prometheus 3",
  };
}
