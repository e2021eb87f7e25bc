import type { SpecDefaults } from "../../core/objective/spec-defaults.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { Settings } from "./schema.ts";
import { sourcesByName } from "./sources-by-name.ts";

/** What the settings say where specs do not. */
export const specDefaults = (settings: Settings): SpecDefaults => ({
  naming: settings.alerts,
  sources: new Map(
    [...sourcesByName(settings)].map(([name, { delay = seconds(0), replicaLabels }]) => [
      name,
      { delay, replicaLabels },
    ]),
  ),
});
