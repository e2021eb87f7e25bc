import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { startFrontWithoutRawReads } from "../fixtures/front-without-raw-reads.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";
import { findVictoriaMetrics, startVictoriaMetrics, type VictoriaMetricsServer } from "../fixtures/victoria-metrics.ts";

const END = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
const LENGTH = 20_000;
const DAY = 86_400_000;

/** Whole numbers, which VictoriaMetrics keeps as they are; some series end and come again. */
const SERIES = Array.from({ length: 12 }, (_, s): WrittenSeries => {
  const indices = Array.from({ length: LENGTH }, (_at, i) => i).filter((i) => i % 4_000 < 3_990 || s % 2 === 0);
  const reset = 1_000 * (s + 3);
  return {
    labels: { __name__: "many_total", pod: `pod-${s}`, zone: 'ü"\\' },
    timestamps: indices.map((i) => END - (LENGTH - i) * 30_000 + ((i * 7 + s) % 13)),
    values: indices.map((i) => (s % 2 === 1 && i % 4_000 === 3_989 ? Number.NaN : i < reset ? i * (s + 1) : i - reset)),
  };
});

const REPLICAS = ["a", "b"].map((replica, r): WrittenSeries => ({
  labels: { __name__: "twice_total", pod: "a", replica },
  timestamps: Array.from({ length: 3_000 }, (_, i) => END - (3_000 - i) * 30_000 + r * 11_000),
  values: Array.from({ length: 3_000 }, (_, i) => 30 * i + 11 * r),
}));

const program = await findVictoriaMetrics();

describe.skipIf(program === undefined)(
  "raw samples of the past from VictoriaMetrics (skipped where there is no such program nor Debian's package of it)",
  () => {
    let server: VictoriaMetricsServer;
    let client: Prometheus;
    beforeAll(async () => {
      server = await startVictoriaMetrics(program ?? "");
      await writeSeries(server.url, [...SERIES, ...REPLICAS]);
      await server.flush();
      client = prometheusClient(server.url);
    });
    afterAll(async () => {
      await client.close();
      await server.stop();
    });

    it("come to what was written, by its export", async () => {
      const plan = planOf(END - 6 * DAY - 1, END - 1_234);
      const { answer, digests } = await readRaw(client, queryOf("many_total", plan));
      expect(answer).toEqual({ kind: "read", way: "export" });
      expect(digests).toHaveLength(SERIES.length);
      expect(comparable(digests)).toEqual(comparable(digestsOf(SERIES, plan)));
    }, 60_000);

    it("are none where nothing was written", async () => {
      const { answer, digests } = await readRaw(client, queryOf("none_total", planOf(END - DAY, END)));
      expect([answer, digests]).toEqual([{ kind: "read", way: "export" }, []]);
    });

    it("are the same by range selectors", async () => {
      const front = await startFrontWithoutRawReads(server.url);
      const other = prometheusClient(front.url);
      for (const query of [
        queryOf("many_total", planOf(END - 3 * DAY, END)),
        queryOf("twice_total", planOf(END - DAY, END), ["replica"]),
      ]) {
        const { answer, digests } = await readRaw(other, query);
        expect(answer).toEqual({ kind: "read", way: "range selectors" });
        expect(comparable(digests)).toEqual(comparable((await readRaw(client, query)).digests));
      }
      await other.close();
      await front.close();
    }, 60_000);
  },
);
