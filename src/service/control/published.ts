import { withoutNumbers } from "../../core/budget/without-numbers.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { after } from "../../core/units/instant.ts";
import { printPromDuration } from "../../core/units/prom-duration.ts";
import { seconds, type Seconds } from "../../core/units/seconds.ts";
import type { Snapshot } from "./status-reader.ts";

/** A publication that nothing follows is believed for a minute, or for this many steps. */
const LEAST_LIFE = 60;
const STEPS = 3;

/** What is published; how it is read, it tells itself. */
type Publication = Omit<Snapshot, "readAt" | "expired">;

/**
 * What was published, as it is read later: its ages have grown since, and a publication that none followed for too
 * long has no numbers left. So no fault between two publications can make old numbers look fresh.
 */
export class Published {
  readonly #publication: Publication;
  /** By the monotonic clock. */
  readonly #at: number;
  readonly #life: number;
  #read: { readonly second: number; readonly snapshot: Snapshot };

  constructor(publication: Publication, at: number, step: Seconds) {
    this.#publication = publication;
    this.#at = at;
    this.#life = Math.max(LEAST_LIFE, STEPS * step);
    this.#read = { second: 0, snapshot: { ...publication, readAt: publication.publishedAt, expired: false } };
  }

  /** The same object for as long as nothing would be read anew. */
  at(monotonic: number): Snapshot {
    const passed = monotonic - this.#at;
    // Whole seconds, so that what is made of all of them is made once for all who read.
    const second = Math.floor(passed);
    if (second > this.#read.second) this.#read = { second, snapshot: this.#aged(passed) };
    return this.#read.snapshot;
  }

  #aged(passed: number): Snapshot {
    const expired = passed > this.#life;
    const older = (status: ObjectiveStatus): ObjectiveStatus => {
      const aged = status.ageSeconds === undefined ? status : { ...status, ageSeconds: status.ageSeconds + passed };
      return expired ? withoutNumbers(aged, "stale", expiry(passed)) : aged;
    };
    const { publishedAt, statuses } = this.#publication;
    const readAt = after(publishedAt, seconds(Math.floor(passed)));
    return { ...this.#publication, readAt, expired, statuses: statuses.later(older) };
  }
}

const expiry = (passed: number): string =>
  `headroom has evaluated nothing for ${printPromDuration(seconds(Math.floor(passed)))}; see its log`;
