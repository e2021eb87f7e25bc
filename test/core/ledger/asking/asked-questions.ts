import type { Answered } from "../../../../src/core/ledger/asking/answered.ts";
import type { Asked } from "../../../../src/core/ledger/asking/asked.ts";
import { StepQuestions } from "../../../../src/core/ledger/asking/step-questions.ts";
import type { TrackedFeed } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import type { FailureReason, LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { counter, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";

/** An objective that reads one metric of a job. */
export const ofJob = (job: string, metric = "x_total"): Objective =>
  objective({
    slo: job,
    indicator: {
      kind: "events",
      total: [counter(metric, { job })],
      counted: { as: "bad", selectors: [counter(metric, { job })] },
    },
  });

export const answered = (series = 0): LedgerAnswer => ({
  kind: "series",
  series: Array.from({ length: series }, () => ({ labels: {}, timestamps: [], values: [] })),
});
export const failed = (reason: FailureReason): LedgerAnswer => ({ kind: "failed", reason, message: "too much" });

/** Questions that are asked step by step, and whose answers are counted at once. */
export class AskedQuestions {
  readonly questions = new StepQuestions();
  feeds: readonly TrackedFeed[];
  nowMs = START_MS;

  constructor(...objectives: readonly Objective[]) {
    this.feeds = objectives.flatMap((one) => track(one).feeds);
    unpaused(this.questions.follow(this.feeds));
  }

  plan(afterMs = STEP_MS): readonly Asked[] {
    this.nowMs += afterMs;
    return unpaused(this.questions.plan(instant(this.nowMs)));
  }

  /** @returns what is asked, with how long before this step it ends where that is not at its end */
  step(
    answer: (promql: string) => LedgerAnswer = () => answered(),
    afterMs = STEP_MS,
  ): readonly (string | readonly [string, number])[] {
    const plan = this.plan(afterMs);
    this.answer(plan.map((item) => ({ item, answer: answer(item.query.promql) })));
    return plan.map(({ query: { promql, at } }) => (at === this.nowMs ? promql : [promql, this.nowMs - at]));
  }

  answer(step: readonly Answered[]): void {
    for (const { item, answer } of step)
      for (const feed of item.feeds) {
        feed.hear(answer);
        if (answer.kind === "series") feed.cover(item.query.at);
      }
    this.questions.learn(step, instant(this.nowMs));
  }
}
