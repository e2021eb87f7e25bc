import { specDefaults } from "../adapters/settings/spec-defaults.ts";
import { type AlertNaming, type GivenNaming, named } from "../core/objective/alert-naming.ts";
import type { SpecDefaults } from "../core/objective/spec-defaults.ts";
import { namingFaults } from "../core/spec/meaning/naming.ts";
import { fetchSettings, usable } from "./fetch-settings.ts";
import { UsageError } from "./usage-error.ts";

/** Flags that say what alerts are called, and the settings file that says it for all commands. */
export interface NamingOptions {
  readonly config?: string;
  readonly severity?: NonNullable<GivenNaming["severities"]>;
  readonly alertName?: Exclude<NonNullable<GivenNaming["name"]>, string>;
  readonly alertLabel?: NonNullable<GivenNaming["labels"]>;
}

/**
 * What holds where specs do not say: by flags, else by the settings file. Of the environment only the file's name
 * counts, so that the same files come out wherever they are generated.
 *
 * @throws UsageError for a settings file that cannot be used, and for names that contradict each other
 */
export async function fetchDefaults({ config, ...flags }: NamingOptions): Promise<SpecDefaults> {
  const fetched = await fetchSettings({ config }, { HEADROOM_CONFIG: process.env["HEADROOM_CONFIG"] });
  const { naming, sources } = specDefaults(usable(fetched));
  return { naming: withFlags(naming, flags), sources };
}

/** Names of the settings, but for those that flags give. @throws UsageError for names that contradict each other */
function withFlags(naming: AlertNaming, { severity, alertName, alertLabel }: NamingOptions): AlertNaming {
  const all = named(naming, { name: alertName, severities: severity, labels: alertLabel });
  const faults = namingFaults(all).map(({ problem, remedy }) => `${problem}; ${remedy}`);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  return all;
}
