import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scanSpecs } from "../../src/adapters/files/scan.ts";

it("specs that are in use take the memory of their text, not of the largest file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "headroom-scan-"));
  const texts = ["service: a\n", "service: b # and a little more\n", ""];
  await Promise.all(texts.map((text, i) => writeFile(join(folder, `${i}.yaml`), text)));
  const scan = await scanSpecs(folder);
  await rm(folder, { recursive: true });
  if (scan.kind !== "read") throw new Error(scan.problem);
  expect(scan.files.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(texts);
  expect(scan.files.map(({ bytes }) => bytes.buffer.byteLength)).toEqual(texts.map((text) => text.length));
});
