import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { shopHistory } from "../../demo/backfill/history.ts";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const ROOT = join(import.meta.dirname, "..", "..");

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeSeries(
    prometheus.url,
    shopHistory({ seed: "check", end: Math.ceil(Date.now() / 1000) * 1000, minutes: 180 }).series,
  );
}, 60_000);
afterAll(() => prometheus?.stop());

it("nothing in the demo shop's data speaks against the specs of the shop", async () => {
  const specs = ["checkout", "gateway", "search"].map((name) => `slo-specs/${name}.yaml`);
  expect(await runHeadroom(["check", "--prometheus", prometheus.url, ...specs], { cwd: ROOT })).toEqual({
    code: 0,
    stdout: "",
    stderr: "3 files, 8 SLOs, no problems\n",
  });
});
