import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import type { SloListView } from "../../src/service/http/view.ts";
import { runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { runProgram } from "../fixtures/promtool.ts";
import { readJson } from "../fixtures/read-json.ts";

/** A cloud exporter: one sample a minute, with its own timestamps, which comes ten minutes late. */
const LATE_MINUTES = 10;
const HOURS = 3;
/** Of 1000 requests a minute; a hundred more in the last half hour that is known. */
const failures = (minutesBefore: number): number => (minutesBefore < LATE_MINUTES + 30 ? 100 : 5);

const SPEC = `version: headroom/v1
service: elb
source: cloud
slos:
  - name: availability
    target: 99%
    window: 1d
    events: {total: elb_requests_total, bad: 'elb_requests_total{class="5xx"}'}
`;
const DELAYED = "measured as of 10m ago, because its samples come that late";

let prometheus: PrometheusServer;
let folder: string;
beforeAll(async () => {
  [prometheus, folder] = await Promise.all([startPrometheus(), mkdtemp(join(tmpdir(), "headroom-source-"))]);
  const minutes = Array.from({ length: HOURS * 60 }, (_, i) => HOURS * 60 + LATE_MINUTES - 1 - i);
  const timestamps = minutes.map((before) => Date.now() - before * 60_000);
  let bad = 0;
  const values = minutes.map((before) => (bad += failures(before)));
  await writeSeries(prometheus.url, [
    { labels: { __name__: "elb_requests_total", class: "5xx" }, timestamps, values },
    {
      labels: { __name__: "elb_requests_total", class: "2xx" },
      timestamps,
      values: values.map((count, i) => (i + 1) * 1000 - count),
    },
  ]);
  await mkdir(join(folder, "slo-specs"));
  await writeFile(join(folder, "slo-specs/elb.yaml"), SPEC);
  const sources = (delay: string): string => `sources: {cloud: {url: "${prometheus.url}"${delay}}}\n`;
  await writeFile(join(folder, "headroom.yaml"), sources(", delay: 10m"));
  await writeFile(join(folder, "without.yaml"), sources(""));
}, 60_000);
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

const headroom = (...args: readonly string[]) => runHeadroom(args, { cwd: folder });
const fetchFile = (path: string): Promise<string> => readFile(join(folder, path), "utf8");

/** Rules as they are, but evaluated at once. */
async function load(): Promise<void> {
  const rules = await fetchFile("alert-rules/elb.rules.yaml");
  await prometheus.loadRules([rules.replaceAll(/interval: \w+/g, "interval: 1s")]);
}

describe("the delay of a source", () => {
  it("holds for the rules of its SLOs and for their tests", async () => {
    expect(await headroom("generate")).toMatchObject({ code: 0 });
    const rules = await fetchFile("alert-rules/elb.rules.yaml");
    expect(rules).toContain("sum(rate(elb_requests_total[5m] offset 10m))");
    expect(rules).toMatch(/record: slo:delay:seconds\s+expr: "?600"?/);
    const { promtool } = await ensureTools(["promtool"]);
    const tested = await runProgram(promtool, ["test", "rules", join(folder, "alert-rules/tests/elb.test.yaml")]);
    expect([tested.code, tested.output]).toEqual([0, expect.stringContaining("SUCCESS")]);
    expect(await headroom("generate", "--check", "--config", "without.yaml")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("rate(elb_requests_total[5m] offset 10m)"),
    });
  }, 60_000);

  it("holds for budgets, whoever computes them", async () => {
    const { items } = JSON.parse((await headroom("status", "--config", "headroom.yaml", "--output", "json")).stdout);
    const service = await serveHeadroom([
      "--config",
      join(folder, "headroom.yaml"),
      "--specs",
      join(folder, "slo-specs"),
    ]);
    await service.logged("history read");
    // What was read is shown a moment later.
    const served = (): Promise<SloListView> => readJson(fetch(`${service.url}/api/v1/slos`));
    await vi.waitUntil(async () => (await served()).items[0]?.note === DELAYED, { timeout: 20_000, interval: 50 });
    const shown = await served();
    await service.stop("SIGKILL");
    for (const [item] of [items, shown.items] as readonly SloListView["items"][]) {
      expect(item?.note).toBe(DELAYED);
      // Half an hour of 10 % among an hour, the newest minute left out or not.
      const hour = item?.errorRatios["1h"];
      expect(hour).toBeGreaterThan(0.047);
      expect(hour).toBeLessThan(0.056);
    }
  }, 60_000);

  it("is missed by rules that were generated without it, and check says so", async () => {
    expect(await headroom("generate", "--config", "without.yaml")).toMatchObject({ code: 0 });
    await load();
    await prometheus.until("slo_info", 1);
    expect(await headroom("check", "--live", "--strict")).toMatchObject({
      code: 1,
      stdout:
        "slo-specs/elb.yaml:5:11 warning rules-of-another-delay\n" +
        "    5 |   - name: availability\n" +
        "                  ^^^^^^^^^^^^ the rules that this Prometheus has loaded measure the present, expected as of 10m ago\n" +
        "   help: run headroom generate with the settings of the service, and load the rules\n",
    });
    expect(await headroom("generate")).toMatchObject({ code: 0 });
    await load();
    await prometheus.until("slo:delay:seconds == 600", 1);
    expect(await headroom("check", "--live", "--strict")).toMatchObject({ code: 0, stdout: "" });
    expect((await headroom("check", "--live", "--config", "without.yaml")).stdout).toMatch(
      /rules-of-another-delay[\s\S]+ measure as of 10m ago, expected the present\n[\s\S]*samples-late|samples-late[\s\S]*measure as of 10m ago, expected the present\n/,
    );
  }, 90_000);
});
