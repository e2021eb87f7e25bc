import { printSmallShare } from "../../core/budget/print.ts";
import { printMoment } from "../components/moment.ts";
import { printSeconds } from "../components/printed.ts";
import type { LatencyHistoryView } from "../../service/http/views/latency-view.ts";

/** The share at which a cell is drawn in full. */
const FULL = 0.5;
/** What few events there are must be seen. */
const LEAST_OPACITY = 0.12;

/** How events are spread over the buckets of each step; too slow ones in another colour, and with a word for each row. */
export function Heatmap({ view: { points, bounds, under } }: { readonly view: LatencyHistoryView }) {
  // The slowest on top.
  const rows = bounds.map((bound, i) => ({ bound, i, below: i === 0 ? 0 : (bounds[i - 1] ?? 0) })).toReversed();
  const isSlow = ({ bound }: (typeof rows)[number]): boolean => bound === null || bound > under * (1 + 1e-9);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.every(({ count }) => count === null))
    return <p class="notice">No event is known yet; a step of five minutes must be over first.</p>;
  return (
    <figure class="heatmap" role="group" aria-label={summaryOf(points, bounds, under)}>
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={row.i} class={isSlow(row) ? "slow" : undefined}>
              <th scope="row">{row.bound === null ? `over ${printSeconds(row.below)}` : printSeconds(row.bound)}</th>
              <td>
                <Row shares={points.map(({ shares }) => shares[row.i])} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption class="small quiet-text">
        <span>{printMoment(Date.parse(first.at), Date.now())}</span>
        <span>{printMoment(Date.parse(last.at), Date.now())}</span>
        <span class="says">
          the stronger, the more of the events of a step; above the dashed line they were too slow
        </span>
      </figcaption>
    </figure>
  );
}

/** One bucket over time; steps that nobody knows are left open. */
function Row({ shares }: { readonly shares: readonly (number | undefined)[] }) {
  return (
    <svg viewBox={`0 0 ${shares.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      {shares.map((share, i) =>
        share === undefined || share <= 0 ? null : (
          <rect
            key={i}
            x={i}
            width="1"
            height="1"
            fill-opacity={Math.max(LEAST_OPACITY, Math.min(1, share / FULL)).toFixed(2)}
          >
            <title>{printSmallShare(share)}</title>
          </rect>
        ),
      )}
    </svg>
  );
}

function summaryOf(points: LatencyHistoryView["points"], bounds: LatencyHistoryView["bounds"], under: number): string {
  const last = points.findLast(({ count }) => count !== null);
  const slow = (last?.shares ?? []).reduce((sum, share, i) => {
    const bound = bounds[i];
    return bound === null || (bound ?? 0) > under * (1 + 1e-9) ? sum + share : sum;
  }, 0);
  return `Share of events by latency over time; of the last step ${printSmallShare(slow)} took longer than ${printSeconds(under)}`;
}
