import { parentPort } from "node:worker_threads";
import { PrometheusError } from "../prometheus-error.ts";
import { broken, UnsupportedWay } from "./broken.ts";
import { ChunkedSeriesDecoder } from "./chunked-series.ts";
import { DigestCollector } from "./digest-collector.ts";
import { ExportedLines } from "./exported-lines.ts";
import { FrameReader } from "./frame-reader.ts";
import { packDigests } from "./packed-digests.ts";
import type { Asked, RawJob, Told } from "./raw-job.ts";
import { DIGESTS_AT_ONCE } from "./way.ts";
import { addWholeSeries } from "./whole-series.ts";

// A thread that reads raw samples, of one answer at a time, and tells what they come to. Bytes come when the last ones
// are read, and digests go when the last ones are taken.

/** One answer, as far as it has come. */
interface Reading {
  readonly collector: DigestCollector;
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly end: () => void;
}

let reading: Reading | undefined;

parentPort?.on("message", (asked: Asked) => {
  const told = answerTo(asked);
  const packed = told.kind === "digests" ? told.packed : undefined;
  parentPort?.postMessage(
    told,
    packed === undefined ? [] : [packed.shape.buffer, packed.counts.buffer, packed.told.buffer],
  );
});

function answerTo(asked: Asked): Told {
  try {
    if (asked.kind === "begin") reading = begin(asked.job);
    if (reading === undefined) throw new Error("a thread that has no job was asked to go on");
    if (asked.kind === "bytes") reading.push(asked.bytes);
    if (asked.kind === "end") reading.end();
    return digestsOf(reading.collector);
  } catch (error) {
    reading = undefined;
    if (error instanceof UnsupportedWay) return { kind: "unsupported", message: error.message };
    if (!(error instanceof PrometheusError)) throw error;
    const { reason, message } = error.toAnswer();
    return { kind: "refused", reason, message };
  }
}

function digestsOf(collector: DigestCollector): Told {
  const { digests, isMore } = collector.take(DIGESTS_AT_ONCE);
  return { kind: "digests", packed: digests.length === 0 ? undefined : packDigests(digests), isMore };
}

function begin({ form, plan, replicas, known, mostBytes }: RawJob): Reading {
  const collector = new DigestCollector({ plan, replicas, known: known && new Set(known) });
  const withEnd = (push: Reading["push"], end: () => void): Reading => ({
    collector,
    push,
    end() {
      end();
      collector.end();
    },
  });
  switch (form) {
    case "chunks": {
      const frames = new FrameReader();
      const series = new ChunkedSeriesDecoder(collector);
      return withEnd(
        (bytes) => frames.push(bytes).forEach((frame) => series.add(frame)),
        () => frames.end(),
      );
    }
    case "lines": {
      const lines = new ExportedLines(collector);
      return withEnd(
        (bytes) => lines.push(bytes),
        () => lines.end(),
      );
    }
    case "whole":
      return wholeReading(collector, mostBytes, withEnd);
  }
}

function wholeReading(
  collector: DigestCollector,
  mostBytes: number,
  withEnd: (push: Reading["push"], end: () => void) => Reading,
): Reading {
  const parts: Uint8Array[] = [];
  let size = 0;
  return withEnd(
    (bytes) => {
      size += bytes.length;
      if (size > mostBytes) throw new UnsupportedWay(`an answer in one piece of more than ${mostBytes} bytes`);
      parts.push(bytes);
    },
    () => {
      if (size === 0) throw broken("the answer is empty");
      addWholeSeries(Buffer.concat(parts, size), mostBytes, collector);
    },
  );
}
