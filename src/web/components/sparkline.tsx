const WIDTH = 120;
const HEIGHT = 24;
const ROOM = 3;

/** The budget over the window, without axes; gaps stay open. */
export function Sparkline({ points }: { readonly points: readonly (number | null)[] }) {
  const known = points.filter((point) => point !== null);
  if (known.length === 0) return <span class="sparkline" aria-hidden="true" />;
  const low = Math.min(0, ...known);
  const high = Math.max(1, ...known);
  const x = (i: number): number => ROOM + (i / Math.max(1, points.length - 1)) * (WIDTH - 2 * ROOM);
  const y = (value: number): number => ROOM + ((high - value) / (high - low)) * (HEIGHT - 2 * ROOM);
  const last = points.findLastIndex((point) => point !== null);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line class="sparkline-zero" x1={ROOM} x2={WIDTH - ROOM} y1={y(0)} y2={y(0)} />
      <path class="sparkline-line" d={pathOf(points, x, y)} />
      <circle class="sparkline-end" cx={x(last)} cy={y(points[last] ?? 0)} r="2" />
    </svg>
  );
}

function pathOf(points: readonly (number | null)[], x: (i: number) => number, y: (value: number) => number): string {
  let isOpen = false;
  return points
    .map((point, i) => {
      if (point === null) {
        isOpen = false;
        return "";
      }
      const step = `${isOpen ? "L" : "M"}${x(i).toFixed(1)} ${y(point).toFixed(1)}`;
      isOpen = true;
      return step;
    })
    .join("");
}
