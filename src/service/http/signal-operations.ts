import { replicasSignals } from "../signals/replicas-signals.ts";
import { json } from "./content.ts";
import { operation } from "./operation.ts";
import { segment } from "./path-parameters.ts";
import { RequestProblem } from "./problem.ts";
import { signalView } from "./view.ts";

export const SIGNAL_OPERATIONS = [
  operation({
    path: "/api/v1/signals/{namespace}/{service}/{scaling}",
    says: "The replicas that a workload needs, for an autoscaler: a fresh number, or 503 with the reason.",
    inPath: {
      namespace: segment("namespace of the spec"),
      service: segment("name of the service"),
      scaling: segment("name of the scaling block, whose mode is publish"),
    },
    inQuery: {},
    answers: json(signalView),
    answer: ({ snapshot, decisions, path: { namespace, service, scaling } }) => {
      // Whose namespace it is not learns nothing of what there is.
      const found = replicasSignals(namespace, snapshot, decisions).find(
        (one) => one.service === service && one.policy.name === scaling,
      );
      if (found === undefined)
        throw new RequestProblem(
          "not-found",
          `namespace ${namespace} has no scaling ${service}/${scaling}`,
          "see /api/v1/decisions for all workloads",
        );
      const { signal } = found;
      if (signal.kind === "none")
        throw new RequestProblem("no-signal", signal.because, `see /api/v1/decisions/${service}/${scaling}`);
      const { value, ageSeconds, because } = signal;
      return { signal: "slo_required_replicas" as const, value, ageSeconds, because };
    },
  }),
];
