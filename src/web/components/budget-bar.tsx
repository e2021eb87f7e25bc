interface Props {
  readonly remaining: number | null;
  /** The share of the window that is known: the bar spans no more than that. */
  readonly known: number;
  /** It is of some time ago. */
  readonly isFrozen: boolean;
}

const ZERO = 24;
const WIDTH = 72;

/** The budget left, as a bar: what is overspent grows to the left of the line of zero. */
export function BudgetBar({ remaining, known, isFrozen }: Props) {
  if (remaining === null) return <span class="bar bar-empty" aria-hidden="true" />;
  const share = Math.min(1, Math.abs(remaining));
  const width = WIDTH * Math.min(1, known);
  return (
    <svg class={isFrozen ? "bar bar-frozen" : "bar"} viewBox="0 0 96 14" width="96" height="14" aria-hidden="true">
      <rect class="bar-ground" x={ZERO} y="4" width={width} height="6" />
      {width < WIDTH ? <line class="bar-unknown" x1={ZERO + width} x2={ZERO + WIDTH} y1="7" y2="7" /> : null}
      {remaining >= 0 ? (
        <rect class="bar-left" x={ZERO} y="4" width={width * share} height="6" />
      ) : (
        <rect class="bar-over" x={ZERO - ZERO * share} y="4" width={ZERO * share} height="6" />
      )}
      <line class="bar-zero" x1={ZERO} x2={ZERO} y1="0" y2="14" />
    </svg>
  );
}
