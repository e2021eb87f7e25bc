import type { Path } from "../text/node.ts";
import type { Draft, SpecData } from "./shape.ts";

/**
 * Takes out what has the wrong shape, so that the rest can still be checked for its meaning.
 *
 * @param data - a file's data; it is changed
 * @param wrong - the ways to what has the wrong shape, all that there are
 */
export function prune(data: object, wrong: readonly Path[]): Draft<SpecData> {
  for (const path of wrong) {
    const parent = path.slice(0, -1).reduce<unknown>(step, data);
    const last = path.at(-1);
    if (last === undefined) return {};
    if (Array.isArray(parent) && typeof last === "number") parent[last] = undefined;
    else if (typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, last);
  }
  // Everything that does not fit the type was taken out above.
  return data;
}

function step(data: unknown, name: string | number): unknown {
  if (Array.isArray(data)) return typeof name === "number" ? data[name] : undefined;
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}
