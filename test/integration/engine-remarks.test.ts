import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { writeShop } from "../fixtures/checked-shop.ts";
import { type Finished, runHeadroom } from "../fixtures/headroom-process.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** One, and a warning of Prometheus 3: no such quantile exists. */
const ONE_WITH_A_WARNING = "(quantile(2, vector(1)) > bool 0)";
const slo = (name: string, factor: string): string => `
  - name: ${name}
    target: 90%
    window: 1d
    promql:
      errors: sum(rate(orders_failed_total[{{window}}]))${factor}
      total: sum(rate(orders_total[{{window}}]))`;
const SPEC = `version: headroom/v1
service: shop
slos:${slo("plain", "")}${slo("remarked", ` * ${ONE_WITH_A_WARNING}`)}
`;

const PROGRAMS = [
  { version: "2.42", program: () => Promise.resolve(undefined), warns: false },
  { version: "3", program: async () => (await ensurePrometheus3()).prometheus, warns: true },
];

describe.each(PROGRAMS)("Prometheus $version", ({ program, warns }) => {
  let prometheus: PrometheusServer;
  let folder: string;
  let spec: string;

  beforeAll(async () => {
    [prometheus, folder] = await Promise.all([
      startPrometheus(await program()),
      mkdtemp(join(tmpdir(), "headroom-remarks-")),
    ]);
    spec = join(folder, "shop.yaml");
    await Promise.all([writeShop(prometheus.url), writeFile(spec, SPEC)]);
  }, 900_000);

  afterAll(async () => {
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]): Promise<Finished> => runHeadroom(args, { cwd: folder });

  it("ignores the words by which others are asked for whole answers", async () => {
    const client = prometheusClient(prometheus.url);
    try {
      const at = answeredValue(await client.serverTime());
      const from = instant(Math.floor(at / 60_000) * 60_000 - 120_000);
      const [one] = answeredValue(await client.range("vector(7)", from, instant(from + 60_000), seconds(60)));
      expect(one).toEqual({ labels: {}, timestamps: [from, from + 60_000], values: [7, 7] });
      expect(answeredValue(await client.labelValues("code", undefined, from, at))).toEqual(["200", "204", "500"]);
    } finally {
      await client.close();
    }
  });

  it("has its numbers count, whatever the engine remarks, which is noted beside them", async () => {
    const { code, stdout, stderr } = await run(
      "status",
      "--prometheus",
      prometheus.url,
      "--specs",
      spec,
      "--output",
      "json",
    );
    expect([code, stderr]).toEqual([0, ""]);
    const { items } = JSON.parse(stdout);
    const byName = Object.fromEntries(items.map((item: { readonly slo: string }) => [item.slo, item]));
    const { plain, remarked } = byName;
    // 5 % of the orders fail, and the budget is 10 %.
    expect(remarked.burnRates["5m"]).toBeCloseTo(0.5, 6);
    expect([remarked.budget, remarked.burnRates, remarked.state]).toEqual([plain.budget, plain.burnRates, plain.state]);
    expect(plain.note).not.toContain("PromQL");
    if (warns)
      expect(remarked.note).toMatch(/; PromQL warning: quantile value should be between 0 and 1, got 2 \(\d+:\d+\)/);
    else expect(remarked.note).toBe(plain.note);
  });
});
