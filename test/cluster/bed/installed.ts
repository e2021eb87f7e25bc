import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CoreV1Api } from "@kubernetes/client-node";
import { type HeadroomProcess, serveHeadroom } from "../../fixtures/headroom-process.ts";
import { freePort } from "../../../demo/run/free-port.ts";
import { apply } from "./apply.ts";
import type { ControlPlane } from "./control-plane.ts";
import { writeKubeconfig } from "./credentials.ts";

/** A running Headroom that a control plane knows; its rights are those of its own service account. */
export interface InstalledHeadroom {
  readonly process: HeadroomProcess;
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Installation {
  readonly prometheus: string;
  readonly specs: string;
  /** Taken again after a restart. */
  readonly port?: number;
  readonly flags?: readonly string[];
}

const NAMESPACE = "headroom";
const TOKEN_SECONDS = 7_200;

/** Starts Headroom beside the control plane and tells that where it is. */
export async function installHeadroom(plane: ControlPlane, installation: Installation): Promise<InstalledHeadroom> {
  const port = installation.port ?? (await freePort());
  await apply(plane.admin, manifests(port));
  const kubeconfig = await kubeconfigOf(plane);
  const process = await serveHeadroom([
    `--prometheus=${installation.prometheus}`,
    `--specs=${installation.specs}`,
    "--step=2s",
    "--scaling-step=2s",
    "--specs-settle=200ms",
    `--kubernetes=${kubeconfig}`,
    `--metrics-api-listen=127.0.0.1:${port}`,
    ...(installation.flags ?? []),
  ]);
  return {
    process,
    port,
    async stop(signal) {
      await process.stop(signal);
      await writeFile(join(plane.folder, `headroom-${port}-${Date.now()}.log`), JSON.stringify(process.log, null, 1));
    },
  };
}

async function kubeconfigOf({ admin, credentials, server }: ControlPlane): Promise<string> {
  const core = admin.makeApiClient(CoreV1Api);
  const issued = await core.createNamespacedServiceAccountToken({
    namespace: NAMESPACE,
    name: "headroom",
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  return writeKubeconfig(credentials, "headroom", server, { token: issued.status?.token ?? "" });
}

const manifests = (port: number): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: headroom, namespace: ${NAMESPACE}}
---
apiVersion: v1
kind: Service
metadata: {name: headroom, namespace: ${NAMESPACE}}
spec: {type: ExternalName, externalName: localhost}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: headroom}
rules:
  - {apiGroups: [apiregistration.k8s.io], resources: [apiservices], verbs: [get, patch], resourceNames: [v1beta1.external.metrics.k8s.io, v1beta2.custom.metrics.k8s.io]}
  - {apiGroups: [authorization.k8s.io], resources: [subjectaccessreviews], verbs: [create]}
  - {apiGroups: [apps], resources: [deployments, statefulsets, replicasets], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: headroom}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: headroom}
subjects: [{kind: ServiceAccount, name: headroom, namespace: ${NAMESPACE}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: headroom, namespace: kube-system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader}
subjects: [{kind: ServiceAccount, name: headroom, namespace: ${NAMESPACE}}]
---
${apiService("v1beta1", "external.metrics.k8s.io", port)}
---
${apiService("v1beta2", "custom.metrics.k8s.io", port)}
`;

const apiService = (version: string, group: string, port: number): string => `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: ${version}.${group}}
spec:
  group: ${group}
  version: ${version}
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {namespace: ${NAMESPACE}, name: headroom, port: ${port}}
`;
