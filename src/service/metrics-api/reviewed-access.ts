import type { AccessQuestion, AccessReviews } from "../ports/access-reviews.ts";
import type { ClusterAnswer } from "../ports/cluster-answer.ts";
import type { Clock } from "../ports/clock.ts";
import { madeOnce } from "../signals/made-once.ts";

/** How long an answer is believed, as the API servers of Kubernetes do it. */
const BELIEVED_SECONDS = 10;
/** As many askers and metrics are remembered. */
const MOST_REMEMBERED = 4_096;

/** Who asks, and what, are the same objects again and again. */
const keyOf = madeOnce<AccessQuestion["user"] | AccessQuestion["access"], string>((part) => JSON.stringify(part));

/** Remembers for a few seconds what the cluster's roles allow: an autoscaler asks the same again and again. */
export class ReviewedAccess implements AccessReviews {
  readonly #reviews: AccessReviews;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #answers = new Map<string, { readonly until: number; readonly answer: Promise<ClusterAnswer<boolean>> }>();

  constructor(reviews: AccessReviews, clock: Pick<Clock, "monotonic">) {
    this.#reviews = reviews;
    this.#clock = clock;
  }

  isAllowed(question: AccessQuestion): Promise<ClusterAnswer<boolean>> {
    const key = `${keyOf(question.user)} ${keyOf(question.access)}`;
    const now = this.#clock.monotonic();
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = this.#reviews.isAllowed(question);
    this.#answers.delete(key);
    this.#answers.set(key, { until: now + BELIEVED_SECONDS, answer });
    this.#forgetOldest();
    void this.#forgetFailure(key, answer);
    return answer;
  }

  /** What could not be asked is asked again at once. */
  async #forgetFailure(key: string, answer: Promise<ClusterAnswer<boolean>>): Promise<void> {
    const { kind } = await answer;
    if (kind === "failed" && this.#answers.get(key)?.answer === answer) this.#answers.delete(key);
  }

  #forgetOldest(): void {
    for (const key of this.#answers.keys()) {
      if (this.#answers.size <= MOST_REMEMBERED) return;
      this.#answers.delete(key);
    }
  }
}
