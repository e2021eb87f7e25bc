/** Something that went wrong, with the input that shows it. */
export interface Failure {
  readonly input: string;
  readonly problem: string;
}

/** What one round found. */
export interface Outcome {
  readonly tried: number;
  readonly failures: readonly Failure[];
}

/** One thing that is fuzzed: the same seed tries the same inputs. */
export type Subject = (seed: number) => Promise<Outcome>;
