import { Gauge, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { printGauge, printLabels } from "../../../src/service/http/exposition.ts";

const OWNERS = [
  { labels: { service: "shop", slo: 'a "quoted" \\ one\nwith a line' }, values: [0, -1.5, 1e-9, 1e21] },
  { labels: { handler: "", service: "shop", slo: "ünï" }, values: [1 / 3] },
];

/** The registry that most programs use, as the truth. */
async function byRegistry(owners: typeof OWNERS): Promise<string> {
  const registry = new Registry();
  const labelNames = ["service", "slo", "handler", "window"];
  const gauge = new Gauge({ name: "burn", help: "How fast.", labelNames, registers: [registry] });
  for (const { labels, values } of owners)
    values.forEach((value, i) => gauge.set({ ...labels, window: `${i}h` }, value));
  return registry.metrics();
}

const textOf = (pieces: Iterable<Buffer>): string => Buffer.concat([...pieces]).toString();

const byUs = (owners: typeof OWNERS): string =>
  textOf(
    printGauge("burn", "How fast.", owners, ({ labels, values }) => ({
      labels: printLabels(labels),
      samples: values.map((value, i) => ({ value, labels: `window="${i}h"` })),
    })),
  );

describe("printGauge", () => {
  it.each([
    ["labels and values of every kind", OWNERS],
    ["no owner at all", []],
    [
      "more owners than one slice",
      Array.from({ length: 450 }, (_, i) => ({ labels: { service: `s${i}`, slo: "x" }, values: [i] })),
    ],
  ])("prints %s as the usual registry does", async (_, owners) => {
    expect(byUs(owners)).toBe(await byRegistry(owners));
  });

  it("has no sample where there is no finite number", () => {
    const printed = printGauge("burn", "How fast.", [Number.NaN, Number.POSITIVE_INFINITY, null, 2], (value) => ({
      labels: printLabels({ slo: "x" }),
      samples: [{ value }],
    }));
    expect(textOf(printed)).toBe('# HELP burn How fast.\n# TYPE burn gauge\nburn{slo="x"} 2\n');
  });
});
