import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import type { RawQuery } from "../../src/core/ledger/ports.ts";
import { BUILD_TIMEOUT_MILLISECONDS } from "../fixtures/native-histogram.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { comparable, digestsOf, oddSeries, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";
import { startFrontWithoutRawReads } from "../fixtures/front-without-raw-reads.ts";

const END = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
const LENGTH = 40_000;
const DAY = 86_400_000;

/** Two weeks of them: in blocks, and the newest in the head. */
const MANY = oddSeries("many_total", 30, LENGTH, END);
const PLAN = planOf(END - 13 * DAY, END - 1_234);

/** Its samples of an hour come after the later ones, so that they lie in chunks that overlap. */
const LATE: WrittenSeries = {
  labels: { __name__: "late_total", pod: "a" },
  timestamps: Array.from({ length: 2_000 }, (_, i) => END - (2_000 - i) * 15_000),
  values: Array.from({ length: 2_000 }, (_, i) => i * 3),
};
const isLate = (i: number): boolean => (i > 500 && i < 740) || (i > 900 && i < 1_300 && i % 2 === 0);
const partOf = ({ labels, timestamps, values }: WrittenSeries, keeps: (i: number) => boolean): WrittenSeries => ({
  labels,
  timestamps: Array.from(timestamps).filter((_, i) => keeps(i)),
  values: Array.from(values).filter((_, i) => keeps(i)),
});

/** Both replicas of a Prometheus, of which the second has missed two hours. */
const REPLICAS = ["a", "b"].map((replica, r): WrittenSeries => {
  const times = Array.from({ length: 3_000 }, (_, i) => END - (3_000 - i) * 30_000 + r * 11_000);
  const kept = times.filter((_, i) => r === 0 || i < 1_000 || i > 1_240);
  return {
    labels: { __name__: "twice_total", pod: "a", replica },
    timestamps: kept,
    values: kept.map((at) => Math.floor((at - END + 3_100 * 30_000) / 1_000)),
  };
});

/** Begins blocks of three days as soon as half a block more is there. */
const BLOCKS = ["--storage.tsdb.min-block-duration=3d", "--storage.tsdb.max-block-duration=3d"];

describe.each([
  { version: "Prometheus 2", program: () => Promise.resolve(undefined), flags: [] },
  { version: "Prometheus 3", program: async () => (await ensurePrometheus3()).prometheus, flags: [] },
  {
    version: "Prometheus 3 with its newer chunks",
    program: async () => (await ensurePrometheus3()).prometheus,
    flags: ["--enable-feature=xor2-encoding"],
  },
])("raw samples of the past from $version", ({ program, flags }) => {
  let prometheus: PrometheusServer;
  let client: Prometheus;
  let front: Awaited<ReturnType<typeof startFrontWithoutRawReads>>;

  beforeAll(async () => {
    prometheus = await startPrometheus(await program(), ...BLOCKS, ...flags);
    await writeSeries(prometheus.url, MANY);
    await writeSeries(prometheus.url, [partOf(LATE, (i) => !isLate(i)), ...REPLICAS]);
    await writeSeries(prometheus.url, [partOf(LATE, isLate)]);
    await untilBlocks(prometheus.url);
    client = prometheusClient(prometheus.url);
    front = await startFrontWithoutRawReads(prometheus.url);
  }, BUILD_TIMEOUT_MILLISECONDS);
  afterAll(async () => {
    await Promise.all([client.close(), front.close()]);
    await prometheus.stop();
  });

  const expectAsWritten = async (query: RawQuery, written: readonly WrittenSeries[]): Promise<void> => {
    const { answer, digests } = await readRaw(client, query);
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    expect(comparable(digests)).toEqual(comparable(digestsOf(written, query.plan)));
  };

  it(
    "come to what was written, across blocks and the head",
    () => expectAsWritten(queryOf("many_total", PLAN), MANY),
    60_000,
  );

  it("are those that the selector chooses", async () => {
    const chosen = (keeps: (labels: Readonly<Record<string, string>>) => boolean): readonly WrittenSeries[] =>
      MANY.filter(({ labels }) => keeps(labels));
    const choosing = (operator: "=" | "!=" | "=~" | "!~", label: string, value: string): RawQuery => ({
      selector: { metric: "many_total", matchers: [{ label, operator, value }] },
      plan: planOf(END - DAY, END),
      replicas: [],
    });
    await expectAsWritten(
      choosing("=", "zone", 'ü"3'),
      chosen(({ zone }) => zone === 'ü"3'),
    );
    await expectAsWritten(
      choosing("=", "code", ""),
      chosen(({ code }) => code === undefined),
    );
    await expectAsWritten(
      choosing("!=", "code", "200"),
      chosen(({ code }) => code !== "200"),
    );
    await expectAsWritten(
      choosing("=~", "pod", "pod-1.?"),
      chosen(({ pod = "" }) => /^pod-1.?$/u.test(pod)),
    );
    await expectAsWritten(
      choosing("!~", "pod", "pod-1.?"),
      chosen(({ pod = "" }) => !/^pod-1.?$/u.test(pod)),
    );
    await expectAsWritten(choosing("=", "pod", "pod-."), []);
  }, 60_000);

  it("are in the order of time where some came late", () =>
    expectAsWritten(queryOf("late_total", planOf(END - DAY, END)), [LATE]));

  it("are counted once where two replicas wrote them", async () => {
    const plan = planOf(END - 2 * DAY, END);
    const { answer, digests } = await readRaw(client, queryOf("twice_total", plan, ["replica"]));
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    const first = REPLICAS.slice(0, 1).map((one) => ({ ...one, labels: { __name__: "twice_total", pod: "a" } }));
    expect(comparable(digests)).toEqual(comparable(digestsOf(first, plan)));
  });

  it("are the same by range selectors, where nothing else is offered", async () => {
    const other = prometheusClient(front.url);
    for (const query of [queryOf("many_total", planOf(END - 2 * DAY, END)), queryOf("late_total", PLAN)]) {
      const { answer, digests } = await readRaw(other, query);
      expect(answer).toEqual({ kind: "read", way: "range selectors" });
      expect(comparable(digests)).toEqual(comparable((await readRaw(client, query)).digests));
    }
    const replicas = queryOf("twice_total", planOf(END - 2 * DAY, END), ["replica"]);
    expect(comparable((await readRaw(other, replicas)).digests)).toEqual(
      comparable((await readRaw(client, replicas)).digests),
    );
    await other.close();
  }, 120_000);

  it("have no labels that the server adds to what it tells others, nor miss series that have these themselves", async () => {
    await prometheus.nameItself({ cluster: "eu", pod: "pod-1" });
    const written = MANY.slice(0, 4);
    const query = (label: string, value: string): RawQuery => ({
      selector: {
        metric: "many_total",
        matchers: [
          { label, operator: "=", value },
          { label: "pod", operator: "=~", value: "pod-[0-3]" },
        ],
      },
      plan: PLAN,
      replicas: [],
    });
    await expectAsWritten(query("cluster", ""), written);
    await expectAsWritten(query("pod", "pod-1"), written.slice(1, 2));
    await expectAsWritten(query("cluster", "eu"), []);
    await prometheus.nameItself({});
  }, 60_000);
});

/** Waits until a Prometheus has put what is old into blocks; it looks for that once a minute. */
async function untilBlocks(url: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (Number(/^prometheus_tsdb_blocks_loaded (\d+)/m.exec(metrics)?.[1]) >= 2) return;
    await sleep(500);
  }
  throw new Error(`after two minutes ${url} still has no blocks`);
}
