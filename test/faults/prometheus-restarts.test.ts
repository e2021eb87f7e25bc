import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SloListView, SloView } from "../../src/service/http/view.ts";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { ALERTING_SPEC, type AlertingBed, startAlertingBed, writeGoodHours, writeIncident } from "./alerting-bed.ts";

const PATIENCE = { timeout: 90_000, interval: 200 };

describe("a Prometheus that crashes and comes back with its data", () => {
  let bed: AlertingBed;
  beforeEach(async () => {
    bed = await startAlertingBed();
  }, 60_000);
  afterEach(() => bed.stop());

  const pages = (): readonly string[] =>
    bed.alertmanager.received
      .filter(({ labels }) => labels["alertname"] === "ErrorBudgetBurn")
      .map(({ status, labels }) => `${labels["slo"]} ${status}`);

  it("pages for what was written before the crash and told by nobody", async () => {
    const now = Date.now();
    await writeGoodHours(bed.prometheus.url, now);
    // Rules need a round of the good hours, as they have had in life.
    await bed.prometheus.until('slo:error_ratio:rate1h{slo="availability"}', 1);
    await bed.prometheus.notify(bed.alertmanager.url);
    await writeIncident(bed.prometheus.url, now, Date.now());
    await bed.prometheus.kill();
    await bed.prometheus.restart("kept");
    await vi.waitFor(() => expect(pages()).toEqual(["availability firing"]), PATIENCE);
  }, 180_000);

  it("ends no page by its crash, and tells it no second time", async () => {
    const now = Date.now();
    await writeGoodHours(bed.prometheus.url, now);
    await bed.prometheus.notify(bed.alertmanager.url);
    await writeIncident(bed.prometheus.url, now, Date.now());
    await vi.waitFor(() => expect(pages()).toEqual(["availability firing"]), PATIENCE);
    await bed.prometheus.kill();
    await bed.prometheus.restart("kept");
    const firing = 'ALERTS{alertname="ErrorBudgetBurn",severity="page",alertstate="firing"}';
    // Written by a round of the process that runs now, and by some more.
    await bed.prometheus.until(`${firing} and timestamp(${firing}) > ${Date.now() / 1000 + 5}`, 1);
    expect(pages()).toEqual(["availability firing"]);
  }, 180_000);
});

describe("a Prometheus that comes back with nothing", () => {
  let folder: string;
  let prometheus: PrometheusServer;
  let headroom: HeadroomProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-emptied-"));
    await writeFile(join(folder, "shop.yaml"), ALERTING_SPEC);
    prometheus = await startPrometheus();
    await writeGoodHours(prometheus.url, Date.now());
  }, 60_000);
  afterEach(async () => {
    await headroom?.stop("SIGKILL");
    await prometheus.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const serve = (): Promise<HeadroomProcess> =>
    serveHeadroom(["--prometheus", prometheus.url, "--specs", folder, "--step", "1s", "--specs-settle", "100ms"]);

  async function availability(): Promise<SloView | undefined> {
    const { items = [] }: Partial<SloListView> = await readJson(fetch(`${headroom.url}/api/v1/slos`));
    return items.find(({ slo }) => slo === "availability");
  }

  const until = (check: (seen: SloView | undefined) => void): Promise<void> =>
    vi.waitFor(async () => check(await availability()), PATIENCE);

  it("makes no budget whole: what was counted before stands for as long as the ledger lives, and grows old", async () => {
    const now = Date.now();
    headroom = await serve();
    await writeIncident(prometheus.url, now, Date.now());
    await until((seen) => expect(seen?.budget.remaining).toBeLessThan(0));
    await prometheus.kill();
    await prometheus.restart("emptied");
    const done = await stepsDone();
    await vi.waitFor(async () => expect(await stepsDone()).toBeGreaterThan(done + 5), PATIENCE);
    const seen = await availability();
    if (seen?.budget.remaining !== null) expect(seen?.budget.remaining).toBeLessThan(0);
  }, 180_000);

  it("tells a service that starts no budget at all, and says that too little was observed", async () => {
    await prometheus.kill();
    await prometheus.restart("emptied");
    const now = Date.now();
    await writeIncident(prometheus.url, now - 60_000, now - 15_000);
    await writeIncident(prometheus.url, now - 60_000, now);
    headroom = await serve();
    await headroom.logged("history read");
    await until((seen) => {
      expect(seen).toMatchObject({ budget: { remaining: null, badEventsLeft: null } });
      expect(seen?.coverage ?? 0).toBeLessThan(0.01);
    });
    const metrics = await (await fetch(`${headroom.url}/metrics`)).text();
    expect(metrics).not.toMatch(/^headroom_slo_error_budget_remaining_ratio\{/m);
  }, 180_000);

  const stepsDone = async (): Promise<number> =>
    Number(
      /^headroom_steps_total\{source="default",outcome="done"\} (\d+)$/m.exec(
        await (await fetch(`${headroom.url}/metrics`)).text(),
      )?.[1],
    );
});
