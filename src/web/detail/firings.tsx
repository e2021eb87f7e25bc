import { printDuration } from "../../core/budget/print.ts";
import type { Firing } from "../../core/budget/replay.ts";
import { printMoment } from "../components/moment.ts";

const MOST_SHOWN = 50;

/** The alerts that would have fired, the newest first. */
export function Firings({
  firings,
  stepSeconds,
}: {
  readonly firings: readonly Firing[];
  readonly stepSeconds: number;
}) {
  const pages = firings.filter(({ severity }) => severity === "page").length;
  const tickets = firings.length - pages;
  const nowMs = Date.now();
  return (
    <>
      <p role="status">
        {pages} {pages === 1 ? "page" : "pages"} and {tickets} {tickets === 1 ? "ticket" : "tickets"} would have come
        over the SLO window, as far as steps of {printDuration(stepSeconds)} tell.
      </p>
      <ul class="firings">
        {firings.slice(0, MOST_SHOWN).map(({ severity, fromMs, toMs }) => {
          const beganMs = fromMs - stepSeconds * 1000;
          return (
            <li key={`${severity} ${fromMs}`}>
              <b>{severity}</b> <time dateTime={new Date(beganMs).toISOString()}>{printMoment(beganMs, nowMs)}</time>,
              for {printDuration((toMs - beganMs) / 1000)}
            </li>
          );
        })}
      </ul>
    </>
  );
}
