/** The budget left, as a bar: what is overspent grows to the left of the line of zero. */
export function BudgetBar({ remaining }: { readonly remaining: number | null }) {
  if (remaining === null) return <span class="bar bar-empty" aria-hidden="true" />;
  const share = Math.min(1, Math.abs(remaining));
  return (
    <svg class="bar" viewBox="0 0 96 14" width="96" height="14" aria-hidden="true">
      <rect class="bar-ground" x="24" y="4" width="72" height="6" />
      {remaining >= 0 ? (
        <rect class="bar-left" x="24" y="4" width={72 * share} height="6" />
      ) : (
        <rect class="bar-over" x={24 - 24 * share} y="4" width={24 * share} height="6" />
      )}
      <line class="bar-zero" x1="24" x2="24" y1="0" y2="14" />
    </svg>
  );
}
