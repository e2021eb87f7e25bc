import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/diagnostics/diagnostic.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { serveApp } from "../fixtures/served-app.ts";

const FILES = 12;
/** Fields of each file that no spec has: more than are told of one file. */
const SLIPS = 110;
/** A hundred, and that there are more. */
const TOLD_OF_A_FILE = 101;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-many-"));
  const slips = Array.from({ length: SLIPS }, (_, i) => `slip${i}: 1\n`).join("");
  await Promise.all(
    Array.from({ length: FILES }, (_, i) =>
      writeFile(
        join(folder, `${i}.yaml`),
        `version: headroom/v1\nservice: s${i}\nslos: [{name: a, target: 99%, events: {total: x_total, bad: 'x_total{code="5"}'}}]\n${slips}`,
      ),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("more problems than anybody reads", () => {
  it.each([
    {
      output: "text",
      sign: / error (?:unknown-field|too-many-findings)$/gm,
      last: "212 further problems not shown; all of them are in --output json",
    },
    {
      output: "github",
      sign: /^::error /gm,
      last: "::warning::212 further problems not shown; all of them are in --output json",
    },
  ])("are counted, not shown, as $output", async ({ output, sign, last }) => {
    const { code, stdout, stderr } = await runHeadroom(["check", "--output", output, folder]);
    expect([code, stderr]).toEqual([1, "12 files, 0 SLOs, 1212 errors\n"]);
    expect(stdout.match(sign)).toHaveLength(1_000);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(last);
  });

  it("are all told to programs", async () => {
    const { stdout } = await runHeadroom(["check", "--output", "json", folder]);
    expect(JSON.parse(stdout).diagnostics).toHaveLength(FILES * TOLD_OF_A_FILE);
  });

  it("are counted by the API", async () => {
    const diagnostics = Array.from({ length: 1_200 }, (_, i): Diagnostic => ({
      code: "unknown-field",
      severity: "error",
      file: "a.yaml",
      line: i + 1,
      column: 1,
      length: 1,
      problem: "p",
      remedy: "r",
    }));
    const app = await serveApp({ diagnostics });
    const { items, leftOut } = JSON.parse(await (await fetch(`${app.url}/api/v1/diagnostics`)).text());
    await app.close(0);
    expect([items.length, items.at(-1).line, leftOut]).toEqual([1_000, 1_000, 200]);
  });
});
