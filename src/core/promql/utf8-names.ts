import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Selector } from "./selector.ts";

/** A name that needs no quotes. */
export const CLASSIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Warns of a name that only Prometheus 3 and newer know how to quote. */
export const utf8NameFault = (name: string) =>
  CLASSIC.test(name)
    ? undefined
    : ({
        code: "promql-utf8-name",
        severity: "warning",
        problem: `the name "${name}" needs Prometheus 3 or newer`,
        remedy: "use a name of letters, digits and underscores, or make sure that yours is Prometheus 3",
      } as const);

/** The same for the names of a selector; the first is told. */
export function* utf8NameFaults({ metric, matchers }: Selector, place: Span): Generator<Fault<Span>> {
  const names = [metric, ...matchers.map(({ label }) => label)].filter((name) => name !== "");
  const fault = names.map(utf8NameFault).find((each) => each !== undefined);
  if (fault !== undefined) yield { ...fault, ...place };
}
