import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { generateWire, WIRE_FILE } from "../../scripts/generate-wire.ts";

it("is what the committed messages of KEDA are made by; npm run wire makes them anew", async () => {
  expect(await readFile(WIRE_FILE, "utf8")).toBe(await generateWire());
});
