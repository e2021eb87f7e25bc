import { bulkhead } from "cockatiel";
import type { FailureReason, RawAnswer, RawQuery } from "../../../core/ledger/ports.ts";
import type { QueryFailure } from "../../../core/promql/query-answer.ts";
import { PrometheusError } from "../prometheus-error.ts";
import { UnsupportedWay } from "./broken.ts";
import { Export } from "./export.ts";
import { RawDecoder } from "./raw-decoder.ts";
import { RemoteRead } from "./remote-read.ts";
import { Slices } from "./slices.ts";
import type { RawClient, RawWay, Take } from "./way.ts";

/** A way that a server did not have is tried again after so long: servers are updated. */
const REMEMBERED_MS = 3_600_000;

/** Reads raw samples of the past in the first way that a server offers, one question at a time. */
export class RawReader {
  readonly #oneByOne = bulkhead(1, Infinity);
  readonly #decoder = new RawDecoder();
  readonly #ways: readonly RawWay[];
  readonly #monotonic: () => number;
  #first = 0;
  #firstUntilMs = 0;

  /** @param monotonic - a clock in milliseconds that is never set back */
  constructor(client: RawClient, monotonic: () => number) {
    this.#ways = [new RemoteRead(client, this.#decoder), new Export(client, this.#decoder), new Slices(client)];
    this.#monotonic = monotonic;
  }

  /** Hands over what the samples come to; how it went is told by the answer. */
  read(query: RawQuery, take: Take, signal: AbortSignal): Promise<RawAnswer> {
    return this.#oneByOne.execute(() => this.#read(query, take, signal));
  }

  /** What is being read ends as unreachable. */
  close(): Promise<void> {
    return this.#decoder.close();
  }

  async #read(query: RawQuery, take: Take, signal: AbortSignal): Promise<RawAnswer> {
    const refusals: string[] = [];
    for (const way of this.#inTurn()) {
      let hasTaken = false;
      const answer = await attempt(
        way,
        query,
        (digests) => {
          if (signal.aborted) return;
          hasTaken = true;
          take(digests);
        },
        signal,
      );
      if (answer.kind === "read") this.#remember(this.#ways.indexOf(way));
      if (answer.kind !== "unsupported") return answer;
      if (hasTaken) return this.#avoid(way, answer.message);
      refusals.push(answer.message);
    }
    return { kind: "unsupported", message: refusals.join("; ") };
  }

  #inTurn(): readonly RawWay[] {
    if (this.#monotonic() >= this.#firstUntilMs) this.#first = 0;
    return [...this.#ways.slice(this.#first), ...this.#ways.slice(0, this.#first)];
  }

  #remember(place: number): void {
    if (place === this.#first && this.#monotonic() < this.#firstUntilMs) return;
    this.#first = place;
    this.#firstUntilMs = this.#monotonic() + REMEMBERED_MS;
  }

  /** What was handed over cannot be taken back: it is for the next question to begin with another way. */
  #avoid(way: RawWay, message: string): RawAnswer {
    this.#remember((this.#ways.indexOf(way) + 1) % this.#ways.length);
    return { kind: "failed", reason: "unreachable", message: `${message}; the next time another way is tried` };
  }
}

async function attempt(way: RawWay, query: RawQuery, take: Take, signal: AbortSignal): Promise<RawAnswer> {
  try {
    if (!signal.aborted) await way.read(query, take, signal);
    if (!signal.aborted) return { kind: "read", way: way.name };
  } catch (error) {
    if (error instanceof UnsupportedWay) return { kind: "unsupported", message: `${way.name}: ${error.message}` };
    if (!(error instanceof PrometheusError)) throw error;
    const { reason, message } = error.toAnswer();
    if (!signal.aborted) return { kind: "failed", reason: REASONS[reason], message: `${way.name}: ${message}` };
  }
  return { kind: "failed", reason: "unreachable", message: "reading raw samples was given up" };
}

/** What was refused has no answer later. */
const REASONS: Readonly<Record<QueryFailure, FailureReason>> = {
  unreachable: "unreachable",
  timeout: "timeout",
  rejected: "invalid",
  invalid: "invalid",
};
