import type { Service } from "../../core/objective/objective.ts";
import { madeOnce } from "./made-once.ts";

/** Autoscalers ask for one at a time, and thousands of specs are not looked through for each. */
const byNamespace = madeOnce((services: readonly Service[]): ReadonlyMap<string, readonly Service[]> =>
  Map.groupBy(services, ({ namespace }) => namespace),
);

const NONE: readonly Service[] = [];

/** The services of a namespace: the same list for the same set of specs. */
export const servicesIn = (namespace: string, services: readonly Service[]): readonly Service[] =>
  byNamespace(services).get(namespace) ?? NONE;
