import { type Answer, refusal } from "./answer.ts";

/** An open stream of answers. */
export interface OpenStream {
  /** Looks whether there is something new to send. */
  readonly look: () => void;
  /** Ends it as done: the caller comes back, to another replica where there is one. */
  readonly end: () => void;
}

/** How many streams may be open: each holds memory for as long as its caller likes. */
export interface StreamLimits {
  readonly ofOnePeer: number;
  readonly ofAll: number;
}

/** The streams that are open, with the addresses of those who opened them. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #onCount: (open: number) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #open = new Map<OpenStream, string>();
  readonly #byPeer = new Map<string, number>();
  #isLookDue = false;

  constructor(limits: StreamLimits, onCount: (open: number) => void, onFault: (error: unknown) => void) {
    this.#limits = limits;
    this.#onCount = onCount;
    this.#onFault = onFault;
  }

  /** @returns what takes the stream from the list, or why it is not on it */
  add(peer: string, stream: OpenStream): Answer<() => void> {
    const { ofOnePeer, ofAll } = this.#limits;
    if ((this.#byPeer.get(peer) ?? 0) >= ofOnePeer)
      return refusal("RESOURCE_EXHAUSTED", `${ofOnePeer} streams are open from ${peer}, which is the most from one`);
    if (this.#open.size >= ofAll)
      return refusal("RESOURCE_EXHAUSTED", `${ofAll} streams are open, which is the most of all callers together`);
    this.#open.set(stream, peer);
    this.#count(peer, 1);
    return { ok: true, value: () => this.#open.delete(stream) && this.#count(peer, -1) };
  }

  #count(peer: string, change: 1 | -1): void {
    const count = (this.#byPeer.get(peer) ?? 0) + change;
    if (count === 0) this.#byPeer.delete(peer);
    else this.#byPeer.set(peer, count);
    this.#onCount(this.#open.size);
  }

  /** Changes come in flocks, one for each workload of a round: one look serves them all. */
  readonly lookSoon = (): void => {
    if (this.#isLookDue) return;
    this.#isLookDue = true;
    setImmediate(() => {
      this.#isLookDue = false;
      for (const { look } of this.#open.keys()) this.#try(look);
    });
  };

  #try(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#onFault(error);
    }
  }

  endAll(): void {
    for (const { end } of this.#open.keys()) end();
  }
}
