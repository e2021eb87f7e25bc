import { useMemo } from "preact/hooks";
import type { DecisionView } from "../../service/http/views/decision-view.ts";
import type { Line, Marker, Shade } from "../components/chart-parts.ts";
import { Chart } from "../components/chart.tsx";
import { toEntries } from "./entries.ts";

const MOST = "At most";
const LEAST = "At least";
const BAND = [MOST, LEAST] as const;

interface Drawn {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly replicas: readonly Line[];
  readonly demand: readonly Line[];
  readonly shades: readonly Shade[];
  readonly markers: readonly Marker[];
}

/** Replicas that were needed, asked for and ready within their limits, and the demand, on one axis of time. */
export function ReplicasChart({ decisions }: { readonly decisions: readonly DecisionView[] }) {
  const { times, demand, shades, markers, ...drawn } = useMemo(() => drawnOf(decisions), [decisions]);
  return (
    <>
      <Chart
        title="Replicas"
        times={times}
        lines={drawn.replicas}
        unit="count"
        band={BAND}
        shades={shades}
        markers={markers}
      />
      <p class="quiet-text small">
        The tinted band is what the limits allow; dots are changes of what is needed; ✕ and grey ground: nobody could
        say how many are needed; △ a deploy began.
      </p>
      <Chart title="Demand" times={times} lines={demand} unit="count" shades={shades} markers={markers} />
    </>
  );
}

/** @param decisions - newest first */
function drawnOf(decisions: readonly DecisionView[]): Drawn {
  const inOrder = decisions.toReversed();
  const times = inOrder.map(({ at }) => Date.parse(at) / 1000);
  const changes = new Set(
    toEntries(decisions)
      .filter(({ kind }) => kind === "scaled")
      .map(({ first }) => first.at),
  );
  const line = (label: string, colour: string, of: (one: DecisionView) => number | null, more: Partial<Line> = {}) => ({
    label,
    colour,
    values: inOrder.map(of),
    ...more,
  });
  const stepped = { isStepped: true } as const;
  return {
    times,
    replicas: [
      line(MOST, "--line", ({ limits }) => limits.max, stepped),
      line(LEAST, "--line", ({ limits }) => limits.min, stepped),
      line("Asked for", "--text-quiet", ({ inputs }) => inputs.replicas.asked, { ...stepped, isDashed: true }),
      line("Ready", "--text", ({ inputs }) => inputs.replicas.value, stepped),
      line("Needed", "--accent", (one) => one.replicas, stepped),
      line("Changed", "--accent", (one) => (changes.has(one.at) ? one.replicas : null), { isDots: true }),
    ],
    demand: [line("Demand", "--ok", ({ inputs }) => inputs.demand.value)],
    ...refusalsOf(inOrder, times),
  };
}

/** Where nobody could say a number, and since when; and where deploys began. */
function refusalsOf(inOrder: readonly DecisionView[], times: readonly number[]): Pick<Drawn, "shades" | "markers"> {
  const shades: Shade[] = [];
  const markers: Marker[] = [];
  const deploys = new Set<string>();
  let from: number | undefined;
  for (const [i, { replicas: needed, because, rollout, workload }] of inOrder.entries()) {
    const at = times[i] ?? 0;
    if (needed === null && from === undefined) {
      from = at;
      markers.push({ at, sign: "✕", colour: "--no-data", says: `refused: ${because}` });
    }
    const isEnd = needed !== null || i === inOrder.length - 1;
    if (from !== undefined && isEnd) {
      shades.push({ from, to: at, colour: "--no-data", lane: 0 });
      from = undefined;
    }
    if (rollout === null || deploys.has(rollout.startedAt)) continue;
    deploys.add(rollout.startedAt);
    const startedAt = Date.parse(rollout.startedAt) / 1000;
    markers.push({ at: startedAt, sign: "△", colour: "--text", says: `deploy of ${workload}` });
  }
  return { shades, markers };
}
