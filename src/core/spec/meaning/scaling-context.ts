/** What a scaling block needs to know of its file. */
export interface ScalingContext {
  readonly service: string;
  readonly namespace: string;
  /** Names of the file's SLOs. */
  readonly slos: readonly string[];
}
