import { PrometheusError } from "./prometheus-error.ts";

/**
 * What the engine of PromQL says of a query begins so. Prometheus 2.48 to 2.53 put infos among the warnings, later ones
 * have a list for them.
 */
const OF_THE_ENGINE = /^PromQL (?:warning|info): /;
/** Prometheus names ten of each kind, in any order, and counts the rest. */
const OF_THE_REST = /^\d+ more (?:warning|info) annotations omitted$/;
/** Infos are about style, such as a counter's name. */
const WORTH_TELLING = /^PromQL warning: |more warning annotations omitted$/;

/**
 * What the engine warns of in an answer that is whole. All other warnings tell of a store that was left out, as does
 * `isPartial` of VictoriaMetrics.
 *
 * @throws PrometheusError `invalid` when the answer may be partial
 */
export function remarksOn(body: Readonly<Record<string, unknown>>): readonly string[] {
  const isPartial = body["isPartial"] ?? false;
  if (isPartial !== false) throw partial("a store did not answer (isPartial)");
  const said = [...texts(body["warnings"]), ...texts(body["infos"])];
  // Without a remark of the engine, what was left out is no remark of the engine either.
  const isEngines = said.some((text) => OF_THE_ENGINE.test(text));
  const missing = said.find((text) => !OF_THE_ENGINE.test(text) && !(isEngines && OF_THE_REST.test(text)));
  if (missing !== undefined) throw partial(missing);
  return said.filter((text) => WORTH_TELLING.test(text));
}

const partial = (why: string): PrometheusError => new PrometheusError(`the answer may be partial: ${why}`, "invalid");

/** What is no list is no less of a warning. */
const texts = (told: unknown): readonly string[] =>
  Array.isArray(told) ? told.map(String) : typeof told === "string" ? [told] : [];
