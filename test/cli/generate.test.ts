import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../fixtures/promtool.ts";

const headroom = fileURLToPath(new URL("../../bin/headroom", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../golden/rules/", import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-generate-"));
  await mkdir(join(folder, "slo-specs"));
  await cp(`${GOLDEN}events/spec.yaml`, join(folder, "slo-specs/checkout.yaml"));
  await cp(`${GOLDEN}week/spec.yaml`, join(folder, "slo-specs/search.yaml"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const generate = (...args: readonly string[]) => runProgram(headroom, ["generate", ...args], folder);

async function tree(): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, "utf8")] as const),
    ),
  );
}

describe("headroom generate", () => {
  it("writes rules, their tests, the inhibition and the dashboards, and nothing half", async () => {
    const { code, output } = await generate();
    expect(code).toBe(0);
    expect(output).toContain("8 files, 8 changed");
    expect(Object.keys(await tree()).toSorted()).toEqual([
      "alert-rules/alertmanager-inhibit.yaml",
      "alert-rules/checkout.rules.yaml",
      "alert-rules/search.rules.yaml",
      "alert-rules/tests/checkout.test.yaml",
      "alert-rules/tests/search.test.yaml",
      "dashboards/checkout.json",
      "dashboards/overview.json",
      "dashboards/search.json",
      "slo-specs/checkout.yaml",
      "slo-specs/search.yaml",
    ]);
  });

  it("changes nothing the second time, and --check agrees", async () => {
    await generate();
    const first = await tree();
    expect((await generate()).output).toContain("8 files, 0 changed");
    expect(await tree()).toEqual(first);
    expect(await generate("--check")).toEqual({ code: 0, output: "8 files are as the specs want them\n" });
  });

  it("tells GitHub and machines which files have drifted, and what is wrong with specs", async () => {
    await generate();
    await rm(join(folder, "dashboards/overview.json"));
    const missing = "missing: run headroom generate and commit what it writes";
    expect((await generate("--check", "--output", "github")).output).toContain(
      `::error file=dashboards/overview.json,title=drift::${missing}\n`,
    );
    expect(await generate("--check", "--output", "json")).toEqual({
      code: 1,
      output: expect.stringContaining(
        `${JSON.stringify({ drift: [{ path: "dashboards/overview.json", state: "missing" }] }, undefined, 2)}\n`,
      ),
    });
    await writeFile(join(folder, "slo-specs/search.yaml"), "version: headroom/v1\n");
    expect((await generate("--output", "github")).output).toContain(
      "::error file=slo-specs/search.yaml,line=1,col=1,title=missing-field::",
    );
  });

  it("shows with --check what a changed spec would change, and writes nothing", async () => {
    await generate();
    const spec = join(folder, "slo-specs/checkout.yaml");
    await writeFile(spec, (await readFile(spec, "utf8")).replace("99.9%", "99.5%"));
    const before = await tree();
    const { code, output } = await generate("--check");
    expect(code).toBe(1);
    expect(output).toContain("--- a/alert-rules/checkout.rules.yaml\n+++ b/alert-rules/checkout.rules.yaml\n");
    expect(output).toMatch(/^- .*slo:error_ratio:rate5m\{service="checkout",slo="availability"\} > 0\.0144\b/mu);
    expect(output).toMatch(/^\+ .*slo:error_ratio:rate5m\{service="checkout",slo="availability"\} > 0\.072\b/mu);
    expect(output).toContain("differ from the specs; run headroom generate");
    expect(output).not.toContain("alertmanager-inhibit.yaml");
    expect(await tree()).toEqual(before);
  });

  it("deletes its own files of a service that is gone, says so, and leaves the files of others", async () => {
    await generate();
    await writeFile(join(folder, "alert-rules/hand-written.rules.yaml"), "groups: []\n");
    await writeFile(join(folder, "dashboards/hand-made.json"), '{\n  "uid": "mine"\n}\n');
    await rm(join(folder, "slo-specs/search.yaml"));
    expect(await generate("--check")).toMatchObject({
      code: 1,
      output: expect.stringContaining("--- a/alert-rules/search.rules.yaml\n+++ /dev/null\n"),
    });
    const { output } = await generate();
    expect(output).toContain("deleted alert-rules/search.rules.yaml\n");
    expect(output).toContain("deleted alert-rules/tests/search.test.yaml\n");
    expect(output).toContain("deleted dashboards/search.json\n");
    const left = Object.keys(await tree());
    expect(left.filter((file) => file.includes("search"))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(["alert-rules/hand-written.rules.yaml", "dashboards/hand-made.json"]));
  });

  it("takes a single file for a part of the specs: what is of the others, or of all together, stays", async () => {
    await generate();
    const before = await tree();
    expect(await generate("slo-specs/checkout.yaml")).toMatchObject({
      code: 0,
      output: expect.stringContaining(" 0 changed"),
    });
    expect(await tree()).toEqual(before);
  });

  it("writes everything for a single file that is all there is", async () => {
    expect((await generate("slo-specs/checkout.yaml")).output).toContain("wrote dashboards/overview.json\n");
    await rm(join(folder, "dashboards/overview.json"));
    expect(await generate("slo-specs/checkout.yaml", "--check")).toMatchObject({
      code: 1,
      output: expect.stringContaining("+++ b/dashboards/overview.json\n"),
    });
  });

  it("leaves everything as it was when one spec is wrong, and shows what is wrong", async () => {
    await generate();
    const before = await tree();
    const good = before["slo-specs/search.yaml"] ?? "";
    await writeFile(join(folder, "slo-specs/search.yaml"), good.replace("99.9%", "99.9"));
    const { code, output } = await generate();
    expect(code).toBe(1);
    expect(output).toMatch(/^slo-specs\/search\.yaml:\d+:\d+ error /);
    expect(output).toContain("nothing was generated, because the specs have errors");
    await writeFile(join(folder, "slo-specs/search.yaml"), good);
    expect(await tree()).toEqual(before);
  });

  it("leaves everything as it was when a file cannot be written", async () => {
    await generate();
    const spec = join(folder, "slo-specs/checkout.yaml");
    await writeFile(spec, (await readFile(spec, "utf8")).replace("99.9%", "99.5%"));
    const before = await tree();
    // A folder in a file's place: root may write anywhere, but not there.
    await rm(join(folder, "alert-rules/tests"), { recursive: true });
    await writeFile(join(folder, "alert-rules/tests"), "");
    const { code, output } = await generate();
    expect(code).toBe(3);
    expect(output).toContain("alert-rules/tests");
    const after = await tree();
    expect(after["alert-rules/checkout.rules.yaml"]).toBe(before["alert-rules/checkout.rules.yaml"]);
    expect(Object.keys(after).filter((file) => file.endsWith(".tmp"))).toEqual([]);
  });

  it("gives the same bytes from whatever folder it is run in", async () => {
    await generate();
    const before = await tree();
    const { output } = await runProgram(
      headroom,
      ["generate", "../slo-specs", "--out", ".."],
      join(folder, "dashboards"),
    );
    expect(output).toContain("8 files, 0 changed");
    expect(await tree()).toEqual(before);
  });

  it("writes PrometheusRule objects with the namespace and labels asked for", async () => {
    await generate(
      "--format",
      "prometheus-operator",
      "--namespace",
      "monitoring",
      "--label",
      "release=prometheus",
      "--label",
      "team=a=b",
    );
    const files = await tree();
    expect(files["alert-rules/checkout.prometheusrule.yaml"]).toContain(
      "kind: PrometheusRule\nmetadata:\n  name: headroom-checkout\n  namespace: monitoring\n  labels:\n    app.kubernetes.io/managed-by: headroom\n    release: prometheus\n    team: a=b\n",
    );
    expect(files["alert-rules/checkout.rules.yaml"]).toBeUndefined();
  });

  it("puts the dashboards' address into alerts, without doubled slashes", async () => {
    await generate("--dashboard-url", "https://grafana.example.com/");
    expect((await tree())["alert-rules/checkout.rules.yaml"]).toContain(
      "dashboard_url: https://grafana.example.com/d/headroom-checkout?var-slo=availability\n",
    );
  });

  it.each([
    { args: ["--label", "release"], says: "Expected key=value, such as release=prometheus." },
    { args: ["--dashboard-url", "grafana"], says: "Expected an address such as https://grafana.example.com." },
    { args: ["--format", "sloth"], says: "Allowed choices are prometheus, prometheus-operator." },
    { args: ["nowhere"], says: "cannot read nowhere" },
  ])("refuses $args as wrong usage", async ({ args, says }) => {
    const { code, output } = await generate(...args);
    expect(code).toBe(2);
    expect(output).toContain(says);
  });
});
