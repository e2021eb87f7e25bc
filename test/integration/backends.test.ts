import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { writeSeries, type WriteTarget } from "../../demo/backfill/remote-write.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import { ensureBackend } from "../../programs/backends.ts";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { readRequest } from "../../src/adapters/prometheus/raw/read-request.ts";
import type { SeriesList } from "../../src/core/promql/sample-series.ts";
import type { QueryAnswer } from "../../src/core/promql/query-answer.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { PUSH, startMimir, TENANT } from "../fixtures/mimir.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { startPrometheus } from "../fixtures/prometheus-server.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";
import { REPLICA_LABEL, SHIPPED_BLOCKS, startThanos } from "../fixtures/thanos.ts";
import { findVictoriaMetrics, startVictoriaMetrics } from "../fixtures/victoria-metrics.ts";
import { describeMimirsData } from "./mimirs-data.ts";
import { describeThanosData } from "./thanos-data.ts";

const END = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
const HOUR = 3_600_000;
const SERIES = ["200", "500"].map((code, c): WrittenSeries => ({
  labels: { __name__: "told_total", code },
  timestamps: Array.from({ length: 240 }, (_, i) => END - (239 - i) * 15_000),
  values: Array.from({ length: 240 }, (_, i) => i * (10 - 9 * c)),
}));

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

interface Started {
  readonly url: string;
  readonly writesTo: string;
  /** How it takes samples, if not as Prometheus does. */
  readonly target?: WriteTarget;
  /** What it wants of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly flush?: () => Promise<void>;
  /** Takes one of its stores down. */
  readonly loseStore?: () => Promise<void>;
}

const prometheusBy = async (program: string | undefined): Promise<Started> => {
  const server = await startPrometheus(program);
  stops.push(() => server.stop());
  return { url: server.url, writesTo: server.url };
};
const victoriaMetricsBy = async (program: string): Promise<Started> => {
  const server = await startVictoriaMetrics(program);
  stops.push(() => server.stop());
  return { url: server.url, writesTo: server.url, flush: () => server.flush() };
};
/** A querier over the sidecar of a Prometheus whose replicas would be taken for one. */
const thanosBy = async (program: string): Promise<Started> => {
  const prometheus = await startPrometheus(undefined, ...SHIPPED_BLOCKS);
  stops.push(() => prometheus.stop());
  await prometheus.nameItself({ [REPLICA_LABEL]: "a" });
  const thanos = await startThanos(program, [prometheus]);
  stops.push(() => thanos.stop());
  return { url: thanos.url, writesTo: prometheus.url, loseStore: () => thanos.loseStore() };
};

const mimirBy = async (program: string): Promise<Started> => {
  const mimir = await startMimir(program);
  stops.push(() => mimir.stop());
  const { root, url } = mimir;
  return { url, writesTo: root, target: PUSH, headers: TENANT, loseStore: () => mimir.loseIngester() };
};

const [prometheus3, debiansVictoria, victoria, thanos] = await Promise.all([
  ensurePrometheus3(),
  findVictoriaMetrics(),
  ensureBackend("victoria-metrics"),
  ensureBackend("thanos"),
]);
/** The largest by far: beside it the others would not be built in time. */
const mimir = await ensureBackend("mimir");
/** The rows of the table in the reference; undefined where the program is not here. */
const BACKENDS: Readonly<Record<string, (() => Promise<Started>) | undefined>> = {
  "Prometheus 2.42": () => prometheusBy(undefined),
  "Prometheus 3": () => prometheusBy(prometheus3.prometheus),
  "VictoriaMetrics 1.79": debiansVictoria === undefined ? undefined : () => victoriaMetricsBy(debiansVictoria),
  "VictoriaMetrics 1.151": victoria.ok ? () => victoriaMetricsBy(victoria.program) : undefined,
  "Thanos Querier 0.42": thanos.ok ? () => thanosBy(thanos.program) : undefined,
  "Mimir 3, April 2026": mimir.ok ? () => mimirBy(mimir.program) : undefined,
};

const table = await readFile(new URL("../../docs/reference/backends.md", import.meta.url), "utf8");
const cells = (line: string): readonly string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
const lines = table.split("\n").filter((line) => line.startsWith("| "));
const columns = cells(lines[0] ?? "").slice(1);

const word = (answer: QueryAnswer<unknown>): string => (answer.kind === "answered" ? "yes" : "no");
const samplesOf = (answer: QueryAnswer<SeriesList>): readonly number[] =>
  answer.kind === "answered" ? [...answer.value].map(({ values }) => values.length) : [];

/** How a server answers remote read, asked for chunks before samples. */
async function remoteRead(url: string, given: Started["headers"]): Promise<string> {
  const body = readRequest({ metric: "told_total", matchers: [] }, END - HOUR, END);
  const headers = {
    "content-type": "application/x-protobuf",
    "content-encoding": "snappy",
    "x-prometheus-remote-read-version": "0.1.0",
    ...given,
  };
  const answer = await fetch(`${url}/api/v1/read`, { method: "POST", headers, body });
  const type = answer.headers.get("content-type") ?? "";
  await answer.arrayBuffer();
  if (!answer.ok) return "no";
  return type.startsWith("application/x-streamed-protobuf") ? "chunks" : "samples";
}

/** What a server can, in the words of the table. */
async function measured(started: Started): Promise<Readonly<Record<string, string>>> {
  const { url, headers = {} } = started;
  const client = clientOf(url, headers);
  const at = instant(END);
  const plan = planOf(END - HOUR, END);
  const time = await client.serverTime();
  const raw = await readRaw(client, queryOf("told_total", plan));
  expect(comparable(raw.digests)).toEqual(comparable(digestsOf(SERIES, plan)));
  const lengths = samplesOf(await client.instant("told_total[5m]", at));
  expect(word(await client.instant("vector(1)"))).toBe("yes");
  return {
    instant: word(await client.instant("sum(told_total)", at)),
    range: word(await client.range("told_total", instant(END - HOUR), at, seconds(60))),
    "range selector": lengths.length === 2 && lengths.every((length) => length >= 20) ? "yes" : "no",
    "remote read": await remoteRead(url, headers),
    export: (await fetch(`${url}/api/v1/export?match[]=told_total`, { headers })).ok ? "yes" : "no",
    "raw samples by": raw.answer.kind === "read" ? raw.answer.way : raw.answer.message,
    "server time": time.kind === "answered" && Math.abs(time.value - Date.now()) < HOUR ? "yes" : "no",
    buildinfo: word(await client.version()),
    "partial answers": await partialAnswers(client, started),
  };
}

async function partialAnswers(client: Prometheus, { loseStore }: Started): Promise<string> {
  if (loseStore === undefined) return "cannot happen";
  await loseStore();
  return word(await client.instant("sum(told_total)")) === "no" ? "refused" : "not told";
}

const clientOf = (url: string, headers: NonNullable<Started["headers"]>): Prometheus => {
  const client = prometheusClient(url, [], headers);
  stops.push(() => client.close());
  return client;
};

describe.each(Object.entries(BACKENDS))("%s (skipped where it cannot be built or had)", (name, start) => {
  it.skipIf(start === undefined)(
    "can what the reference says",
    async () => {
      const started = await start?.();
      if (started === undefined) return;
      await writeSeries(started.writesTo, SERIES, started.target);
      await started.flush?.();
      const row = cells(lines.find((line) => cells(line)[0] === name) ?? "").slice(1);
      const told = Object.fromEntries(columns.map((column, i) => [column, row[i]]));
      expect(await measured(started)).toEqual(told);
    },
    120_000,
  );
});

describeMimirsData(mimir.ok ? mimir.program : undefined);
describeThanosData(thanos.ok ? thanos.program : undefined);
