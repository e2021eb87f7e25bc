import { useEffect, useMemo, useRef } from "preact/hooks";
import { Link } from "wouter-preact";
import { printMoment } from "../components/moment.ts";
import type { DecisionView, PastDecisionsView } from "../../service/http/views/decision-view.ts";
import { Decided } from "./decided.tsx";
import { toEntries } from "./entries.ts";
import { writeUntil } from "./until.ts";

const MOST_SHOWN = 100;

interface Place {
  /** Milliseconds since the epoch: no later decisions are told; undefined for the newest. */
  readonly until: number | undefined;
  readonly search: URLSearchParams;
  readonly nowMs: number;
}

/** Of which time decisions are told. Whoever turns to older ones, or back, begins here. */
export function StoryTitle({ until, search, nowMs }: Place) {
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useRef(until);
  useEffect(() => {
    if (shown.current !== until) title.current?.focus();
    shown.current = until;
  }, [until]);
  return (
    <div class="section-head">
      <h2 ref={title} tabIndex={-1}>
        Decisions{until === undefined ? "" : ` up to ${printMoment(until, nowMs)}`}
      </h2>
      {until === undefined ? null : <Newest search={search} />}
    </div>
  );
}

const Newest = ({ search }: Pick<Place, "search">) => (
  <Link href={`?${writeUntil(search, undefined)}`}>The newest</Link>
);

interface Props extends Place {
  /** The newest first. */
  readonly past: PastDecisionsView;
}

/** What was decided, in words, and the way to what was decided before that. */
export function Story({ past, until, search, nowMs }: Props) {
  const entries = useMemo(() => toEntries(past.items), [past]);
  const older = olderThan(past, entries.at(MOST_SHOWN)?.last);
  return (
    <>
      <h3>In words, the newest first</h3>
      <ol class="decisions">
        {entries.slice(0, MOST_SHOWN).map((entry) => (
          <Decided key={entry.first.at} entry={entry} nowMs={nowMs} />
        ))}
      </ol>
      {until !== undefined && older === undefined ? (
        <p class="quiet-text">Nothing older is known; with --store decisions outlive restarts and are kept for days.</p>
      ) : null}
      <p class="pages">
        {older === undefined ? null : <Link href={`?${writeUntil(search, older)}`}>Older</Link>}
        {until === undefined ? null : <Newest search={search} />}
      </p>
    </>
  );
}

/**
 * The first that is not shown; where more are known than are told at once, the last: only with the one before it is it a
 * change.
 */
function olderThan({ items, hasOlder }: PastDecisionsView, unshown: DecisionView | undefined): number | undefined {
  const next = unshown ?? (hasOlder ? items.at(-1) : undefined);
  return next === undefined ? undefined : Date.parse(next.at);
}
