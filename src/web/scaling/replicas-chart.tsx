import { useMemo } from "preact/hooks";
import type { DecisionView } from "../../service/http/view.ts";
import { Chart } from "../components/chart.tsx";

/** Demand and replicas on one axis of time. */
export function ReplicasChart({ decisions }: { readonly decisions: readonly DecisionView[] }) {
  const { times, replicas, demand } = useMemo(() => {
    const inOrder = decisions.toReversed();
    return {
      times: inOrder.map(({ at }) => Date.parse(at) / 1000),
      replicas: [
        { label: "Needed", colour: "--accent", values: inOrder.map((one) => one.replicas) },
        { label: "Ready", colour: "--text-quiet", values: inOrder.map(({ inputs }) => inputs.replicas.value) },
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
