import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import type { RawQuery } from "../../src/core/ledger/ports.ts";
import { instant } from "../../src/core/units/instant.ts";
import { startFrontWithoutRawReads } from "../fixtures/front-without-raw-reads.ts";
import { type Mimir, PUSH, startMimir, TENANT } from "../fixtures/mimir.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";
import {
  DAY,
  END,
  expectRequestsCounted,
  isLate,
  LATE,
  MINUTE,
  ODD,
  partOf,
  requestsSeen,
} from "../fixtures/stored-days.ts";

/** What is older lies in blocks; of the newest half day the ingesters have it as well. */
const FLUSHED = END - 40 * MINUTE;
const REQUESTS = requestsSeen();

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

      it(
        "has its live steps and its history counted as they were written",
        () => expectRequestsCounted(client),
        60_000,
      );

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
