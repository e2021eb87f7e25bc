import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeShop } from "../fixtures/checked-shop.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { BUILD_TIMEOUT_MILLISECONDS, startWithNativeHistogram } from "../fixtures/native-histogram.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";

const SPEC = `version: headroom/v1
service: search
slos:
  - {name: classic, target: 99%, latency: {histogram: rpc_duration_seconds, under: 1s}}
  - {name: native, target: 99%, latency: {histogram: rpc_duration_seconds, under: 300ms, type: native}}
  - {name: shop, target: 99%, latency: {histogram: http_request_duration_seconds, under: 1s}}
  - {name: odd, target: 99%, latency: {histogram: http_request_duration_seconds, under: 2s}}
`;

let prometheus: PrometheusServer;
let folder: string;
beforeAll(async () => {
  [prometheus, folder] = await Promise.all([startWithNativeHistogram(), mkdtemp(join(tmpdir(), "headroom-check-"))]);
  await Promise.all([writeShop(prometheus.url), writeFile(join(folder, "search.yaml"), SPEC)]);
}, BUILD_TIMEOUT_MILLISECONDS);
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

it("headroom check --prometheus knows native histograms and the bounds of classic ones in Prometheus 3", async () => {
  const { code, stdout, stderr } = await runHeadroom(["check", "--prometheus", prometheus.url, "search.yaml"], {
    cwd: folder,
  });
  expect([code, stderr]).toEqual([1, "1 file, 4 SLOs, 2 errors\n"]);
  expect(stdout).toBe(
    "search.yaml:4:55 error histogram-form\n" +
      "    4 |   - {name: classic, target: 99%, latency: {histogram: rpc_duration_seconds, under: 1s}}\n" +
      "                                                              ^^^^^^^^^^^^^^^^^^^^ rpc_duration_seconds is a native histogram here, without classic buckets\n" +
      "   help: add type: native below it\n" +
      "\n" +
      "search.yaml:7:89 error latency-bound-not-a-bucket\n" +
      "    7 |   - {name: odd, target: 99%, latency: {histogram: http_request_duration_seconds, under: 2s}}\n" +
      "                                                                                                ^^ no bucket of http_request_duration_seconds ends at 2s; they end at 1s, 500ms, 250ms and 100ms\n" +
      "   help: write under: 1s, or give the histogram a bucket that ends at 2\n",
  );
});
