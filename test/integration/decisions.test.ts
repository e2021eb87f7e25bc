import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { PODS, SCALED_SPEC, SCRAPE_MS, writeScaledShop } from "../fixtures/scaled-shop.ts";

let folder: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-decisions-"));
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC);
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
  headroom = await serveHeadroom(["--prometheus", prometheus.url, "--specs", folder, "--scaling-step", "1s"]);
}, 60_000);
afterAll(async () => {
  await headroom.stop();
  await prometheus.stop();
  await rm(folder, { recursive: true });
});

async function decisions(path = "/api/v1/decisions"): Promise<readonly Record<string, unknown>[]> {
  const answer: { readonly items: readonly Record<string, unknown>[] } = JSON.parse(
    await (await fetch(`${headroom.url}${path}`)).text(),
  );
  return answer.items;
}

describe("decisions on a real Prometheus", () => {
  it("say what demand needs, from what, and why", async () => {
    const [found] = await vi.waitFor(
      async () => {
        const items = await decisions();
        expect(items).toMatchObject([{ replicas: expect.any(Number) }]);
        return items;
      },
      { timeout: 20_000 },
    );
    expect(found).toMatchObject({
      service: "shop",
      scaling: "web",
      workload: "default/Deployment/web",
      mode: "recommend",
      winner: "demand",
      replicas: expect.closeTo(22.5, 6),
      because: "900 requests a second at 40 a replica (80% of 50)",
      estimates: [
        { estimator: "demand", replicas: expect.closeTo(22.5, 6) },
        { estimator: "saturation", replicas: expect.closeTo((PODS * 0.5) / 0.85, 6) },
      ],
      inputs: {
        demand: { value: expect.closeTo(900, 6), missing: null },
        saturation: { value: 0.5 },
        replicas: { value: PODS },
      },
    });
    // Prometheus itself says how old the newest sample is.
    const { inputs } = JSON.parse(JSON.stringify(found));
    expect(inputs.demand.ageSeconds).toBeLessThanOrEqual(SCRAPE_MS / 1000);
  }, 30_000);

  it("are kept, newest first", async () => {
    const before = await decisions("/api/v1/decisions/shop/web?limit=2");
    expect(before.length).toBeLessThanOrEqual(2);
    await vi.waitFor(
      async () => {
        const [newest, second] = await decisions("/api/v1/decisions/shop/web?limit=2");
        expect(Date.parse(String(newest?.["at"]))).toBeGreaterThan(Date.parse(String(second?.["at"])));
      },
      { timeout: 20_000 },
    );
  }, 30_000);

  it("are refused as soon as Prometheus is gone", async () => {
    await prometheus.stop();
    await vi.waitFor(
      async () =>
        expect(await decisions()).toMatchObject([{ replicas: null, because: "demand could not be asked for" }]),
      { timeout: 20_000 },
    );
    expect(await headroom.logged("no replicas are decided on")).toMatchObject({ scaling: "shop/web" });
  }, 30_000);
});
