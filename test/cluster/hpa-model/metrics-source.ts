import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { newAuthority } from "../../fixtures/pki.ts";
import { apiService } from "../bed/api-service.ts";
import type { AnsweredLook, Course } from "./course.ts";
import { iso, type StagedPod, WINDOW_SECONDS } from "./pod-stage.ts";

const NAMESPACE = "metrics";
const NAME = "source";

/** What the two groups call the things that they serve. */
const GROUPS = {
  "external.metrics.k8s.io": { name: "externalmetrics", kind: "ExternalMetricValueList" },
  "metrics.k8s.io": { name: "pods", kind: "PodMetrics" },
} as const;

/** Answers the autoscaler's questions for external metrics and for the CPU of pods, as the courses say. */
export class MetricsSource {
  readonly manifests: string;
  readonly #server: Server;

  private constructor(server: Server, manifests: string) {
    this.#server = server;
    this.manifests = manifests;
  }

  static async start(courses: ReadonlyMap<string, Course>): Promise<MetricsSource> {
    const authority = await newAuthority("metrics");
    const names = [{ type: "dns", value: `${NAME}.${NAMESPACE}.svc` }] as const;
    const { certificate: cert, key } = await authority.issue({ commonName: NAME, names });
    const server = createServer({ cert, key }, (incoming, outgoing) => {
      void answer(new URL(incoming.url ?? "/", "https://source").pathname, outgoing, courses).catch((error: unknown) =>
        refuse(outgoing, 500, String(error)),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new MetricsSource(server, manifestsOf(address.port, authority.certificate));
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

const PATH = /^\/apis\/(?<group>[\w.]+)\/v1beta1(?:\/namespaces\/(?<namespace>[\w-]+)\/(?<metric>[\w-]+))?$/;

async function answer(path: string, outgoing: ServerResponse, courses: ReadonlyMap<string, Course>): Promise<void> {
  const { group = "", namespace, metric } = PATH.exec(path)?.groups ?? {};
  if (!isServed(group)) return refuse(outgoing, 404, `nothing is served at ${path}`);
  if (namespace === undefined || metric === undefined) return send(outgoing, resourcesOf(group));
  const course = courses.get(namespace);
  if (course === undefined) return refuse(outgoing, 404, `there is no ${namespace}`);
  const isCpu = group === "metrics.k8s.io";
  await course.answer(isCpu ? undefined : metric, (look) => {
    if (look.isFailure) refuse(outgoing, 503, "the course says so");
    else send(outgoing, isCpu ? podMetrics(namespace, look) : externalMetrics(metric, look));
  });
}

const isServed = (group: string): group is keyof typeof GROUPS => group in GROUPS;

const resourcesOf = (group: keyof typeof GROUPS): object => ({
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: `${group}/v1beta1`,
  resources: [{ ...GROUPS[group], singularName: "", namespaced: true, verbs: ["get", "list"] }],
});

const externalMetrics = (metricName: string, { value }: AnsweredLook): object => ({
  kind: "ExternalMetricValueList",
  apiVersion: "external.metrics.k8s.io/v1beta1",
  metadata: {},
  items: [{ metricName, metricLabels: {}, timestamp: new Date().toISOString(), value }],
});

const podMetrics = (namespace: string, { pods }: AnsweredLook): object => ({
  kind: "PodMetricsList",
  apiVersion: "metrics.k8s.io/v1beta1",
  metadata: {},
  items: pods.filter(({ usageMilli }) => usageMilli !== undefined).map((pod) => metricsOf(namespace, pod)),
});

const metricsOf = (namespace: string, { name, usageMilli = 0, sampledMs }: StagedPod): object => ({
  metadata: { name, namespace, labels: { app: "web" } },
  timestamp: iso(sampledMs),
  window: `${WINDOW_SECONDS}s`,
  containers: [{ name: "web", usage: { cpu: `${usageMilli}m`, memory: "1Mi" } }],
});

function send(outgoing: ServerResponse, body: object): void {
  outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(outgoing: ServerResponse, code: number, message: string): void {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code, message };
  outgoing.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(status));
}

/** The API server looks on its own machine. */
const manifestsOf = (port: number, certificate: string): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: Service
metadata: {name: ${NAME}, namespace: ${NAMESPACE}}
spec: {type: ExternalName, externalName: localhost}
${Object.keys(GROUPS)
  .map((group) => `---${apiService("v1beta1", group, serviceOf(port))}  caBundle: ${base64(certificate)}`)
  .join("\n")}
`;

const serviceOf = (port: number): string => `{name: ${NAME}, namespace: ${NAMESPACE}, port: ${port}}`;

const base64 = (text: string): string => Buffer.from(text).toString("base64");
