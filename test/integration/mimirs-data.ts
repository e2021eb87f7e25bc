import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import type { WindowStatus } from "../../src/core/budget/status.ts";
import { Ledger } from "../../src/core/ledger/ledger.ts";
import type { RawQuery } from "../../src/core/ledger/ports.ts";
import { instant } from "../../src/core/units/instant.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { ask } from "../../src/service/control/ledger-answer.ts";
import { startFrontWithoutRawReads } from "../fixtures/front-without-raw-reads.ts";
import { type Mimir, PUSH, startMimir, TENANT } from "../fixtures/mimir.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { evaluatedAt, prometheusClient } from "../fixtures/prometheus-client.ts";
import { comparable, digestsOf, oddSeries, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const STEP = 30_000;
const END = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE;
/** What is older lies in blocks; of the newest half day the ingesters have it as well. */
const FLUSHED = END - 40 * MINUTE;

/** Three days of them, with all that can befall a series. */
const ODD = oddSeries("odd_total", 12, (3 * DAY) / STEP, END);

/** Requests that are counted in three pods, one of which begins anew now and then. */
const REQUESTS = ["a", "b", "c"].flatMap((pod, p) =>
  ["200", "500"].map((code, c): WrittenSeries => {
    const indices = Array.from({ length: (3 * DAY) / STEP }, (_, i) => i);
    const life = (i: number): number => (pod === "b" ? i % 1_234 : i);
    return {
      labels: { __name__: "http_requests_total", job: "checkout", pod, code },
      timestamps: indices.map((i) => END - (indices.length - i) * STEP + 1_000 * (p + 1)),
      values: indices.map((i) => (c === 0 ? 50 * life(i) : Math.floor(life(i) / 3))),
    };
  }),
);

/** Its samples of an hour come after the later ones. */
const LATE: WrittenSeries = {
  labels: { __name__: "late_total", pod: "a" },
  timestamps: Array.from({ length: 720 }, (_, i) => END - (720 - i) * 15_000),
  values: Array.from({ length: 720 }, (_, i) => i * 3),
};
const isLate = (atMs: number): boolean => atMs > END - 2 * 60 * MINUTE && atMs < END - 60 * MINUTE;

const partOf = ({ labels, timestamps, values }: WrittenSeries, keeps: (atMs: number) => boolean): WrittenSeries => ({
  labels,
  timestamps: Array.from(timestamps).filter(keeps),
  values: Array.from(values).filter((_, i) => keeps(timestamps[i] ?? 0)),
});

/** Events of some series within (from, to], each at the sample that shows it. */
function eventsOf(series: readonly WrittenSeries[], fromMs: number, toMs: number): number {
  let events = 0;
  for (const { timestamps, values } of series)
    for (let i = 1; i < timestamps.length; i++) {
      const [at = 0, before = 0, value = 0] = [timestamps[i], values[i - 1], values[i]];
      if (at > fromMs && at <= toMs) events += value < before ? value : value - before;
    }
  return events;
}
const failures = REQUESTS.filter(({ labels }) => labels["code"] === "500");

const availability = objective({
  window: { kind: "rolling", length: days(2) },
  indicator: {
    kind: "events",
    total: [counter("http_requests_total", { job: "checkout" })],
    counted: { as: "bad", selectors: [counter("http_requests_total", { job: "checkout", code: "500" })] },
  },
});

/** What is read of a tenant of Mimir is what was written, or nothing; skipped where there is no program. */
export function describeMimirsData(program: string | undefined): void {
  describe.skipIf(program === undefined)(
    "Mimir, asked for one of its tenants (skipped where it cannot be built)",
    () => {
      let mimir: Mimir;
      let client: Prometheus;
      const clients: Prometheus[] = [];
      const clientOf = (url: string, headers: Readonly<Record<string, string>>): Prometheus => {
        const made = prometheusClient(url, [], headers);
        clients.push(made);
        return made;
      };

      beforeAll(async () => {
        mimir = await startMimir(
          program ?? "",
          "-distributor.ingestion-rate-limit=1000000",
          "-distributor.ingestion-burst-size=1000000",
          "-ingester.out-of-order-time-window=1d",
        );
        const write = (series: readonly WrittenSeries[], keeps: (atMs: number) => boolean): Promise<unknown> =>
          writeSeries(
            mimir.root,
            series.map((one) => partOf(one, keeps)),
            PUSH,
          );
        await write([...ODD, ...REQUESTS], (atMs) => atMs <= FLUSHED);
        await write([LATE], (atMs) => atMs <= FLUSHED && !isLate(atMs));
        await mimir.flush();
        await write([...ODD, ...REQUESTS, LATE], (atMs) => atMs > FLUSHED);
        await write([LATE], isLate);
        client = clientOf(mimir.url, TENANT);
      }, 240_000);
      afterAll(async () => {
        await Promise.all(clients.map((one) => one.close()));
        await mimir?.stop();
      });

      const expectAsWritten = async (query: RawQuery, written: readonly WrittenSeries[]): Promise<void> => {
        const { answer, digests } = await readRaw(client, query);
        expect(answer).toEqual({ kind: "read", way: "remote read" });
        expect(comparable(digests)).toEqual(comparable(digestsOf(written, query.plan)));
      };

      it("tells raw samples of the past as they were written, from blocks and from ingesters", async () => {
        await expectAsWritten(queryOf("odd_total", planOf(END - 2.9 * DAY, END - 1_234)), ODD);
        await expectAsWritten(queryOf("odd_total", planOf(END - 2 * DAY, END - DAY)), ODD);
        await expectAsWritten(queryOf("none_total", planOf(END - 2 * DAY, END)), []);
      }, 60_000);

      it("tells those that a selector chooses", async () => {
        const choosing = (operator: "=" | "!=" | "=~" | "!~", label: string, value: string): RawQuery => ({
          selector: { metric: "odd_total", matchers: [{ label, operator, value }] },
          plan: planOf(END - DAY, END),
          replicas: [],
        });
        const chosen = (keeps: (labels: Readonly<Record<string, string>>) => boolean): readonly WrittenSeries[] =>
          ODD.filter(({ labels }) => keeps(labels));
        await expectAsWritten(
          choosing("=", "zone", 'ü"3'),
          chosen(({ zone }) => zone === 'ü"3'),
        );
        await expectAsWritten(
          choosing("=", "code", ""),
          chosen(({ code }) => code === undefined),
        );
        await expectAsWritten(
          choosing("!~", "pod", "pod-1.?"),
          chosen(({ pod = "" }) => !/^pod-1.?$/u.test(pod)),
        );
      }, 60_000);

      it("tells samples that came late in their place", () =>
        expectAsWritten(queryOf("late_total", planOf(END - DAY, END)), [LATE]));

      it("tells the same by range selectors", async () => {
        const front = await startFrontWithoutRawReads(mimir.root, TENANT);
        const other = clientOf(`${front.url}/prometheus`, {});
        for (const query of [
          queryOf("odd_total", planOf(END - 2.5 * DAY, END)),
          queryOf("late_total", planOf(END - DAY, END)),
        ]) {
          const { answer, digests } = await readRaw(other, query);
          expect(answer).toEqual({ kind: "read", way: "range selectors" });
          expect(comparable(digests)).toEqual(comparable((await readRaw(client, query)).digests));
        }
        await front.close();
      }, 60_000);

      it("has its live steps and its history counted as they were written", async () => {
        const expectCounts = ({ total, bad }: WindowStatus, lengthMs: number): void => {
          expect({ total: Math.round(total * 100) / 100, bad: Math.round(bad * 100) / 100 }).toEqual({
            total: eventsOf(REQUESTS, END - lengthMs, END),
            bad: eventsOf(failures, END - lengthMs, END),
          });
        };
        const windowOf = (windows: readonly WindowStatus[] | undefined, name: string): WindowStatus => {
          const found = windows?.find(({ window }) => window === name);
          if (found === undefined) throw new Error(`no window ${name}`);
          return found;
        };
        const ledger = new Ledger({ step: seconds(STEP / 1000) });
        const startMs = END - 35 * MINUTE;
        ledger.follow([availability], instant(startMs));
        for (let atMs = startMs; atMs <= END; atMs += STEP) {
          const queries = ledger.plan(instant(atMs));
          ledger.ingest(instant(atMs), await Promise.all(queries.map((query) => ask(client, query))));
        }
        const [live] = ledger.read(instant(END));
        expectCounts(windowOf(live?.windows, "5m"), 5 * MINUTE);
        expectCounts(windowOf(live?.windows, "30m"), 30 * MINUTE);
        const [whole] = await evaluatedAt(client, [availability], instant(END));
        expect(whole).toMatchObject({ approximate: false });
        for (const [name, lengthMs] of [
          ["1h", 60 * MINUTE],
          ["6h", 360 * MINUTE],
          ["1d", DAY],
          ["slo", 2 * DAY],
        ] as const)
          expectCounts(windowOf(whole?.windows, name), lengthMs);
      }, 60_000);

      it("tells nothing of one tenant to another, nor to who names none", async () => {
        const other = clientOf(mimir.url, { "X-Scope-OrgID": "bakery" });
        const query = queryOf("odd_total", planOf(END - DAY, END));
        expect(await readRaw(other, query)).toEqual({ answer: { kind: "read", way: "remote read" }, digests: [] });
        const nobody = clientOf(mimir.url, {});
        const message =
          "HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)";
        expect(await nobody.instant("odd_total")).toMatchObject({ kind: "failed", message });
        expect((await readRaw(nobody, query)).answer.kind).not.toBe("read");
      });

      it("refuses to tell a part when it has lost an ingester", async () => {
        await mimir.loseIngester();
        expect((await client.instant("sum(http_requests_total)", instant(END))).kind).toBe("failed");
        const { answer } = await readRaw(client, queryOf("odd_total", planOf(END - DAY, END)));
        expect(answer).toMatchObject({ kind: "failed", reason: "unreachable" });
      }, 60_000);
    },
  );
}
