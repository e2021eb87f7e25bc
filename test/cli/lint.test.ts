import { mkdtemp, rm, writeFile } from "node:fs/promises";
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
