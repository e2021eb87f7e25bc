import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// Two trails tell what the controller saw and did, each written by the program itself: the API server's audit log has
// the workload's scale as it was read and written, and the autoscaler's status; the controller's own log has when, and
// to which number, metrics had been reckoned.

/** One exchange of the controller with the API server. */
export interface Exchange {
  readonly verb: "get" | "update";
  readonly resource: "deployments" | "horizontalpodautoscalers";
  readonly beganMs: number;
  readonly endedMs: number;
  readonly code: number;
  /** The scale, or the autoscaler. */
  readonly object: ExchangedObject;
}

export interface ExchangedObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly lastScaleTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly reason: string }[];
  };
}

/** What the controller says that the metrics ask for. */
export interface Proposal {
  readonly atMs: number;
  readonly replicas: number;
}

/** Both trails of one namespace. */
export interface Trail {
  readonly exchanges: readonly Exchange[];
  readonly proposals: readonly Proposal[];
}

const AUDIT_LOG = "audit.log";
const CONTROLLER = "system:serviceaccount:kube-system:horizontal-pod-autoscaler";

const POLICY = JSON.stringify({
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  omitManagedFields: true,
  rules: [
    {
      level: "RequestResponse",
      users: [CONTROLLER],
      verbs: ["get", "update"],
      resources: [
        { group: "apps", resources: ["deployments/scale"] },
        { group: "autoscaling", resources: ["horizontalpodautoscalers/status"] },
      ],
    },
    { level: "None" },
  ],
});

/** Flags of the API server by which it keeps its trail. */
export async function auditFlags(folder: string): Promise<readonly string[]> {
  const policy = join(folder, "audit-policy.json");
  await writeFile(policy, POLICY);
  return [`--audit-policy-file=${policy}`, `--audit-log-path=${join(folder, AUDIT_LOG)}`];
}

/** Flags of the controller manager by which it keeps its own; as many workers as make nobody wait for another. */
export const TRAIL_FLAGS: readonly string[] = [
  "--logging-format=json",
  "--v=4",
  "--concurrent-horizontal-pod-autoscaler-syncs=60",
];

interface AuditEvent {
  readonly verb: Exchange["verb"];
  readonly objectRef: { readonly resource: Exchange["resource"]; readonly namespace: string };
  readonly requestObject?: ExchangedObject;
  readonly responseObject?: ExchangedObject;
  readonly responseStatus: { readonly code: number };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

interface LogLine {
  readonly ts: number;
  readonly msg: string;
  readonly desiredReplicas: number;
  readonly scaleTarget: string;
}

const PROPOSING = "Proposing desired replicas";

/** The trails so far, by namespace. */
export async function readTrails(folder: string): Promise<ReadonlyMap<string, Trail>> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  const [audit, log] = await Promise.all([read(AUDIT_LOG), read("kube-controller-manager.log")]);
  const trails = new Map<string, { readonly exchanges: Exchange[]; readonly proposals: Proposal[] }>();
  const of = (namespace: string) => {
    const trail = trails.get(namespace) ?? { exchanges: [], proposals: [] };
    trails.set(namespace, trail);
    return trail;
  };
  for (const line of linesOf(audit)) {
    const event: AuditEvent = JSON.parse(line);
    of(event.objectRef.namespace).exchanges.push(toExchange(event));
  }
  for (const line of linesOf(log).filter((one) => one.includes(PROPOSING))) {
    const { ts: atMs, desiredReplicas: replicas, scaleTarget }: LogLine = JSON.parse(line);
    of(scaleTarget.split("/")[1] ?? "").proposals.push({ atMs, replicas });
  }
  return trails;
}

/** The last line may still be on its way. */
const linesOf = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);

const toExchange = (event: AuditEvent): Exchange => ({
  verb: event.verb,
  resource: event.objectRef.resource,
  beganMs: milliseconds(event.requestReceivedTimestamp),
  endedMs: milliseconds(event.stageTimestamp),
  code: event.responseStatus.code,
  object: (event.verb === "get" ? event.responseObject : event.requestObject) ?? {},
});

/** With the microseconds of the log, which a date would cut off. */
function milliseconds(text: string): number {
  const [, whole = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return Date.parse(`${whole}Z`) + Number(`0.${fraction || "0"}`) * 1000;
}
