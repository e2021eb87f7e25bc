import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - {name: a, target: 99%, window: 1d, events: {total: x_total, bad: 'x_total{code="500"}'}}
  - {name: b, target: 95%, window: 1d, events: {total: x_total, bad: 'x_total{code="500"}'}}
`;
const MINUTES = 90;

let prometheus: PrometheusServer;
let folder: string;
beforeAll(async () => {
  [prometheus, folder] = await Promise.all([startPrometheus(), mkdtemp(join(tmpdir(), "headroom-replicas-"))]);
  const startMs = Date.now() - MINUTES * 60_000;
  await writeSeries(
    prometheus.url,
    ["200", "500"].flatMap((code, i) =>
      ["a", "b"].map((replica, j) => {
        const seconds = Array.from({ length: MINUTES * 4 - 1 }, (_, scrape) => scrape * 15 + 7 * j);
        return {
          labels: { __name__: "x_total", code, replica },
          timestamps: seconds.map((second) => startMs + second * 1000),
          values: seconds.map((second) => Math.floor(second / (10 + 20 * i))),
        };
      }),
    ),
  );
  await writeFile(join(folder, "shop.yaml"), SPEC);
}, 60_000);
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

const check = async (settings: string, ...flags: readonly string[]): Promise<string> => {
  await writeFile(join(folder, "headroom.yaml"), settings);
  const { stdout, stderr } = await runHeadroom(["check", "shop.yaml", ...flags], { cwd: folder });
  return `${stdout}${stderr}`;
};
const source = (more: string): string => `sources: {default: {url: "${prometheus.url}"${more}}}\n`;

describe("headroom check, where a Prometheus holds the series of two replicas", () => {
  it("says so once, at the first total, with the line that mends it", async () => {
    expect(await check(source(""), "--live")).toBe(
      "shop.yaml:4:56 warning events-counted-twice\n" +
        "    4 |   - {name: a, target: 99%, window: 1d, events: {total: x_total, bad: 'x_total{code=\"500\"}'}}\n" +
        '                                                               ^^^^^^^ each event of x_total counts twice: series that differ in replica alone ("a" and "b") are one counter, read more than once\n' +
        "   help: write replicaLabels: [replica] beside the url of this source in the settings, and generate the rules anew\n" +
        "   also: shop.yaml:5:56 is doubled as well\n" +
        "1 file, 2 SLOs, 1 warning\n",
    );
  });

  it.each([
    ["the settings of the source that is asked", "--live"],
    ["those of the source in whose place an address is given", "--prometheus"],
  ])("is quiet once %s name their label", async (_, flag) => {
    const flags = flag === "--live" ? [flag] : [flag, prometheus.url];
    expect(await check(source(", replicaLabels: [replica]"), ...flags)).toBe("1 file, 2 SLOs, no problems\n");
  });

  it("generates rules that know of it once the settings do", async () => {
    const rules = async (settings: string): Promise<string> => {
      await writeFile(join(folder, "headroom.yaml"), settings);
      expect(await runHeadroom(["generate", "shop.yaml"], { cwd: folder })).toMatchObject({ code: 0 });
      return readFile(join(folder, "alert-rules/shop.rules.yaml"), "utf8");
    };
    expect(await rules(source(", replicaLabels: [replica]"))).toContain(
      "expr: sum(max without (replica) (rate(x_total[5m])))",
    );
    expect(await rules(source(""))).not.toContain("without (replica)");
  });
});
