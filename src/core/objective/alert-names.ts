/** The names of the generated alerts: routes, silences and dashboards go by them. */
export const ALERT_NAMES = {
  /** The budget burns too fast. */
  burn: "ErrorBudgetBurn",
  /** The budget is used up. */
  exhausted: "ErrorBudgetExhausted",
  /** The indicator's data is missing. */
  missing: "SliDataMissing",
} as const;

export type AlertName = (typeof ALERT_NAMES)[keyof typeof ALERT_NAMES];
