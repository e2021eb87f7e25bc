import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiregistrationV1Api } from "@kubernetes/client-node";
import { freePort } from "../../../demo/run/free-port.ts";
import { apiService } from "./api-service.ts";
import { apply, applyFiles } from "./apply.ts";
import { type ControlPlane, pathOf } from "./control-plane.ts";
import { type RunningProgram, startProgram, untilReady } from "./process.ts";

/** KEDA's operator and its metrics adapter, which owns the external metrics of the cluster. */
export interface RunningKeda {
  stop(): Promise<void>;
}

const NAMESPACE = "keda";

/** Names by which KEDA's parts call each other; one certificate has all of them. */
const NAMES = ["keda-metrics-apiserver.keda.svc", "keda-operator", "keda-operator.keda.svc", "localhost"];

export async function startKeda(plane: ControlPlane): Promise<RunningKeda> {
  const { folder, programs, kubeconfig, credentials } = plane;
  await applyFiles(plane, pathOf(programs, "keda-crds"));
  const [metrics, health, service, secure, adapterMetrics] = await freePorts(5);
  const certificates = await writeCertificates(plane);
  await apply(plane, adapterApi(Number(secure), credentials.cluster.certificate));
  const env = {
    POD_NAMESPACE: NAMESPACE,
    KEDA_CLUSTER_OBJECT_NAMESPACE: NAMESPACE,
    WATCH_NAMESPACE: "",
    KUBECONFIG: kubeconfig,
  };
  const run = (name: string, args: readonly string[]): RunningProgram =>
    startProgram(name, pathOf(programs, name), args, { folder, env });
  const operator = run("keda-operator", [
    `--cert-dir=${certificates}`,
    // Outside a pod it would write a Secret and end.
    "--enable-cert-rotation=false",
    `--metrics-bind-address=127.0.0.1:${metrics}`,
    `--health-probe-bind-address=127.0.0.1:${health}`,
    `--metrics-service-bind-address=127.0.0.1:${service}`,
  ]);
  const adapter = run("keda-adapter", [
    "--bind-address=127.0.0.1",
    `--secure-port=${secure}`,
    `--port=${adapterMetrics}`,
    `--tls-cert-file=${join(certificates, "tls.crt")}`,
    `--tls-private-key-file=${join(certificates, "tls.key")}`,
    `--cert-dir=${certificates}`,
    `--client-ca-file=${credentials.file("ca.crt")}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    `--lister-kubeconfig=${kubeconfig}`,
    `--metrics-service-address=localhost:${service}`,
  ]);
  await untilReady(operator, async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok);
  await untilReady(adapter, () => isAvailable(plane));
  return {
    async stop() {
      await Promise.all([operator.stop(), adapter.stop()]);
    },
  };
}

const freePorts = (count: number): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: count }, () => freePort()));

async function writeCertificates({ credentials }: ControlPlane): Promise<string> {
  const { certificate, key } = await credentials.cluster.issue({
    commonName: "keda",
    names: [...NAMES.map((value) => ({ type: "dns" as const, value })), { type: "ip", value: "127.0.0.1" }],
  });
  const files = { "tls.crt": certificate, "tls.key": key, "ca.crt": credentials.cluster.certificate };
  for (const [name, text] of Object.entries(files)) await writeFile(credentials.file(name), text, { mode: 0o600 });
  return credentials.folder;
}

async function isAvailable({ admin }: ControlPlane): Promise<boolean> {
  const api = admin.makeApiClient(ApiregistrationV1Api);
  const { status } = await api.readAPIService({ name: "v1beta1.external.metrics.k8s.io" });
  return status?.conditions?.some((one) => one.type === "Available" && one.status === "True") ?? false;
}

const adapterApi = (port: number, authority: string): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: Service
metadata: {name: keda-metrics-apiserver, namespace: ${NAMESPACE}}
spec: {type: ExternalName, externalName: localhost}
---
${apiService("v1beta1", "external.metrics.k8s.io", `{namespace: ${NAMESPACE}, name: keda-metrics-apiserver, port: ${port}}`)}  caBundle: ${Buffer.from(authority).toString("base64")}
`;
