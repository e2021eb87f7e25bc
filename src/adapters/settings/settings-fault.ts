import type { Fault } from "../../core/diagnostics/fault.ts";

export type SettingsCode = "setting-unknown" | "setting-value" | "setting-twice" | "settings-syntax";

/** Where a setting was given: `--listen`, `HEADROOM_LISTEN` or `headroom.yaml:3:1`. */
interface Given {
  readonly where: string;
}

/** What is wrong with a setting. */
export type SettingsFault = Fault<Given, SettingsCode>;

export const settingsFault = (code: SettingsCode, where: string, problem: string, remedy: string): SettingsFault => ({
  code,
  severity: "error",
  where,
  problem,
  remedy,
});

/** One line for a person. */
export const printSettingsFault = ({ where, problem, remedy }: SettingsFault): string =>
  `${where}: ${problem}; ${remedy}`;
