import { parentPort } from "node:worker_threads";
import { parseOneSeries, parseSeriesList } from "./answer.ts";
import type { Asked, Told } from "./decoder.ts";
import { type PackedSeries, packSeries } from "./packed-series.ts";
import { MatrixScanner } from "./matrix-scanner.ts";
import { PrometheusError } from "./prometheus-error.ts";
import type { RawAnswer } from "./transport.ts";

// A thread that reads answers, one at a time. The next slice of one is made when it is asked for, so that whoever takes
// them has time for others in between, and no two forms of a whole answer stand side by side.

/** Series that are handed over at once: a few milliseconds of work for whoever takes them. */
const SLICE = 1_000;

/** An answer, as far as it was not handed over yet: its bytes, or a list where they say things in another way. */
type Reading =
  | { readonly kind: "bytes"; readonly answer: RawAnswer; readonly scanner: MatrixScanner; handedOver: number }
  | { readonly kind: "list"; readonly list: unknown[]; readonly remarks: readonly string[] };

const NOTHING: Reading = { kind: "list", list: [], remarks: [] };

let reading: Reading = NOTHING;

parentPort?.on("message", ({ answer }: Asked) => {
  const told = toldOf(answer);
  parentPort?.postMessage(told, told.kind === "slice" ? buffersOf(told.series) : []);
});

function toldOf(answer: RawAnswer | undefined): Told {
  try {
    if (answer !== undefined) reading = toReading(answer);
    const told = nextSlice();
    if (told.isLast) reading = NOTHING;
    return told;
  } catch (error) {
    reading = NOTHING;
    if (!(error instanceof PrometheusError)) throw error;
    const { reason, message } = error.toAnswer();
    return { kind: "refused", reason, message };
  }
}

function toReading(answer: RawAnswer): Reading {
  const scanner = answer.status === 200 ? MatrixScanner.of(answer) : undefined;
  return scanner === undefined ? toList(answer, 0) : { kind: "bytes", answer, scanner, handedOver: 0 };
}

/** The bytes are forgotten once they are a list, and of that what is handed over: each is some tens of megabytes. */
function toList(answer: RawAnswer, handedOver: number): Extract<Reading, { kind: "list" }> {
  const { value, remarks } = parseSeriesList(answer);
  return { kind: "list", list: value.slice(handedOver), remarks };
}

function nextSlice(): Extract<Told, { kind: "slice" }> {
  if (reading.kind === "bytes") {
    const { scanner, answer } = reading;
    const series = scanner.take(SLICE);
    if (series !== undefined) {
      reading.handedOver += SLICE;
      const remarks = scanner.isDone ? parseSeriesList(scanner.envelope).remarks : [];
      return { kind: "slice", series, remarks, isLast: scanner.isDone };
    }
    reading = toList(answer, reading.handedOver);
  }
  const { list, remarks } = reading;
  const series = packSeries(list.splice(0, SLICE).map(parseOneSeries));
  return { kind: "slice", series, remarks, isLast: list.length === 0 };
}

const buffersOf = ({ shape, samples, digests }: PackedSeries): ArrayBuffer[] => [
  shape.buffer,
  samples.buffer,
  digests.buffer,
];
