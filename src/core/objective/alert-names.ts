/** How the generated alerts are called unless the settings or a spec say otherwise: routes and silences go by them. */
export const ALERT_NAMES = {
  /** The budget burns too fast. */
  burn: "ErrorBudgetBurn",
  /** The budget is used up. */
  exhausted: "ErrorBudgetExhausted",
  /** The indicator's data is missing. */
  noData: "SliDataMissing",
  /** Rules of the service are evaluated late, or fail. */
  noEvaluation: "RuleEvaluationMissing",
} as const;

/** What an alert is about, whatever it is called. */
export type AlertKind = keyof typeof ALERT_NAMES;
