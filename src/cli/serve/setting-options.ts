import { SETTING_TEXTS, type SettingText } from "../../adapters/settings/table.ts";
import type { OptionSpec } from "../command-spec.ts";

/** The settings as options, but for those that only the settings file can hold. */
export const SETTING_OPTIONS: Readonly<Record<string, OptionSpec>> = Object.fromEntries(
  SETTING_TEXTS.filter(([, { fileOnly }]) => fileOnly !== true).map(([name, text]) => [name, toOptionSpec(text)]),
);

/** The default is only told: as a flag it would win over the environment and the file. */
function toOptionSpec({ value, default: usual, says }: SettingText): OptionSpec {
  return {
    ...(value === undefined ? {} : { value }),
    says: usual === undefined ? says : `${says} (default: ${usual})`,
  };
}
