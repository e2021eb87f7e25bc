import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CoreV1Api } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";
import { freePort } from "../../../demo/run/free-port.ts";
import { type HeadroomProcess, serveHeadroom } from "../../fixtures/headroom-process.ts";
import { apply } from "./apply.ts";
import type { ControlPlane } from "./control-plane.ts";
import { writeKubeconfig } from "./credentials.ts";
import { tool } from "./tool.ts";

/** A running Headroom that a control plane knows; its rights and its settings are what the chart gives its pods. */
export interface InstalledHeadroom {
  readonly process: HeadroomProcess;
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Installation {
  readonly prometheus: string;
  readonly specs: string;
  /** Taken again after a restart: the cluster knows it already. */
  readonly port?: number;
  readonly flags?: readonly string[];
  /** Another server answers for external metrics. */
  readonly besideOwner?: boolean;
}

export const CHART = fileURLToPath(new URL("../../../helm/headroom", import.meta.url));

const NAMESPACE = "headroom";
const TOKEN_SECONDS = 7_200;

/** Installs the chart without pods, starts Headroom beside the control plane and tells that where it is. */
export async function installHeadroom(plane: ControlPlane, installation: Installation): Promise<InstalledHeadroom> {
  const port = installation.port ?? (await freePort());
  if (installation.port === undefined) {
    await installChart(plane, installation);
    await apply(plane, besideTheCluster(port, installation.besideOwner !== true));
  }
  const process = await serveAsInstalled(plane, [
    `--prometheus=${installation.prometheus}`,
    `--specs=${installation.specs}`,
    "--step=2s",
    "--scaling-step=2s",
    "--specs-settle=200ms",
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

async function installChart(plane: ControlPlane, { prometheus, besideOwner = false }: Installation): Promise<void> {
  const values = {
    image: { repository: "example.com/headroom" },
    replicas: 0,
    prometheus: { url: prometheus },
    access: { allowAnonymous: true },
    specsConfigMaps: ["elsewhere"],
    persistence: { enabled: false },
    metricsApi: { enabled: true, external: { enabled: !besideOwner }, custom: { enabled: true } },
  };
  const file = join(plane.folder, "values.yaml");
  await writeFile(file, JSON.stringify(values));
  const into = ["--namespace", NAMESPACE, "--create-namespace"];
  // What was changed after an installation before is ours to change again.
  await tool(plane, "helm", [
    "upgrade",
    "headroom",
    CHART,
    "--install",
    "--force-conflicts",
    ...into,
    "--values",
    file,
  ]);
}

/** Starts Headroom with the settings and the account of an installed release; flags say what is other outside a pod. */
export async function serveAsInstalled(plane: ControlPlane, flags: readonly string[]): Promise<HeadroomProcess> {
  const core = plane.admin.makeApiClient(CoreV1Api);
  const { data } = await core.readNamespacedConfigMap({ namespace: NAMESPACE, name: "headroom-settings" });
  // The folder of the store is the pod's.
  const { store: _, ...settings } = parse(data?.["headroom.yaml"] ?? "");
  const file = join(plane.folder, "headroom.yaml");
  await writeFile(file, stringify(settings));
  const kubeconfig = await kubeconfigOf(plane);
  // The option is the image's.
  const environment = { NODE_OPTIONS: "--disallow-code-generation-from-strings" };
  const beside = [`--config=${file}`, `--kubernetes=${kubeconfig}`, "--health-listen=127.0.0.1:0"];
  return serveHeadroom([...beside, ...flags], environment);
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

/** What of the chart is other where Headroom runs beside the control plane: the API server looks on its own machine. */
const besideTheCluster = (port: number, ownsExternal: boolean): string => `
apiVersion: v1
kind: Service
metadata: {name: headroom, namespace: ${NAMESPACE}}
spec: {type: ExternalName, externalName: localhost}
---
${apiServicePort("v1beta2.custom.metrics.k8s.io", port)}
${ownsExternal ? `---${apiServicePort("v1beta1.external.metrics.k8s.io", port)}` : ""}
`;

const apiServicePort = (name: string, port: number): string => `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: ${name}}
spec: {service: {port: ${port}}}
`;
