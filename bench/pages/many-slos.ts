import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { BURN_WINDOWS } from "../../src/core/objective/burn-window.ts";
import { after } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { objective } from "../../test/fixtures/objectives.ts";
import type { ServedFacts } from "../../test/fixtures/served-app.ts";
import { NOON, status } from "../../test/fixtures/statuses.ts";

export const SLOS = 1_000;

/** They stay the same while they are evaluated again and again; the first has a calendar window. */
const OBJECTIVES = Array.from({ length: SLOS }, (_, i) =>
  objective({
    service: `service-${String(i).padStart(4, "0")}`,
    slo: "availability",
    ...(i === 0 ? { window: { kind: "calendar", unit: "month", timezone: "UTC" } } : {}),
  }),
);

/** As many SLOs, with the windows of a real one. @param turn - another one has other numbers */
export const manySlos = (turn = 0): readonly ObjectiveStatus[] =>
  OBJECTIVES.map((of, i) => ({
    ...status({
      at: after(NOON, seconds(turn * 30)),
      state: i % 20 === 0 ? "burning" : "healthy",
      remaining: 1 - ((i + turn) % 100) / 90,
      secondsToExhaustion: i % 20 === 0 ? 50_000 : null,
      burn: i % 20 === 0 ? 15 + (turn % 5) : 0.5,
      windows: BURN_WINDOWS,
    }),
    objective: of,
  }));

/** What a ledger answers: a point for each step that was asked for. */
export const monthOf: Extract<ServedFacts["history"], (...asked: never) => unknown> = (
  _objective,
  _by,
  from,
  to,
  step,
) =>
  Array.from({ length: Math.floor((to - from) / 1000 / step) }, (_, i) => {
    const at = after(from, seconds((i + 1) * step));
    const bad = i % 24;
    const budgetLeft = { kind: "value", value: 1 - i / 20_000, at } as const;
    return { at, good: 10_000 - bad, bad, total: 10_000, coverage: 1, excluded: 0, budgetLeft };
  });
