import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderText } from "../../../src/core/diagnostics/render.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";

const folder = join(import.meta.dirname, "../../golden/bad-specs");
const faults = readdirSync(folder)
  .filter((name) => name.endsWith(".bad.yaml"))
  .map((name) => name.replace(/\.bad\.yaml$/, ""));

/** All that is said of a file, as a person sees it. */
async function messages(content: string | Uint8Array, file: string): Promise<string> {
  const parsed = await parseSpec(content, file);
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  return renderText(parsed.ok ? parsed.warnings : parsed.diagnostics, new Map([[file, text]]));
}

describe("a bad spec", () => {
  it.each(faults)("%s is told with its place, cause and remedy", async (fault) => {
    const file = `${fault}.bad.yaml`;
    await expect(await messages(readFileSync(join(folder, file), "utf8"), file)).toMatchFileSnapshot(
      join(folder, `${fault}.txt`),
    );
  });

  const start = "version: headroom/v1\nservice: checkout\n";
  const slos = "slos:\n  - {name: up, target: 99%, probe: {success: probe_success}}\n";
  const cause = (query: string): string => `${start}${slos}causes:\n  - {name: pool, query: '${query}', unit: count}\n`;
  const formula = (text: string): string =>
    `${start}${slos}scaling:\n  - {name: a, target: Deployment/a, demand: x, capacity: {perReplica: 50}, limits: {min: 2, max: 9}, formula: '${text}'}\n`;

  it.each([
    { fault: "yaml-nested-deep", content: `${start}causes: ${"[".repeat(5000)}` },
    { fault: "yaml-nested-deep-in-dashes", content: `${start}causes:\n  ${"- ".repeat(5000)}a\n` },
    { fault: "yaml-too-large", content: `${start}owner: ${"a".repeat(256 * 1024)}\n` },
    { fault: "yaml-too-large-as-bytes", content: Buffer.alloc(300_000, 0xff) },
    {
      fault: "yaml-too-many-entries",
      content: `${start}labels:\n${Array.from({ length: 1002 }, (_, i) => `  l${i}: a\n`).join("")}`,
    },
    { fault: "yaml-nul", content: `${start}owner: a\u0000b\n` },
    { fault: "yaml-terminal-escape", content: `${start}owner: "\u001b[31mred"\n` },
    {
      fault: "yaml-invalid-utf8",
      content: Buffer.concat([Buffer.from(`${start}owner: caf`), Buffer.from([0xe9, 0x0a])]),
    },
    { fault: "yaml-utf16", content: Buffer.from(`\ufeff${start}`, "utf16le") },
    { fault: "yaml-lone-surrogate", content: `${start}owner: a\ud800b\n` },
    { fault: "yaml-empty", content: "" },
    { fault: "promql-too-long", content: cause(`sum(x{a="${"b".repeat(4096)}"})`) },
    { fault: "promql-nested-deep", content: cause(`${"(".repeat(60)}x${")".repeat(60)}`) },
    { fault: "formula-too-long", content: formula(`demand${" + 1".repeat(200)}`) },
    { fault: "formula-nested-deep", content: formula(`${"(".repeat(100)}demand${")".repeat(100)}`) },
    { fault: "formula-with-many-parts", content: formula(`demand${"+1".repeat(100)}`) },
  ])("$fault is told, though no file could hold it readably", async ({ fault, content }) => {
    await expect(await messages(content, `${fault}.yaml`)).toMatchFileSnapshot(join(folder, `${fault}.txt`));
  });
});
