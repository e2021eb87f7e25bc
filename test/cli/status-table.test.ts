import { describe, expect, it } from "vitest";
import { printStatusTable } from "../../src/cli/status/table.ts";
import { toSloView } from "../../src/service/http/to-view.ts";
import type { SloView } from "../../src/service/http/view.ts";
import { indicators } from "../fixtures/objectives.ts";
import { status } from "../fixtures/statuses.ts";

const WIDE = { colour: false, width: Infinity };

function view(facts: Parameters<typeof status>[0], more: Partial<SloView> = {}): SloView {
  return {
    ...toSloView(status(facts)),
    burnRates: {
      "1h": facts?.missing === undefined ? (facts?.burn ?? 0.5) : null,
      "6h": facts?.missing === undefined ? 0.04 : null,
    },
    ...more,
  };
}

const SLOS = [
  view(
    {
      objective: { slo: "latency", by: ["handler"] },
      by: { handler: "/pay" },
      state: "burning",
      burn: 21.7,
      remaining: 0.412,
      secondsToExhaustion: 49_080,
    },
    { sparkline: [1, 0.9, null, 0.412] },
  ),
  view({ state: "exhausted", remaining: -0.1234, burn: 1_200 }, { sparkline: [0.5, -0.1] }),
  view({
    objective: { service: "search", slo: "reachable", indicator: indicators.probe },
    remaining: 0.5,
    coverage: 0.14,
    approximate: true,
  }),
  view({
    objective: { service: "search", slo: "answers" },
    missing: "stale",
    coverage: 0.3,
    note: "The newest sample is 2m old.",
  }),
];

describe("the status table", () => {
  it("shows state, budget, burn and time left in words and signs, each number with its unit", () => {
    expect(printStatusTable(SLOS, WIDE)).toMatchInlineSnapshot(`
      "STATE        SLO                                 TARGET           BUDGET LEFT   BURN 1h / 6h  EMPTY IN  BUDGET OVER THE WINDOW
      ▲ Burning    checkout/latency handler=/pay  99.9% / 30d    41.2% (412 events)  21.7x / <0.1x   13h 38m  █▇ ▃
      ■ Exhausted  checkout/availability          99.9% / 30d  -12.4% (-124 events)  >999x / <0.1x         –  ▄▁
      ● Healthy    search/reachable               99.9% / 30d      ~50.0% (21m 36s)   0.5x / <0.1x         –
      ◌ No data    search/answers                 99.9% / 30d                     –          – / –         –

      ~ approximate: some of the window is counted from rates, not from every raw sample
      search/reachable: 14% of the window observed
      search/answers: The newest sample is 2m old.
      "
    `);
  });

  it("never shows a number where there is no data", () => {
    const [, row = ""] = printStatusTable(SLOS.slice(3), WIDE).split("\n");
    expect(row).toMatch(/^◌ No data +search\/answers +99.9% \/ 30d +– +– \/ – +–$/);
  });

  it("shows how old a budget is that is only known of an earlier time", () => {
    const stale = view({ missing: "stale", note: "nothing since about 2026-01-15 11:00 UTC" });
    const known = { remaining: 0.47, badEventsLeft: 9, secondsToExhaustion: null };
    const [, row = ""] = printStatusTable([{ ...stale, ageSeconds: 3060, budget: known }], WIDE).split("\n");
    expect(row).toMatch(/^◌ No data +checkout\/availability +99.9% \/ 30d +47.0% \(9 events\), 51m ago +– \/ – +–$/);
  });

  it("says a note once for all SLOs that it holds for", () => {
    const note = "Prometheus does not answer";
    const lines = printStatusTable(
      [view({ missing: "unreachable", note }), view({ objective: { slo: "latency" }, missing: "unreachable", note })],
      WIDE,
    )
      .trimEnd()
      .split("\n");
    expect(lines.slice(3)).toEqual(["", `checkout/availability, checkout/latency: ${note}`]);
  });

  it("drops the line before it breaks rows on a narrow terminal", () => {
    const [head = "", ...rows] = printStatusTable(SLOS, { colour: false, width: 105 }).split("\n");
    expect(head).not.toContain("WINDOW");
    expect(Math.max(...[head, ...rows.slice(0, SLOS.length)].map((line) => line.length))).toBeLessThanOrEqual(105);
  });

  it("colours the state alone, beside its word", () => {
    const [, row = ""] = printStatusTable(SLOS.slice(0, 1), { colour: true, width: Infinity }).split("\n");
    expect(row.startsWith("\u001B[31m▲ Burning\u001B[39m")).toBe(true);
    expect(row.slice("\u001B[31m▲ Burning\u001B[39m".length)).not.toContain("\u001B");
  });

  it("does not obey what label values say to terminals", () => {
    const [, row = ""] = printStatusTable([view({ by: { pod: "\u001B]0;owned\u0007\u001B[2Ja\nb" } })], WIDE).split(
      "\n",
    );
    expect(row).toContain("pod=a�b");
    expect(row).not.toMatch(/\p{Cc}/u);
  });

  it("says so when there is nothing to show", () => {
    expect(printStatusTable([], WIDE)).toBe("No SLO matches.\n");
  });
});
