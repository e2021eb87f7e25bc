import type { AccessQuestion, AccessReviews } from "../ports/access-reviews.ts";
import type { ClusterAnswer } from "../ports/cluster-answer.ts";
import type { Clock } from "../ports/clock.ts";
import { madeOnce } from "../signals/made-once.ts";

/** How long an answer is believed, as the API servers of Kubernetes do it. */
const BELIEVED_SECONDS = 10;
/** As many askers and metrics are remembered. */
const MOST_REMEMBERED = 4_096;

let parts = 0;

/** Who asks, and what, are the same objects again and again; another object is asked for anew. */
const numberOf = madeOnce<AccessQuestion["user"] | AccessQuestion["access"], number>(() => ++parts);

/** What the cluster was asked, and its answer as soon as there is one. */
interface Review {
  readonly until: number;
  answer: ClusterAnswer<boolean> | Promise<ClusterAnswer<boolean>>;
}

/** Remembers for a few seconds what the cluster's roles allow: an autoscaler asks the same again and again. */
export class ReviewedAccess {
  readonly #reviews: AccessReviews;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #known = new Map<string, Review>();

  constructor(reviews: AccessReviews, clock: Pick<Clock, "monotonic">) {
    this.#reviews = reviews;
    this.#clock = clock;
  }

  /** @returns the answer itself where it is remembered */
  isAllowed(question: AccessQuestion): Review["answer"] {
    const key = `${numberOf(question.user)} ${numberOf(question.access)}`;
    const now = this.#clock.monotonic();
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    const review = { until: now + BELIEVED_SECONDS, answer: this.#reviews.isAllowed(question) };
    this.#known.delete(key);
    this.#known.set(key, review);
    this.#forgetOldest();
    void this.#settle(key, review);
    return review.answer;
  }

  /** What could not be asked is asked again at once. */
  async #settle(key: string, review: Review): Promise<void> {
    review.answer = await review.answer;
    if (review.answer.kind === "failed" && this.#known.get(key) === review) this.#known.delete(key);
  }

  #forgetOldest(): void {
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MOST_REMEMBERED) return;
      this.#known.delete(key);
    }
  }
}
