import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SCHEMA_FILE } from "../src/core/spec/shape/json-schema.ts";
import { apiReference, openApiFile } from "./api-reference.ts";
import { benchmarkReference } from "./benchmark-reference.ts";
import { capacityPicture } from "./capacity-picture.ts";
import { chartReference } from "./chart-reference.ts";
import { cliReference } from "./cli-reference.ts";
import { diagnosticsReference } from "./diagnostics-reference.ts";
import { metricsReference } from "./metrics-reference.ts";
import { settingsReference } from "./settings-reference.ts";
import { specReference, specSchemaFile } from "./spec-reference.ts";

// npm run docs [-- --check]: writes the pages that are made from code; --check only says which are out of date.

interface GeneratedPage {
  /** From the project's root. */
  readonly path: string;
  readonly text: () => Promise<string> | string;
}

const PAGES: readonly GeneratedPage[] = [
  { path: "docs/reference/cli.md", text: cliReference },
  { path: "docs/reference/benchmarks.md", text: benchmarkReference },
  { path: "docs/reference/spec.md", text: specReference },
  { path: "docs/reference/api.md", text: apiReference },
  { path: "docs/reference/openapi.json", text: openApiFile },
  { path: "docs/reference/metrics.md", text: metricsReference },
  { path: "docs/reference/settings.md", text: settingsReference },
  { path: "docs/reference/helm-values.md", text: chartReference },
  { path: "docs/reference/diagnostics.md", text: diagnosticsReference },
  { path: "docs/images/learned-capacity.svg", text: capacityPicture },
  { path: `docs/reference/${SCHEMA_FILE}`, text: specSchemaFile },
];

const root = join(import.meta.dirname, "..");

/** Pages whose files differ from what the code says, with what they should be. */
export async function findStalePages(): Promise<readonly { readonly path: string; readonly wanted: string }[]> {
  const pages = await Promise.all(
    PAGES.map(async ({ path, text }) => ({
      path,
      wanted: await text(),
      found: await readFile(join(root, path), "utf8").catch(() => undefined),
    })),
  );
  return pages.filter(({ wanted, found }) => found !== wanted);
}

if (import.meta.main) {
  const stale = await findStalePages();
  if (process.argv.includes("--check")) {
    for (const { path } of stale) process.stderr.write(`${path} is out of date; run npm run docs\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { path, wanted } of stale) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), wanted);
      process.stderr.write(`wrote ${path}\n`);
    }
  }
}
