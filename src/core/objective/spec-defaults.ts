import { type AlertNaming, DEFAULT_NAMING } from "./alert-naming.ts";
import type { Seconds } from "../units/seconds.ts";

/** What the settings say of the data of a Prometheus. */
export interface SourceTraits {
  /** How late its samples come, where a spec says nothing else. */
  readonly delay: Seconds;
  /** Labels by which the series of replicas of it differ. */
  readonly replicaLabels?: readonly string[] | undefined;
}

/** What holds where specs do not say: from the settings, for every command alike. */
export interface SpecDefaults {
  readonly naming: AlertNaming;
  /** By the name that specs give. */
  readonly sources: ReadonlyMap<string, SourceTraits>;
}

/** What holds where there are no settings. */
export const NO_SETTINGS: SpecDefaults = { naming: DEFAULT_NAMING, sources: new Map() };
