import { printMoment } from "../components/moment.ts";
import { type Happening, KINDS } from "./happened.ts";

const MOST_SHOWN = 50;
const ORDER = ["page", "ticket", "definition", "deploy", "scaling"] as const;

interface Props {
  /** The newest first. */
  readonly happened: readonly Happening[];
  /** Whether the alerts were replayed yet. */
  readonly isKnown: boolean;
}

/** What the shades and signs of the chart mean, how many there are, and each of them in words. */
export function Happenings({ happened, isKnown }: Props) {
  const nowMs = Date.now();
  const counts = ORDER.map((kind) => ({ kind, count: happened.filter((one) => one.kind === kind).length }));
  // A definition seldom changes: only where it did is it worth a word.
  const kinds = counts.filter(({ kind, count }) => kind !== "definition" || count > 0);
  return (
    <details class="happened">
      <summary>
        {kinds.map(({ kind, count }) => (
          <span key={kind} class={`happened-kind happened-${kind}`}>
            <span aria-hidden="true">{KINDS[kind].sign}</span>{" "}
            {!isKnown && (kind === "page" || kind === "ticket") ? "…" : count} {KINDS[kind].words[count === 1 ? 0 : 1]}
          </span>
        ))}
      </summary>
      <p class="quiet-text small">
        Shaded, with an edge at the top, is when alerts would have fired, as far as the history tells; signs at the foot
        are changes of the SLO's definition, deploys and changes of the required replicas.
      </p>
      <ul class="happened-list">
        {happened.slice(0, MOST_SHOWN).map(({ kind, fromMs, says }) => (
          <li key={`${kind} ${fromMs} ${says}`}>
            <span class={`happened-${kind}`} aria-hidden="true">
              {KINDS[kind].sign}
            </span>{" "}
            <time dateTime={new Date(fromMs).toISOString()}>{printMoment(fromMs, nowMs)}</time> {says}
          </li>
        ))}
      </ul>
      {happened.length > MOST_SHOWN ? <p class="small">{happened.length - MOST_SHOWN} more: look closer</p> : null}
    </details>
  );
}
