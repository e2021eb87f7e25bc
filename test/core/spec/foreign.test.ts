import { describe, expect, it } from "vitest";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";

const GOOD = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: x_total, bad: 'x_total{code="500"}'}
`;

async function found(text: string, file = "spec.yaml"): Promise<readonly string[]> {
  const parsed = await parseSpec(text, file);
  return (parsed.ok ? [] : parsed.diagnostics).map(({ line, code, problem }) => `${line} ${code}: ${problem}`);
}

describe("a file that was written for something else", () => {
  it.each([
    [
      'version: "prometheus/v1"\nservice: shop\nslos: [{name: a, objective: 99.9}]\n',
      "1 foreign-spec: this is a spec of Sloth, which headroom does not read",
    ],
    [
      "# SLOs\napiVersion: sloth.slok.dev/v1\nkind: PrometheusServiceLevel\n",
      "2 foreign-spec: this is a spec of Sloth, which headroom does not read",
    ],
    [
      "kind: ServiceLevelObjective\napiVersion: pyrra.dev/v1alpha1\n",
      "2 foreign-spec: this is a spec of Pyrra, which headroom does not read",
    ],
    [
      "apiVersion: openslo/v1\nkind: SLO\n---\napiVersion: openslo/v1\nkind: Service\n",
      "1 foreign-spec: this is a spec of OpenSLO, which headroom does not read",
    ],
    [
      "version: headroom/v1\nservice: {{ .Values.name }}\n",
      "2 foreign-spec: this is a template of Helm, which is no YAML until it is filled in",
    ],
    [
      "{{- range .Values.slos }}\nversion: headroom/v1\n{{- end }}\n",
      "1 foreign-spec: this is a template of Helm, which is no YAML until it is filled in",
    ],
    [
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
      "1 foreign-file: this is a kustomization, no spec",
    ],
    [
      "apiVersion: v1\nkind: ConfigMap\n---\napiVersion: v1\nkind: Secret\n",
      "1 foreign-file: this is a ConfigMap (v1), no spec",
    ],
  ])("has one finding that says what it is: %j", async (text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it("is known by its name where it says nothing of itself", async () => {
    expect(await found("resources: [shop.yaml]\n", "slo-specs/kustomization.yaml")).toEqual([
      "1 foreign-file: this is a kustomization, no spec",
    ]);
    expect(await found("apiVersion: v2\nname: shop\nversion: 1.2.3\n", "chart/Chart.yaml")).toEqual([
      "1 foreign-file: this is a Helm chart, no spec",
    ]);
  });

  it("is none that says it is a spec of ours, whatever else is wrong in it", async () => {
    expect((await found(`${GOOD}apiVersion: v1\nkind: Spec\n`)).map((line) => line.split(":")[0])).toEqual([
      "7 unknown-field",
      "8 unknown-field",
    ]);
    expect(await found("service: shop\n")).toContain("1 missing-field: version is missing");
  });

  it("is passed over beside specs, unless it was named, or holds SLOs of another tool", async () => {
    const map = { file: "a.yaml", text: "apiVersion: v1\nkind: ConfigMap\n" };
    const sloth = { file: "c.yaml", text: "version: prometheus/v1\n" };
    const { services, diagnostics, passedOver } = await parseSpecs([map, { file: "b.yaml", text: GOOD }, sloth]);
    expect(services.map(({ service }) => service)).toEqual(["shop"]);
    expect(diagnostics).toMatchObject([{ file: "c.yaml", code: "foreign-spec" }]);
    expect(passedOver).toMatchObject([{ file: "a.yaml", problem: "this is a ConfigMap (v1), no spec" }]);
    const named = await parseSpecs([{ ...map, isNamed: true }]);
    expect([named.diagnostics.map(({ code }) => code), named.passedOver]).toEqual([["foreign-file"], []]);
  });
});

describe("a value that YAML takes for no text", () => {
  it.each(["1.10", "007", "1e3", "0o17", "0x1F", "+1", "1_000.0", "True", "1.0"])(
    "keeps the spelling %s in what is told of it, and in the remedy",
    async (written) => {
      const labelled = GOOD.replace("slos:", `labels: {version: ${written}}\nslos:`);
      const parsed = await parseSpec(labelled, "spec.yaml");
      if (parsed.ok) {
        expect(parsed.value.labels).toEqual({ version: written });
        return;
      }
      expect(parsed.diagnostics).toMatchObject([
        { problem: `a label's value must be text, found ${written}`, remedy: `quote it: "${written}"` },
      ]);
      const mended = await parseSpec(labelled.replace(written, `"${written}"`), "spec.yaml");
      expect(mended.ok && mended.value.labels).toEqual({ version: written });
    },
  );

  it("keeps it in other fields too", async () => {
    expect(await found(GOOD.replace("slos:", "owner: 1.10\nslos:"))).toEqual([
      "3 wrong-type: owner must be text, found 1.10",
    ]);
  });

  it.each(["yes", "no", "on", "2026-01-31", "12:30", "1.2.3", "~x"])(
    "is text where it only looks like one: %s",
    async (written) => {
      const parsed = await parseSpec(GOOD.replace("slos:", `labels: {version: ${written}}\nslos:`), "spec.yaml");
      expect(parsed.ok && parsed.value.labels).toEqual({ version: written });
    },
  );
});
