import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../fixtures/promtool.ts";

const headroom = fileURLToPath(new URL("../../bin/headroom", import.meta.url));
const RULES =
  "groups:\n  - name: a\n    rules:\n      - alert: Busy\n        expr: node_load1 > 3\n        labels: {severity: page, priority: P2}\n";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-lint-"));
  await writeFile(join(folder, "busy.yaml"), RULES);
  await writeFile(join(folder, "calm.yaml"), RULES.replace("node_load1 > 3", "up == 0"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const lint = (...args: readonly string[]) => runProgram(headroom, ["lint", ...args], folder);

describe("headroom lint", () => {
  it("names the page on a cause and counts what it read", async () => {
    const { code, output } = await lint(".");
    expect(code).toBe(1);
    expect(output).toContain("busy.yaml:5:15 error page-on-cause\n");
    expect(output).toContain("2 files, 2 alerts, 2 of them paging, 1 error\n");
  });

  it("is content with pages on symptoms", async () => {
    expect(await lint("calm.yaml")).toEqual({ code: 0, output: "1 file, 1 alert, 1 of them paging, no problems\n" });
  });

  it("reads autoscalers beside rules, and tells of those in the same way", async () => {
    const manifest = join(folder, "scale.yaml");
    await writeFile(
      manifest,
      `kind: ScaledObject\nspec:\n  minReplicaCount: 2\n  fallback:\n    replicas: 0\n  triggers: []\n`,
    );
    const { code, output } = await lint("calm.yaml", "scale.yaml");
    expect(code).toBe(1);
    expect(output).toContain("scale.yaml:5:15 error fallback-to-zero\n    5 |     replicas: 0\n");
    expect(output).toContain("2 files, 1 alert, 1 of them paging, 1 autoscaler, 1 error\n");
    await rm(manifest);
  });

  it("takes other labels for paging", async () => {
    expect((await lint("--page-label", "severity=sos", "busy.yaml")).code).toBe(0);
    expect((await lint("--page-label", "severity=sos", "--page-label", "priority=P1,P2", "busy.yaml")).code).toBe(1);
  });

  it("warns of a run in which nothing pages, and names what the alerts carry", async () => {
    const { code, output } = await lint("--page-label", "severity=sos", "calm.yaml");
    expect(code).toBe(0);
    expect(output).toContain("calm.yaml:4:16 warning nothing-pages\n");
    expect(output).toContain("say --page-label severity=page;");
    expect(output).toContain("1 file, 1 alert, 0 of them paging, 1 warning\n");
  });

  it("warns of a named file without rules or autoscalers, and of a folder that holds none", async () => {
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(join(other, "a.yaml"), "route: {receiver: x}\n");
    await writeFile(join(other, "b.yaml"), "kind: Service\n");
    const named = await lint("calm.yaml", "./other/b.yaml");
    expect([named.code, named.output]).toEqual([
      0,
      expect.stringContaining("other/b.yaml:1:1 warning nothing-to-lint\n"),
    ]);
    expect((await lint("other")).output).toContain("other/a.yaml:1:1 warning nothing-to-lint\n");
    expect((await lint("other")).output).toContain("2 files, 0 alerts, 0 of them paging, 1 warning\n");
    expect(await lint("calm.yaml", "other")).toEqual({
      code: 0,
      output: "3 files, 1 alert, 1 of them paging, no problems\n",
    });
    await rm(other, { recursive: true });
  });

  it.each([
    { written: "{{- if .Values.on }}\ngroups: []\n{{- end }}\n", says: "1:1 error unfilled-template", tool: "Helm" },
    { written: "{{- range $x }}\n", says: "1:1 error unfilled-template", tool: "some tool" },
    {
      written: "groups:\n{% for x in y %}\n  - rules: []\n{% endfor %}\n",
      says: "2:1 error unfilled-template",
      tool: "Jinja",
    },
    { written: RULES.replace("> 3", "> {{ limit }}"), says: "5:28 error unfilled-template", tool: "some tool" },
    {
      written: RULES.replace("node_load1 > 3", "{{ query }}"),
      says: "5:15 error unfilled-template",
      tool: "some tool",
    },
    { written: RULES.replace("> 3", "> ${LIMIT}"), says: "5:28 error unfilled-template", tool: "a shell" },
  ])("tells a template by its tool and place: $says, $tool", async ({ written, says, tool }) => {
    const file = join(folder, "template.yaml");
    await writeFile(file, written);
    const { code, output } = await lint("template.yaml");
    await rm(file);
    expect([code, output]).toEqual([1, expect.stringContaining(`template.yaml:${says}\n`)]);
    expect(output).toMatch(new RegExp(`which .*${tool}.* fills in\\n {3}help: .*, and lint what comes out\\n`));
  });

  it.each(["[ ", "a: ", "- ", "? ", "{a: "])(
    "ends in one finding for 10,000 times %j, as check does",
    async (opening) => {
      const file = join(folder, "deep.yaml");
      await writeFile(file, `kind: ScaledObject\ngroups:\n  ${opening.repeat(10_000)}`);
      const runs = [await lint("deep.yaml"), await runProgram(headroom, ["check", "deep.yaml"], folder)];
      await rm(file);
      for (const { code, output } of runs) {
        expect(code).toBe(1);
        expect(output).toMatch(/^deep\.yaml:3:\d+ error yaml-depth\n/);
        expect(output).toMatch(/, 1 error\n$/);
      }
    },
  );

  it("speaks JSON and GitHub", async () => {
    const { output } = await lint("--output", "json", "busy.yaml");
    expect(JSON.parse(output.slice(0, output.lastIndexOf("}") + 1)).diagnostics).toMatchObject([
      { code: "page-on-cause", line: 5, column: 15, length: 10 },
    ]);
    expect((await lint("--output", "github", "busy.yaml")).output).toContain(
      "::error file=busy.yaml,line=5,col=15,title=page-on-cause::Busy pages on the load average",
    );
  });

  it.each([
    { args: [], says: "missing required argument 'paths'" },
    { args: ["nowhere.yaml"], says: "cannot read nowhere.yaml" },
    { args: ["--page-label", "severity", "."], says: "Expected label=value,value" },
  ])("refuses $args as wrong usage", async ({ args, says }) => {
    const { code, output } = await lint(...args);
    expect(code).toBe(2);
    expect(output).toContain(says);
  });
});
