import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { schemaFault } from "../fixtures/manifest-schema.ts";
import { readPages, ROOT } from "./markdown.ts";

// Files that the docs show are read by the programs that they are for.

const run = promisify(execFile);

// What is wrong with a spec is shown by specs that are wrong.
const pages = (await readPages()).filter(({ file }) => file !== "docs/reference/diagnostics.md");
const snippets = pages.flatMap(({ file, blocks }) =>
  blocks.filter(({ language }) => language === "yaml").map(({ line, text }) => ({ place: `${file}:${line}`, text })),
);
const titled = (title: string): typeof snippets => snippets.filter(({ text }) => text.startsWith(title));

let folder: string;
let tools: Awaited<ReturnType<typeof ensureTools<"promtool" | "amtool">>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-snippets-"));
  tools = await ensureTools(["promtool", "amtool"]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a YAML snippet of the docs", () => {
  it.each(snippets)("is YAML: $place", ({ text }) => {
    expect(parse(text)).toBeTypeOf("object");
  });

  it.each(titled("version: headroom/v1"))("is a spec without problems: $place", async ({ text }) => {
    await expect(headroom(["check", "--strict", await saved("spec.yaml", text)])).resolves.toBeDefined();
  });

  it.each(titled("# headroom.yaml"))("is a settings file that headroom reads: $place", async ({ text }) => {
    await expect(
      headroom(["serve", "--print-settings", "--config", await saved("headroom.yaml", text)]),
    ).resolves.toBeDefined();
  });

  it.each(titled("# prometheus.yml"))("is a configuration that Prometheus reads: $place", async ({ text }) => {
    await expect(run(tools.promtool, ["check", "config", await saved("prometheus.yml", text)])).resolves.toBeDefined();
  });

  it.each(titled("# alertmanager.yml"))("is a configuration that Alertmanager reads: $place", async ({ text }) => {
    await expect(run(tools.amtool, ["check-config", await saved("alertmanager.yml", text)])).resolves.toBeDefined();
  });
});

describe("a manifest in the docs", () => {
  const manifests = snippets.filter(({ text }) => /^apiVersion: (?:autoscaling|keda\.sh)\//m.test(text));

  it.each(manifests)("has fields that Kubernetes or KEDA know, and no others: $place", ({ text }) => {
    expect(schemaFault(parse(text))).toBeUndefined();
  });
});

async function saved(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${text}\n`);
  return file;
}

const headroom = (args: readonly string[]): Promise<unknown> => run(join(ROOT, "bin", "headroom"), args);
