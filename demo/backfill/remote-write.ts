import { compress } from "snappyjs";
import { encodeLabels, WriteRequest, type WrittenSeries } from "./write-request.ts";

export type { WrittenSeries } from "./write-request.ts";

/**
 * Prometheus refuses samples more than an hour older than its newest one, so series are written side by side,
 * in slices of time well below that.
 */
const SLICE_MILLISECONDS = 45 * 60_000;

/** Uncompressed size at which a request is sent. */
const REQUEST_BYTES = 2 << 20;

interface Cursor {
  readonly series: WrittenSeries;
  readonly labels: Uint8Array;
  next: number;
}

/** What was written. */
export interface WriteResult {
  readonly samples: number;
  readonly requests: number;
}

/** Where others than Prometheus take samples, and what they want of each request. */
export interface WriteTarget {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const PROMETHEUS: WriteTarget = { path: "/api/v1/write", headers: {} };

/**
 * Writes series to a Prometheus that was started with `--web.enable-remote-write-receiver`.
 *
 * @param url - Prometheus' base address, such as `http://127.0.0.1:9090`
 * @param series - each with ascending timestamps; those of different series may differ and span any time.
 *   Nothing may be older than what that Prometheus holds already for the same series, nor an hour older than its newest
 *   sample
 * @throws Error with Prometheus' own words when it refuses
 */
export async function writeSeries(
  url: string,
  series: readonly WrittenSeries[],
  { path, headers }: WriteTarget = PROMETHEUS,
): Promise<WriteResult> {
  const endpoint = new URL(path, url);
  let written = { samples: 0, requests: 0 };
  let underWay: Promise<void> = Promise.resolve();
  for (const { message, samples } of requests(series)) {
    // One request at a time keeps the samples in order; the next one is encoded meanwhile.
    const body = compress(message);
    await underWay;
    underWay = post(endpoint, headers, body);
    // A refusal is reported by the await above or below, not as an unhandled rejection in between.
    underWay.catch(() => undefined);
    written = { samples: written.samples + samples, requests: written.requests + 1 };
  }
  await underWay;
  return written;
}

function* requests(series: readonly WrittenSeries[]): Generator<{ message: Uint8Array; samples: number }> {
  const cursors = series
    .filter(({ timestamps }) => timestamps.length > 0)
    .map((one): Cursor => ({ series: one, labels: encodeLabels(one.labels), next: 0 }));
  const request = new WriteRequest();
  let samples = 0;
  for (let open = cursors; open.length > 0; open = open.filter(isUnfinished)) {
    const end = Math.min(...open.map(nextTimestamp)) + SLICE_MILLISECONDS;
    for (const cursor of open) {
      const from = cursor.next;
      cursor.next = firstAtOrAfter(cursor.series.timestamps, end, from);
      if (cursor.next === from) continue;
      request.add(cursor.labels, cursor.series, from, cursor.next);
      samples += cursor.next - from;
      if (request.length < REQUEST_BYTES) continue;
      yield { message: request.take(), samples };
      samples = 0;
    }
  }
  if (samples > 0) yield { message: request.take(), samples };
}

const isUnfinished = (cursor: Cursor): boolean => cursor.next < cursor.series.timestamps.length;

const nextTimestamp = (cursor: Cursor): number => cursor.series.timestamps[cursor.next] ?? Infinity;

function firstAtOrAfter(timestamps: ArrayLike<number>, end: number, from: number): number {
  let index = from;
  while (index < timestamps.length && (timestamps[index] ?? Infinity) < end) index++;
  return index;
}

async function post(endpoint: URL, given: WriteTarget["headers"], body: Uint8Array): Promise<void> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
      ...given,
    },
    body,
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`Prometheus refused the samples with ${answer.status}: ${said.trim()}`);
}
