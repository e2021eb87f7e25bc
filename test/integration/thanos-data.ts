import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import type { RawQuery } from "../../src/core/ledger/ports.ts";
import { instant } from "../../src/core/units/instant.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";
import {
  DAY,
  END,
  expectRequestsCounted,
  HOUR,
  isLate,
  LATE,
  MINUTE,
  ODD,
  partOf,
  requestsSeen,
} from "../fixtures/stored-days.ts";
import { REPLICA_LABEL, SHIPPED_BLOCKS, startThanos, type Thanos } from "../fixtures/thanos.ts";

/** Each replica was down when the other was not. */
const DOWN = {
  a: (atMs: number): boolean =>
    (atMs > END - 30 * HOUR && atMs < END - 26 * HOUR) || (atMs > END - 20 * MINUTE && atMs < END - 15 * MINUTE),
  b: (atMs: number): boolean =>
    (atMs > END - 50 * HOUR && atMs < END - 47 * HOUR) || (atMs > END - 10 * MINUTE && atMs < END - 7 * MINUTE),
};
/** The replicas scrape at different moments. */
const LATER_SECONDS = 7;

/** Series as queriers tell them. */
const named = (series: readonly WrittenSeries[]): readonly WrittenSeries[] =>
  series.map((one) => ({ ...one, labels: { ...one.labels, cluster: "test" } }));

/** What is read of a querier is what two replicas have seen together, or nothing; skipped where there is no program. */
export function describeThanosData(program: string | undefined): void {
  describe.skipIf(program === undefined)(
    "Thanos, a querier over two replicas and a store of blocks (skipped where it cannot be built)",
    () => {
      const servers: PrometheusServer[] = [];
      const clients: Prometheus[] = [];
      let thanos: Thanos;
      const clientOf = (url: string, replicaLabels: readonly string[] = []): Prometheus => {
        const made = prometheusClient(url, replicaLabels);
        clients.push(made);
        return made;
      };
      const replica = async (
        name: "a" | "b",
        requests: readonly WrittenSeries[],
        others: readonly WrittenSeries[],
      ): Promise<PrometheusServer> => {
        const server = await startPrometheus(undefined, ...SHIPPED_BLOCKS);
        servers.push(server);
        await server.nameItself({ cluster: "test", [REPLICA_LABEL]: name });
        const scraped = requests.map((one) => partOf(one, (atMs) => !DOWN[name](atMs)));
        await writeSeries(server.url, [...scraped, ...others]);
        return server;
      };

      beforeAll(async () => {
        const a = await replica("a", requestsSeen(), [...ODD, partOf(LATE, (atMs) => !isLate(atMs))]);
        await writeSeries(a.url, [partOf(LATE, isLate)]);
        const b = await replica("b", requestsSeen(LATER_SECONDS), []);
        thanos = await startThanos(program ?? "", [a, b], "6h");
      }, 240_000);
      afterAll(async () => {
        await Promise.all(clients.map((one) => one.close()));
        await thanos?.stop();
        await Promise.all(servers.map((server) => server.stop()));
      });

      const expectAsWritten = async (query: RawQuery, written: readonly WrittenSeries[]): Promise<void> => {
        const { answer, digests } = await readRaw(clientOf(thanos.url), query);
        expect(answer).toEqual({ kind: "read", way: "range selectors" });
        expect(comparable(digests)).toEqual(comparable(digestsOf(named(written), query.plan)));
      };

      it("tells raw samples as they were written, from blocks and from a sidecar", async () => {
        await expectAsWritten(queryOf("odd_total", planOf(END - 2.9 * DAY, END - 1_234)), ODD);
        await expectAsWritten(queryOf("odd_total", planOf(END - 2 * DAY, END - DAY)), ODD);
        await expectAsWritten(queryOf("late_total", planOf(END - DAY, END)), [LATE]);
        await expectAsWritten(queryOf("none_total", planOf(END - 2 * DAY, END)), []);
      }, 120_000);

      it(
        "has what the replicas saw together counted once, live and from the past",
        () => expectRequestsCounted(clientOf(thanos.url)),
        120_000,
      );

      it(
        "has it counted once where a querier tells each replica for itself",
        () => expectRequestsCounted(clientOf(thanos.apart, [REPLICA_LABEL])),
        120_000,
      );

      it("refuses to tell a part when it has lost its blocks", async () => {
        await thanos.loseStore();
        const client = clientOf(thanos.url);
        expect((await client.instant("sum(http_requests_total)", instant(END - DAY))).kind).toBe("failed");
        const { answer } = await readRaw(client, queryOf("odd_total", planOf(END - 2 * DAY, END)));
        expect(answer.kind).toBe("failed");
      }, 60_000);
    },
  );
}
