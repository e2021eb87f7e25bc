import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";

/** A value of the wrong shape. */
export interface Found {
  readonly value: unknown;
  /** As the author wrote it: YAML reads `1.10` as 1.1. */
  readonly written: string;
}

/** What a message says of a field whose value has the wrong shape; undefined leaves it to the general words. */
export type Explain = (found: Found) => Told<Place> | undefined;
