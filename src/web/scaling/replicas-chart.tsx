import { useMemo } from "preact/hooks";
import type { DecisionView } from "../../service/http/view.ts";
import { Chart, type Line } from "../components/chart.tsx";

interface Drawn {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly replicas: readonly Line[];
  readonly demand: readonly Line[];
}

/** Demand and replicas on one axis of time. */
export function ReplicasChart({ decisions }: { readonly decisions: readonly DecisionView[] }) {
  const { times, replicas, demand } = useMemo((): Drawn => {
    const inOrder = decisions.toReversed();
    return {
      times: inOrder.map(({ at }) => Date.parse(at) / 1000),
      replicas: [
        { label: "Needed", colour: "--accent", values: inOrder.map((one) => one.replicas), isStepped: true },
        {
          label: "Ready",
          colour: "--text-quiet",
          values: inOrder.map(({ inputs }) => inputs.replicas.value),
          isStepped: true,
        },
      ],
      demand: [{ label: "Demand", colour: "--ok", values: inOrder.map(({ inputs }) => inputs.demand.value) }],
    };
  }, [decisions]);
  return (
    <>
      <Chart title="Replicas" times={times} lines={replicas} unit="count" />
      <Chart title="Demand" times={times} lines={demand} unit="count" />
    </>
  );
}
