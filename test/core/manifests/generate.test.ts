import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generateManifests, recommendedOnly } from "../../../src/core/manifests/generate.ts";
import { DEFAULT_MANIFEST_OPTIONS, type ManifestOptions } from "../../../src/core/manifests/options.ts";
import type { Service } from "../../../src/core/objective/objective.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { schemaFault } from "../../fixtures/manifest-schema.ts";

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/manifests/${name}`, import.meta.url));

const SPEC = readFileSync(golden("spec.yaml"), "utf8");

const NEWEST: ManifestOptions = {
  kubernetesMinor: 37,
  kedaScaler: "scaler.slo.svc:443",
  kedaAuth: { kind: "ClusterTriggerAuthentication", name: "headroom" },
};

async function services(...texts: readonly string[]): Promise<readonly Service[]> {
  const parsed = await parseSpecs(texts.map((text, i) => ({ file: `slo-specs/${i}.yaml`, text })));
  expect(parsed.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return parsed.services;
}

const files = async (options = DEFAULT_MANIFEST_OPTIONS, ...texts: readonly string[]) =>
  generateManifests(await services(...(texts.length === 0 ? [SPEC] : texts)), options);

const specOf = (text: string) => parse(text).spec;

describe.each([
  { name: "any", options: DEFAULT_MANIFEST_OPTIONS },
  { name: "newest", options: NEWEST },
])("the autoscalers of published policies, for Kubernetes: $name", ({ name, options }) => {
  it("are as they were reviewed", async () => {
    const written = await files(options);
    expect(written.map(({ path }) => path)).toEqual([
      "autoscaling/checkout.api.hpa.yaml",
      "autoscaling/checkout.cart.hpa.yaml",
      "autoscaling/checkout.nightly.scaledobject.yaml",
      "autoscaling/checkout.payments.scaledobject.yaml",
      "autoscaling/checkout.previews.hpa.yaml",
    ]);
    for (const { path, text } of written) await expect(text).toMatchFileSnapshot(golden(`${name}/${path}`));
  });

  it("hold fields that the schemas of Kubernetes and KEDA know, and no others", async () => {
    const faults = (await files(options)).map(({ path, text }) => ({ path, fault: schemaFault(parse(text)) }));
    expect(faults.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });
});

describe("the schemas", () => {
  it.each([
    { change: { maxReplicas: "40" }, says: /maxReplicas/ },
    { change: { maxReplica: 40 }, says: /unknown fields: spec\.maxReplica$/ },
  ])("would refuse $change", async ({ change, says }) => {
    const manifest = parse((await files())[0]?.text ?? "");
    expect(schemaFault({ ...manifest, spec: { ...manifest.spec, ...change } })).toMatch(says);
  });
});

describe("generateManifests", () => {
  it("writes tolerance and a minimum of 0 only where every cluster knows them", async () => {
    const at = async (kubernetesMinor: number | undefined) => {
      const [hpa, , , , zero] = await files({ ...DEFAULT_MANIFEST_OPTIONS, kubernetesMinor });
      const { behavior } = specOf(hpa?.text ?? "");
      return [behavior.scaleUp.tolerance, behavior.scaleDown.tolerance, specOf(zero?.text ?? "").minReplicas];
    };
    expect(await at(undefined)).toEqual([undefined, undefined, 1]);
    expect(await at(34)).toEqual([undefined, undefined, 1]);
    expect(await at(35)).toEqual(["0", "0", 1]);
    expect(await at(37)).toEqual(["0", "0", 0]);
  });

  it("lets one step reach the maximum from any number of replicas", async () => {
    const [hpa] = await files();
    const { behavior, maxReplicas } = specOf(hpa?.text ?? "");
    expect(behavior.scaleUp.policies).toEqual([{ type: "Pods", value: maxReplicas, periodSeconds: 15 }]);
  });

  it("never falls back to nothing, though a workload may be stopped without demand", async () => {
    const [, , nightly] = await files();
    expect(specOf(nightly?.text ?? "")).toMatchObject({ minReplicaCount: 0, fallback: { replicas: 1 } });
  });

  it("gives the same bytes whatever the order of the specs and of their blocks", async () => {
    const other = SPEC.replace("service: checkout", "service: checkout-api").replaceAll(/(target: \w+\/\w+)/g, "$1-2");
    const [first, second] = await services(SPEC, other);
    if (first === undefined || second === undefined) throw new Error("two services");
    const turned = [second, { ...first, scaling: first.scaling.toReversed() }];
    expect(generateManifests(turned, NEWEST)).toEqual(generateManifests([first, second], NEWEST));
  });

  it("shares no file and no name between services and blocks whose names run into each other", async () => {
    const spec = (service: string, name: string, target: string): string =>
      `version: headroom/v1\nservice: ${service}\nslos: [{name: a, target: 99%, probe: {success: x}}]\nscaling:\n  - {name: ${name}, target: ${target}, mode: publish, demand: x, capacity: {perReplica: 1}, limits: {min: 2, max: 4}}\n`;
    const written = await files(
      DEFAULT_MANIFEST_OPTIONS,
      spec("a-b", "c", "Deployment/x"),
      spec("a", "b-c", "Deployment/y"),
      spec("a-b-c", "a-b-c", "StatefulSet/x"),
    );
    expect(new Set(written.map(({ path }) => path)).size).toBe(3);
    expect(new Set(written.map(({ text }) => parse(text).metadata.name)).size).toBe(3);
  });
});

describe("recommendedOnly", () => {
  it("names the policies whose autoscaler would only meet an error", async () => {
    const names = recommendedOnly(await services(SPEC)).map(({ service, policy }) => [service.service, policy.name]);
    expect(names).toEqual([["checkout", "search"]]);
  });
});
