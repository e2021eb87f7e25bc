import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Service } from "../../objective/objective.ts";

/** What only shows when several files are seen together. */
export function checkAcross(services: readonly Service[]): {
  readonly accepted: readonly Service[];
  readonly findings: Diagnostic[];
} {
  const findings: Diagnostic[] = [];
  const byName = new Map<string, Service>();
  for (const service of services) {
    const first = byName.get(service.service);
    if (first === undefined) byName.set(service.service, service);
    else findings.push(duplicateService(service, first));
  }
  const accepted = [...byName.values()];
  findings.push(...sharedWorkloads(accepted));
  return { accepted, findings };
}

const duplicateService = (service: Service, first: Service): Diagnostic => ({
  ...service.place,
  code: "duplicate-service",
  severity: "error",
  problem: `the service ${service.service} is described in another file already, so this file is left out`,
  remedy: "put all its SLOs into one file, or rename the service",
  related: [{ ...first.place, note: "is the first" }],
});

const isDriven = ({ mode, autoscaler }: ScalingPolicy): boolean => mode === "publish" && autoscaler !== "none";

/** Two signals that drive one workload pull it in two directions. */
function sharedWorkloads(services: readonly Service[]): Diagnostic[] {
  const byTarget = new Map<string, ScalingPolicy[]>();
  const findings: Diagnostic[] = [];
  for (const policy of services.flatMap(({ scaling }) => scaling)) {
    const { namespace, kind, name } = policy.target;
    const target = `${namespace}/${kind}/${name}`;
    const earlier = byTarget.get(target) ?? [];
    byTarget.set(target, [...earlier, policy]);
    const first = earlier.find(isDriven) ?? earlier[0];
    if (first === undefined) continue;
    findings.push({
      ...policy.place,
      code: "shared-workload",
      severity: [first, policy].every(isDriven) ? "error" : "warning",
      problem: `two scaling blocks drive ${target}, and their autoscalers undo each other's work`,
      remedy: "make one block of the two, with max() in its formula",
      related: [{ ...first.place, note: "is the first" }],
    });
  }
  return findings;
}
