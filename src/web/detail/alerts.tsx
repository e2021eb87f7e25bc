import { printSmallShare } from "../../core/budget/print.ts";
import type { SloDetailView } from "../../service/http/view.ts";
import { burn } from "../components/printed.ts";

/** What pages and what files a ticket. */
export function Alerts({ detail: { alerts } }: { readonly detail: SloDetailView }) {
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts">Alerts</h2>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Fires when</th>
          </tr>
        </thead>
        <tbody>
          {alerts.burn.map(({ shortWindow, longWindow, above, aboveErrorRatio, severity }) => (
            <tr key={`${shortWindow} ${longWindow}`}>
              <td>{severity}</td>
              <td>
                burn over {shortWindow} and {longWindow} is above {burn(above)}: {printSmallShare(aboveErrorRatio)} of
                events are bad
              </td>
            </tr>
          ))}
          <tr>
            <td>{alerts.exhausted}</td>
            <td>the error budget is used up</td>
          </tr>
          <tr>
            <td>{alerts.noData}</td>
            <td>no data comes in</td>
          </tr>
        </tbody>
      </table>
      {alerts.minBadEvents > 0 ? <p class="quiet-text">Not for fewer than {alerts.minBadEvents} bad events.</p> : null}
    </section>
  );
}
