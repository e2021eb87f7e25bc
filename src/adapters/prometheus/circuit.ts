import { circuitBreaker, type CircuitBreakerPolicy, ConsecutiveBreaker, handleWhen } from "cockatiel";
import { printPromDuration } from "../../core/units/prom-duration.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { FailedQuery, QueryAnswer } from "../../core/promql/query-answer.ts";

/** What the breaker counts. */
class SourceFault extends Error {
  override readonly name = "SourceFault";
}

/** Whether a source is asked: `open` not at all for now, `half-open` a light question alone, to see whether it is well. */
export type CircuitState = "closed" | "open" | "half-open";

export interface CircuitOptions {
  /** A question that costs the source nothing: who does not answer it is at fault, whatever else was asked. */
  readonly probe: () => Promise<QueryAnswer<unknown>>;
  /** A clock that is never set, in seconds. */
  readonly now: () => number;
  readonly onChange: (state: CircuitState, because: string) => void;
}

/** Failures of the source itself, in a row. */
const FAILURES_IN_A_ROW = 3;
/** A source that comes back is to be seen within a step of the usual length. */
const FIRST_PAUSE = seconds(5);
const LONGEST_PAUSE = seconds(30);
/** The breaker's own pause hangs on a clock that may be set: it is none, and ours is kept before it is asked. */
const NO_PAUSE = Number.NEGATIVE_INFINITY;

/**
 * Leaves a source alone that does not answer. A question that fails may be at fault itself, if it is too slow for
 * anyone: then a light one is asked, and only that counts. So one bad question never keeps the others from being asked.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #breaker: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) => error instanceof SourceFault),
    { halfOpenAfter: NO_PAUSE, breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW) },
  );
  #state: CircuitState = "closed";
  #because = "";
  #pause = FIRST_PAUSE;
  #until = 0;
  #probing: Promise<void> | undefined;

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#breaker.onBreak(() => this.#open());
    this.#breaker.onHalfOpen(() => this.#change("half-open"));
    this.#breaker.onReset(() => {
      this.#pause = FIRST_PAUSE;
      this.#change("closed");
    });
  }

  /** Whether questions are refused now. */
  get isOpen(): boolean {
    return this.#state !== "closed";
  }

  /** Undefined when a question may be asked; else the answer to give instead. */
  async admit(): Promise<FailedQuery | undefined> {
    if (this.#state === "closed") return undefined;
    if (this.#options.now() >= this.#until) await this.#probe();
    return this.isOpen ? this.#refusal() : undefined;
  }

  /** Takes note of how a question ended; that of a doubtful one is known later. */
  async heard(answer: QueryAnswer<unknown>, isLight: boolean): Promise<void> {
    if (this.isOpen) return;
    if (isLight || !isOfTheSource(answer)) await this.#count(() => Promise.resolve(answer));
    else void this.#probe();
  }

  /** One at a time: whoever asks meanwhile waits for the same answer. */
  #probe(): Promise<void> {
    this.#probing ??= this.#count(this.#options.probe).finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  async #count(ask: () => Promise<QueryAnswer<unknown>>): Promise<void> {
    const work = async (): Promise<void> => {
      const answer = await ask();
      if (!isOfTheSource(answer)) return;
      this.#because = answer.message;
      throw new SourceFault();
    };
    await this.#breaker.execute(work).catch((error: unknown) => {
      if (!(error instanceof SourceFault)) throw error;
    });
  }

  #open(): void {
    this.#until = this.#options.now() + this.#pause;
    this.#pause = seconds(Math.min(LONGEST_PAUSE, this.#pause * 2));
    this.#change("open");
  }

  #change(state: CircuitState): void {
    this.#state = state;
    this.#options.onChange(state, this.#because);
  }

  /** The same words for as long as the reason is the same. */
  #refusal(): FailedQuery {
    return {
      kind: "failed",
      reason: "unreachable",
      message: `not asked for up to ${printPromDuration(LONGEST_PAUSE)} at a time, since it failed ${FAILURES_IN_A_ROW} times in a row: ${this.#because}`,
    };
  }
}

/** Who refuses a question, or answers it badly, is there. */
function isOfTheSource(answer: QueryAnswer<unknown>): answer is FailedQuery {
  return answer.kind === "failed" && (answer.reason === "unreachable" || answer.reason === "timeout");
}
