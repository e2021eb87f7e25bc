import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/core/diagnostics/diagnostic.ts";
import { parseSpecs, type SpecFile } from "../../../src/core/spec/parse-specs.ts";
import { type LoadedSpecs, SpecSet } from "../../../src/service/control/spec-set.ts";

const spec = (service: string, target = "99%"): string =>
  `version: headroom/v1\nservice: ${service}\nslos:\n  - name: availability\n    target: ${target}\n    events: {total: x_total, bad: 'x_total{code="500"}'}\n`;
const file = (name: string, text: string): SpecFile => ({ file: `slo-specs/${name}.yaml`, text });

const targets = ({ services }: LoadedSpecs): unknown =>
  Object.fromEntries(services.flatMap(({ objectives }) => objectives.map(({ service, target }) => [service, target])));

const unreadable = (name: string): Diagnostic => ({
  file: name,
  line: 1,
  column: 1,
  length: 1,
  code: "file-unreadable",
  severity: "error",
  problem: "no permission",
  remedy: "give it",
});

describe("a set of specs", () => {
  it("keeps the last good content of a file that has become bad, and says so; the others move on", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("a", spec("a")), file("b", spec("b"))], []);
    const loaded = await specs.load([file("a", spec("a", "99.9")), file("b", spec("b", "99.5%"))], []);
    expect(targets(loaded)).toEqual({ a: 0.99, b: 0.995 });
    expect(loaded).toMatchObject({
      outdated: ["slo-specs/a.yaml"],
      files: 2,
      badFiles: 1,
      diagnostics: [{ file: "slo-specs/a.yaml", severity: "error", line: 5 }],
    });
  });

  it("knows the text that was read last beside the one in use", async () => {
    const specs = new SpecSet(parseSpecs);
    const [good, bad] = [spec("a"), spec("a", "99.9")];
    await specs.load([file("a", good)], []);
    expect(specs.textsOf("slo-specs/a.yaml")).toEqual({ present: good, inUse: good });
    await specs.load([file("a", bad)], []);
    expect(specs.textsOf("slo-specs/a.yaml")).toEqual({ present: bad, inUse: good });
    await specs.load([], [unreadable("slo-specs/a.yaml")]);
    expect(specs.textsOf("slo-specs/a.yaml")).toEqual({ present: undefined, inUse: good });
    await specs.load([], []);
    expect(specs.textsOf("slo-specs/a.yaml")).toEqual({ present: undefined, inUse: undefined });
  });

  it("leaves a file out that was never good", async () => {
    const loaded = await new SpecSet(parseSpecs).load([file("a", spec("a", "99.9")), file("b", spec("b"))], []);
    expect([targets(loaded), loaded.outdated, loaded.badFiles]).toEqual([{ b: 0.99 }, [], 1]);
  });

  it("uses the new content as soon as it is good again", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("a", spec("a"))], []);
    await specs.load([file("a", "broken: [")], []);
    const loaded = await specs.load([file("a", spec("a", "99.9%"))], []);
    expect([targets(loaded), loaded.outdated, loaded.badFiles]).toEqual([{ a: 0.999 }, [], 0]);
  });

  it("forgets a file that is gone, even a bad one", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("a", spec("a")), file("b", spec("b"))], []);
    await specs.load([file("a", "broken: ["), file("b", spec("b"))], []);
    expect(targets(await specs.load([file("b", spec("b"))], []))).toEqual({ b: 0.99 });
    expect(targets(await specs.load([file("a", "broken: ["), file("b", spec("b"))], []))).toEqual({ b: 0.99 });
  });

  it("keeps a file that is there but cannot be read any more", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("a", spec("a")), file("b", spec("b"))], []);
    const loaded = await specs.load([file("b", spec("b"))], [unreadable("slo-specs/a.yaml")]);
    expect([targets(loaded), loaded.outdated, loaded.files, loaded.badFiles]).toEqual([
      { a: 0.99, b: 0.99 },
      ["slo-specs/a.yaml"],
      2,
      1,
    ]);
  });

  it("keeps all files of a folder that cannot be looked into any more, and tells of it as of any other problem", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("team/a", spec("a")), file("teams", spec("c")), file("b", spec("b"))], []);
    const loaded = await specs.load([file("b", spec("b"))], [unreadable("slo-specs/team")]);
    expect(targets(loaded)).toEqual({ a: 0.99, b: 0.99 });
    expect(loaded).toMatchObject({
      outdated: ["slo-specs/team/a.yaml"],
      diagnostics: [{ file: "slo-specs/team", code: "file-unreadable" }],
      files: 3,
      badFiles: 2,
    });
    expect(targets(await specs.load([file("b", spec("b"))], []))).toEqual({ b: 0.99 });
  });

  it("does not let a new file take the name of an SLO that is in use", async () => {
    const specs = new SpecSet(parseSpecs);
    await specs.load([file("b", spec("shop"))], []);
    const loaded = await specs.load([file("b", spec("shop")), file("c", spec("shop", "90%"))], []);
    expect(targets(loaded)).toEqual({ shop: 0.99 });
    expect(loaded.badFiles).toBe(1);
  });

  it("names bytes that are no UTF-8 instead of reading something else", async () => {
    const text = Buffer.concat([Buffer.from(spec("a")), Buffer.from([0x23, 0xc3, 0x28])]);
    const loaded = await new SpecSet(parseSpecs).load([{ file: "slo-specs/a.yaml", text }], []);
    expect([loaded.services, loaded.diagnostics.length]).toEqual([[], 1]);
  });
});
