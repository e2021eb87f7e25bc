import { AT_RISK_BELOW } from "../../budget/states.ts";
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { aggregate, compareBool, number } from "../../promql/expression.ts";
import { STATE_LOOKS } from "../elements/palette.ts";
import { NO_DATA, thresholds, UNIT } from "../elements/panels.ts";
import { DATASOURCE, instantQueries } from "../elements/query.ts";
import { SOURCE } from "../elements/quantities.ts";
import type { Scope } from "../elements/scope.ts";
import { stateCode } from "../elements/state.ts";

/** How many objectives are in each state, most urgent first. */
export function stateCounts(scope: Scope): StatPanel {
  const mostUrgentFirst = STATE_LOOKS.toReversed();
  const panel = new StatPanel()
    .title("SLOs by state")
    .description(
      `${SOURCE.either} Burning: above a page's thresholds in both windows. At risk: above a ticket's, or less than ${AT_RISK_BELOW.inWords} of the budget left. No data: nothing is known about the service. A grouped objective counts once, by its worst group.`,
    )
    .datasource(DATASOURCE)
    .targets(
      instantQueries(
        mostUrgentFirst.map(({ code, word }) => ({
          expression: aggregate("sum", [], compareBool(stateCode(scope), "==", number(code))),
          legend: word,
        })),
      ),
    )
    .unit(UNIT.count)
    .decimals(0)
    .noValue(NO_DATA)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false))
    .orientation(VizOrientation.Vertical)
    .textMode(BigValueTextMode.ValueAndName)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None);
  for (const { word, fill } of mostUrgentFirst) {
    // A count of none is no reason for colour.
    panel.overrideByName(word, [
      {
        id: "thresholds",
        value: thresholds([
          { value: null, color: "transparent" },
          { value: 1, color: fill },
        ]).build(),
      },
    ]);
  }
  return panel;
}
