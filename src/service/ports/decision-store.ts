import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type { AppendAnswer, PastAnswer, PastQuestion } from "../../core/scaling/decision/past-decisions.ts";

/** What the service needs to remember decisions beyond its own life. Answers come at once, failures as values. */
export interface DecisionStore {
  /** Keeps all of them or none; what is kept outlives the process and the machine's power. */
  append(decisions: readonly LoggedDecision[]): AppendAnswer;
  past(question: PastQuestion): PastAnswer;
}
