import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { resolveSettings } from "../../src/adapters/settings/resolve.ts";
import { apiService } from "./bed/api-service.ts";
import { apply } from "./bed/apply.ts";
import { type ControlPlane, startControlPlane } from "./bed/control-plane.ts";
import { CHART } from "./bed/installed.ts";
import { clusterPrograms } from "./bed/programs.ts";
import { refusal, tool } from "./bed/tool.ts";

// What the chart makes of values. Its life in a cluster is in chart-life.test.ts.

const VALUES = join(import.meta.dirname, "chart-values");
const GOLDEN = join(import.meta.dirname, "..", "golden", "chart");
const cases = readdirSync(VALUES).map((file) => ({ name: basename(file, ".yaml"), file: join(VALUES, file) }));

/** Kinds whose definitions the Prometheus operator brings. */
const OPERATOR_KINDS = ["ServiceMonitor"];

let plane: ControlPlane;
let folder: string;

beforeAll(async () => {
  plane = await startControlPlane(await clusterPrograms());
  folder = await mkdtemp(join(tmpdir(), "headroom-chart-"));
  await apply(plane, "{apiVersion: v1, kind: Namespace, metadata: {name: slo}}");
});
afterAll(async () => {
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

const release = ["headroom", CHART, "--namespace", "slo"];
const smallest = ["--values", join(VALUES, "smallest.yaml")];

describe("the chart", () => {
  it.each(cases)("passes helm's strict lint with values $name", async ({ file }) => {
    await expect(tool(plane, "helm", ["lint", "--strict", CHART, "--values", file])).resolves.toContain(
      "0 chart(s) failed",
    );
  });

  it.each(cases)("makes objects that the API server takes from values $name", async ({ name, file }) => {
    const rendered = await tool(plane, "helm", ["template", ...release, "--values", file]);
    await expect(rendered).toMatchFileSnapshot(join(GOLDEN, `${name}.yaml`));
    const objects = parseAllDocuments(rendered).filter((one) => !OPERATOR_KINDS.includes(String(one.get("kind"))));
    const manifests = join(folder, `${name}.yaml`);
    await writeFile(manifests, objects.map(String).join("---\n"));
    const applied = ["apply", "--dry-run=server", "--validate=strict", "--filename", manifests];
    expect((await tool(plane, "kubectl", applied)).split("\n").filter(Boolean)).toHaveLength(objects.length);
  });

  it.each(cases)("gives the service settings that it takes from values $name", async ({ file }) => {
    const only = ["--show-only", "templates/settings.yaml"];
    const rendered = await tool(plane, "helm", ["template", ...release, "--values", file, ...only]);
    const text: string = parse(rendered).data["headroom.yaml"];
    expect(resolveSettings({ flags: {}, env: {}, file: { name: "headroom.yaml", text } })).toMatchObject({ ok: true });
  });
});

describe("values that cannot work", () => {
  it("are told all at once, each with its remedy", async () => {
    await expect(await refusal(plane, "helm", ["install", ...release])).toMatchFileSnapshot(
      join(GOLDEN, "nothing-given.txt"),
    );
  });

  it.each([
    ["a slip in a name", "metricsAPI.enabled=true", "additional properties 'metricsAPI' not allowed"],
    ["a slip in a setting", "settings.loglevel=debug", "additional properties 'loglevel' not allowed"],
    ["a setting that the chart decides", "settings.listen=0.0.0.0:80", "additional properties 'listen' not allowed"],
    ["a wrong type", "metricsApi.enabled=maybe", "got string, want boolean"],
    [
      "no group",
      "metricsApi.enabled=true",
      "metricsApi.enabled serves no group; give metricsApi.external.enabled=true",
    ],
    ["no certificate for KEDA", "keda.enabled=true", "give keda.certificate.existingSecret=SECRET"],
    ["two ways in", "access.existingSecret=readers", "access.allowAnonymous lets everybody in"],
    ["half a login", "prometheus.basicAuth.username=me", "has only one of username and existingSecret"],
    ["a claim for many", "replicas=3,persistence.existingClaim=data", "serves one pod, and replicas is 3"],
    [
      "the operator without a way in",
      "access.allowAnonymous=false,access.trustedUserHeader=X-User,serviceMonitor.enabled=true",
      "give access.existingSecret as well",
    ],
  ])("%s: %s", async (_, values, said) => {
    await expect(refusal(plane, "helm", ["install", ...release, ...smallest, "--set", values])).resolves.toContain(
      said,
    );
  });
});

describe("a group that another server has", () => {
  const external = [...release, ...smallest, "--set", "metricsApi.enabled=true,metricsApi.external.enabled=true"];

  it("is left to it, and its owner is named", async () => {
    await apply(plane, OF_KEDA);
    await expect(refusal(plane, "helm", ["install", ...external])).resolves.toContain(
      "Service keda/keda-metrics answers for v1beta1.external.metrics.k8s.io in this cluster, and only one can",
    );
    await expect(tool(plane, "kubectl", ["get", "apiservice", "v1beta1.external.metrics.k8s.io", OWNER])).resolves.toBe(
      "keda",
    );
  });

  it("keeps no other group from being served", async () => {
    const custom = ["--set", "metricsApi.enabled=true,metricsApi.custom.enabled=true", "--dry-run=server"];
    await expect(tool(plane, "helm", ["install", ...release, ...smallest, ...custom])).resolves.toContain(
      "name: v1beta2.custom.metrics.k8s.io",
    );
  });

  it("is not taken from whoever has it in an older version", async () => {
    await apply(plane, OF_ADAPTER);
    const custom = ["--set", "metricsApi.enabled=true,metricsApi.custom.enabled=true"];
    await expect(refusal(plane, "helm", ["install", ...release, ...smallest, ...custom])).resolves.toContain(
      "Service monitoring/adapter answers for v1beta1.custom.metrics.k8s.io in this cluster, and only one can",
    );
  });
});

const OWNER = "--output=jsonpath={.spec.service.namespace}";

const OF_ADAPTER = apiService("v1beta1", "custom.metrics.k8s.io", "{namespace: monitoring, name: adapter}");

const OF_KEDA = apiService("v1beta1", "external.metrics.k8s.io", "{namespace: keda, name: keda-metrics}");
