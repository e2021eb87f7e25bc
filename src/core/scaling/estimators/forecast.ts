import type { Estimate } from "../decision/decision.ts";
import { shown } from "../decision/shown.ts";
import { foretold } from "../forecast/foretold.ts";
import { LEAST_TRUST } from "../forecast/score.ts";
import type { Estimator } from "./estimator.ts";

/** What earlier days foretell; it only raises, so one that is not known, or no good, asks for nothing and says so. */
export const forecastEstimator: Estimator = {
  name: "forecast",
  estimate: ({ policy, now, before, load }) => {
    if (policy.forecast === undefined) return undefined;
    const found = foretold(policy, now, before);
    if (!found.ok) return aside(`no forecast: ${found.because}`);
    if (found.value === undefined) return aside("earlier days did not grow from this time on");
    if (!load.ok) return aside(`no forecast: ${load.because}`);
    const { demand, growth, present } = found.value;
    const told = `earlier days grew ${shown(growth)} times from this time on, so ${shown(demand)} requests a second may come after ${shown(present)}`;
    const trust = now.memory?.forecast?.trust ?? 1;
    if (trust < LEAST_TRUST)
      return aside(`off: of late ${shown(trust * 100)}% of the forecasts came true; ${told}, and nothing is done`);
    return { kind: "replicas", replicas: demand / load.value.perReplica, because: told };
  },
};

const aside = (because: string): Estimate => ({ kind: "replicas", replicas: 0, because });
