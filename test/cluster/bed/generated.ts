import { generateManifests } from "../../../src/core/manifests/generate.ts";
import { DEFAULT_MANIFEST_OPTIONS, type ManifestOptions } from "../../../src/core/manifests/options.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";

/** The minor version of the Kubernetes that the tests run. */
const KUBERNETES_MINOR = 37;

/** The autoscalers that `headroom generate` writes for a spec. */
export async function generatedAutoscalers(spec: string, options: Partial<ManifestOptions> = {}): Promise<string> {
  const parsed = await parseSpecs([{ file: "shop.yaml", text: spec }], ["default"]);
  const files = generateManifests(parsed.services, {
    ...DEFAULT_MANIFEST_OPTIONS,
    kubernetesMinor: KUBERNETES_MINOR,
    ...options,
  });
  if (files.length === 0) throw new Error(`no autoscaler is generated for:\n${spec}`);
  return files.map(({ text }) => text).join("---\n");
}
