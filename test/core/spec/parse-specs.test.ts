import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderText } from "../../../src/core/diagnostics/render.ts";
import { DEFAULT_NAMING } from "../../../src/core/objective/alert-naming.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { minutes } from "../../../src/core/units/seconds.ts";

const spec = (service: string, rest = ""): string =>
  `version: headroom/v1\nservice: ${service}\nslos:\n  - {name: up, target: 99%, probe: {success: up}}\n${rest}`;

const scaling = (name: string, target: string): string =>
  `scaling:\n  - {name: ${name}, target: ${target}, demand: x, capacity: {perReplica: 50}, limits: {min: 2, max: 4}}\n`;

describe("parseSpecs", () => {
  it("keeps every good file beside bad ones", async () => {
    const { services, diagnostics } = await parseSpecs([
      { file: "a.yaml", text: spec("a") },
      { file: "b.yaml", text: "slos: [" },
      { file: "c.yaml", text: spec("c").replace("99%", "99") },
      { file: "d.yaml", text: spec("d") },
    ]);
    expect(services.map(({ service }) => service)).toEqual(["a", "d"]);
    expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
      "b.yaml yaml-syntax",
      "c.yaml objective-unit",
    ]);
  });

  it("leaves the second file of a service out and names both", async () => {
    const files = [
      { file: "team/b.yaml", text: spec("shop") },
      { file: "team/a.yaml", text: `# first\n${spec("shop")}` },
    ];
    const { services, diagnostics } = await parseSpecs(files);
    expect(services.map(({ place }) => place.file)).toEqual(["team/a.yaml"]);
    expect(renderText(diagnostics, new Map(files.map(({ file, text }) => [file, text])))).toBe(
      "team/b.yaml:2:10 error duplicate-service\n" +
        "    2 | service: shop\n" +
        "                 ^^^^ the service shop is described in another file already, so this file is left out\n" +
        "   help: put all its SLOs into one file, or rename the service\n" +
        "   also: team/a.yaml:3:10 is the first\n",
    );
  });

  it("lets a bad file claim no service's name", async () => {
    const { services } = await parseSpecs([
      { file: "a.yaml", text: spec("shop").replace("99%", "99") },
      { file: "b.yaml", text: spec("shop") },
    ]);
    expect(services.map(({ place }) => place.file)).toEqual(["b.yaml"]);
  });

  it("warns of two blocks that drive one workload, also over files and by default namespaces", async () => {
    const { services, diagnostics } = await parseSpecs([
      { file: "a.yaml", text: spec("a", scaling("first", "Deployment/shop")) },
      { file: "b.yaml", text: spec("b", scaling("second", "default/Deployment/shop")) },
      { file: "c.yaml", text: spec("c", scaling("third", "Deployment/other")) },
    ]);
    expect(services).toHaveLength(3);
    expect(diagnostics).toMatchObject([
      { file: "b.yaml", line: 6, code: "shared-workload", severity: "warning", related: [{ file: "a.yaml", line: 6 }] },
    ]);
  });

  it("refuses two autoscalers of one workload once both numbers are published", async () => {
    const published = (name: string) => scaling(name, "Deployment/shop").replace("limits", "mode: publish, limits");
    const { diagnostics } = await parseSpecs([
      { file: "a.yaml", text: spec("a", published("first")) },
      { file: "b.yaml", text: spec("b", published("second")) },
      { file: "c.yaml", text: spec("c", published("third").replace("mode:", "autoscaler: none, mode:")) },
    ]);
    expect(diagnostics.map(({ file, code, severity }) => [file, code, severity])).toEqual([
      ["b.yaml", "shared-workload", "error"],
      ["c.yaml", "shared-workload", "warning"],
    ]);
  });

  it("names sources that are not known, in texts as in bytes, and keeps their services", async () => {
    const typo = spec("b").replace("service: b", "service: b\nsource: eurpoe");
    for (const text of [typo, new TextEncoder().encode(typo)]) {
      const { services, diagnostics } = await parseSpecs(
        [
          { file: "a.yaml", text: spec("a") },
          { file: "b.yaml", text },
        ],
        ["default", "europe"],
      );
      expect(services.map(({ source }) => source)).toEqual(["default", "eurpoe"]);
      expect(diagnostics).toMatchObject([
        {
          file: "b.yaml",
          line: 3,
          column: 9,
          length: 6,
          code: "unknown-source",
          severity: "error",
          remedy: "did you mean source: europe?",
        },
      ]);
    }
    expect((await parseSpecs([{ file: "b.yaml", text: typo }])).diagnostics).toEqual([]);
  });

  it("take their delay from the SLO, else from the file, else from what is known of the source", async () => {
    const sources = new Map([["default", { delay: minutes(10) }]]);
    const late = (name: string, file: string, slo: string) => ({
      file: `${name}.yaml`,
      text: spec(name).replace(`service: ${name}`, `service: ${name}\n${file}`).replace("- {name", `- {${slo}name`),
    });
    const { services, diagnostics } = await parseSpecs(
      [
        late("a", "", ""),
        late("b", "delay: 5m", ""),
        late("c", "delay: 5m", "delay: 3m, "),
        late("d", "delay: 0s", ""),
        late("e", "source: other", ""),
      ],
      undefined,
      { naming: DEFAULT_NAMING, sources },
    );
    expect(diagnostics).toEqual([]);
    expect(services.map(({ objectives }) => objectives[0]?.delay)).toEqual([600, 300, 180, 0, 0]);
  });

  it("answers the same whatever the order of the files", async () => {
    const files = ["a", "b", "c", "d"].map((name, i) => ({
      file: `${name}.yaml`,
      text: spec(i % 2 === 0 ? "shop" : name, scaling(name, "Deployment/shop")),
    }));
    const expected = await parseSpecs(files);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: files.length }), async (shuffled) => {
        expect(await parseSpecs(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
