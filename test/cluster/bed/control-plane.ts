import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, RbacAuthorizationV1Api } from "@kubernetes/client-node";
import { freePort } from "../../../demo/run/free-port.ts";
import type { ProgramPaths } from "../../../programs/go-programs.ts";
import { type Credentials, makeCredentials, writeKubeconfig } from "./credentials.ts";
import { startKubelet } from "./kubelet.ts";
import { type RunningProgram, startProgram, untilReady } from "./process.ts";

/** A real control plane without nodes: API server, store, controllers, and a stand-in for the kubelet. */
export interface ControlPlane {
  readonly folder: string;
  readonly programs: ProgramPaths;
  readonly server: string;
  readonly credentials: Credentials;
  /** The administrator's. */
  readonly kubeconfig: string;
  readonly admin: KubeConfig;
  /** Takes the API server away for good; all else goes on. */
  stopApiServer(): Promise<void>;
  stop(): Promise<void>;
}

/** Flags besides the usual ones, made for the folder of the control plane. */
export interface FurtherFlags {
  readonly apiServer?: (folder: string) => Promise<readonly string[]>;
  readonly controllers?: readonly string[];
}

export async function startControlPlane(programs: ProgramPaths, further: FurtherFlags = {}): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-cluster-"));
  const started: RunningProgram[] = [];
  const run = (name: string, args: readonly string[]): RunningProgram => {
    const program = startProgram(name, pathOf(programs, name), args, { folder });
    started.push(program);
    return program;
  };
  const credentials = await makeCredentials(folder);
  const [store, peer, api, controllers] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const server = `https://127.0.0.1:${api}`;
  try {
    const etcd = run("etcd", etcdFlags(folder, store, peer));
    await untilReady(etcd, async () => (await fetch(`http://127.0.0.1:${store}/health`)).ok);
    const apiserver = run("kube-apiserver", [
      ...apiServerFlags(credentials, store, api),
      ...((await further.apiServer?.(folder)) ?? []),
    ]);
    const user = (name: string) =>
      writeKubeconfig(credentials, name, server, {
        "client-certificate": credentials.file(`${name}.crt`),
        "client-key": credentials.file(`${name}.key`),
      });
    const kubeconfig = await user("admin");
    const admin = new KubeConfig();
    admin.loadFromFile(kubeconfig);
    await untilReady(apiserver, () => hasItsRoles(admin));
    run("kube-controller-manager", [
      ...controllerFlags(credentials, await user("controller-manager"), controllers),
      ...(further.controllers ?? []),
    ]);
    const kubelet = startKubelet(admin);
    return {
      folder,
      programs,
      server,
      credentials,
      kubeconfig,
      admin,
      stopApiServer: () => apiserver.stop(),
      async stop() {
        await kubelet.stop();
        await stopAll(started);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

/** Roles are made after the first answers; a controller manager that comes earlier ends. */
async function hasItsRoles(admin: KubeConfig): Promise<boolean> {
  const roles = admin.makeApiClient(RbacAuthorizationV1Api);
  await roles.readNamespacedRoleBinding({
    namespace: "kube-system",
    name: "system::extension-apiserver-authentication-reader",
  });
  return true;
}

const stopAll = async (started: readonly RunningProgram[]): Promise<void> => {
  await Promise.all(started.map((program) => program.stop()));
};

export function pathOf(programs: ProgramPaths, name: string): string {
  const path = programs[name];
  if (path === undefined) throw new Error(`there is no program ${name}`);
  return path;
}

const etcdFlags = (folder: string, port: number, peer: number): readonly string[] => [
  "--name=default",
  `--data-dir=${join(folder, "etcd")}`,
  "--unsafe-no-fsync",
  "--log-level=warn",
  `--listen-client-urls=http://127.0.0.1:${port}`,
  `--advertise-client-urls=http://127.0.0.1:${port}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=default=http://127.0.0.1:${peer}`,
];

const apiServerFlags = ({ file }: Credentials, store: number, port: number): readonly string[] => [
  `--etcd-servers=http://127.0.0.1:${store}`,
  "--bind-address=127.0.0.1",
  `--secure-port=${port}`,
  "--advertise-address=127.0.0.1",
  "--endpoint-reconciler-type=none",
  "--authorization-mode=RBAC",
  `--client-ca-file=${file("ca.crt")}`,
  `--tls-cert-file=${file("apiserver.crt")}`,
  `--tls-private-key-file=${file("apiserver.key")}`,
  "--service-account-issuer=https://kubernetes.default.svc",
  `--service-account-key-file=${file("tokens.pub")}`,
  `--service-account-signing-key-file=${file("tokens.key")}`,
  "--service-cluster-ip-range=10.96.0.0/16",
  "--profiling=false",
  `--requestheader-client-ca-file=${file("front-proxy-ca.crt")}`,
  "--requestheader-allowed-names=front-proxy-client",
  "--requestheader-username-headers=X-Remote-User",
  "--requestheader-group-headers=X-Remote-Group",
  "--requestheader-extra-headers-prefix=X-Remote-Extra-",
  `--proxy-client-cert-file=${file("front-proxy-client.crt")}`,
  `--proxy-client-key-file=${file("front-proxy-client.key")}`,
];

const CONTROLLERS = [
  "horizontal-pod-autoscaler-controller",
  "deployment-controller",
  "replicaset-controller",
  "statefulset-controller",
  "job-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "root-ca-certificate-publisher-controller",
  "namespace-controller",
  "garbage-collector-controller",
  "clusterrole-aggregation-controller",
  "endpoints-controller",
  "endpointslice-controller",
];

/** The autoscaler looks every 2 s instead of every 15, so that a test need not wait for minutes. */
const controllerFlags = ({ file }: Credentials, kubeconfig: string, port: number): readonly string[] => [
  `--kubeconfig=${kubeconfig}`,
  `--authentication-kubeconfig=${kubeconfig}`,
  `--authorization-kubeconfig=${kubeconfig}`,
  "--bind-address=127.0.0.1",
  `--secure-port=${port}`,
  `--tls-cert-file=${file("controller-manager-server.crt")}`,
  `--tls-private-key-file=${file("controller-manager-server.key")}`,
  "--leader-elect=false",
  "--use-service-account-credentials=true",
  `--service-account-private-key-file=${file("tokens.key")}`,
  `--root-ca-file=${file("ca.crt")}`,
  `--client-ca-file=${file("ca.crt")}`,
  `--controllers=${CONTROLLERS.join(",")}`,
  "--kube-api-qps=200",
  "--kube-api-burst=400",
  "--horizontal-pod-autoscaler-sync-period=2s",
  "--horizontal-pod-autoscaler-downscale-stabilization=5s",
];
