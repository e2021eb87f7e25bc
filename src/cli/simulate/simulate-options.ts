import type { Seconds } from "../../core/units/seconds.ts";

/** What the flags of `headroom simulate` say; `capacity` and `peak` are in requests a second. */
export interface SimulateOptions {
  readonly trace?: string;
  readonly from?: Seconds;
  readonly prometheus?: string;
  readonly config?: string;
  readonly tokenFile?: string;
  readonly spec?: string;
  readonly scaling?: string;
  readonly against: string;
  readonly manifest?: string;
  readonly peak?: number;
  readonly rise?: Seconds;
  readonly capacity?: number;
  readonly partitions?: number;
  readonly startup?: Seconds;
  readonly tolerance?: number;
  readonly target?: string;
  readonly sweep?: string;
  readonly report?: string;
  readonly output: "text" | "json";
}
