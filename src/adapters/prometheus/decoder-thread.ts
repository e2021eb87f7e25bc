import { parentPort } from "node:worker_threads";
import { parseOneSeries, parseSeriesList } from "./answer.ts";
import type { Asked, Told } from "./decoder.ts";
import { type PackedSeries, packSeries } from "./packed-series.ts";
import { PrometheusError } from "./prometheus-error.ts";
import type { RawAnswer } from "./transport.ts";

// A thread that reads answers, one at a time. The next slice of one is made when it is asked for, so that whoever takes
// them has time for others in between, and no two forms of a whole answer stand side by side.

/** Series that are handed over at once: a few milliseconds of work for whoever takes them. */
const SLICE = 1_000;

/** An answer, as far as it was not handed over yet. */
interface Reading {
  readonly list: unknown[];
  readonly remarks: readonly string[];
}

let reading: Reading = { list: [], remarks: [] };

parentPort?.on("message", ({ answer }: Asked) => {
  const told = toldOf(answer);
  parentPort?.postMessage(told, told.kind === "slice" ? buffersOf(told.series) : []);
});

function toldOf(answer: RawAnswer | undefined): Told {
  try {
    if (answer !== undefined) reading = toReading(answer);
    return nextSlice(reading);
  } catch (error) {
    if (!(error instanceof PrometheusError)) throw error;
    const { reason, message } = error.toAnswer();
    return { kind: "refused", reason, message };
  }
}

/** The bytes are forgotten once they are a list, and of that what is handed over: each is some tens of megabytes. */
function toReading(answer: RawAnswer): Reading {
  const { value, remarks } = parseSeriesList(answer);
  return { list: [...value], remarks };
}

function nextSlice({ list, remarks }: Reading): Told {
  const series = packSeries(list.splice(0, SLICE).map(parseOneSeries));
  return { kind: "slice", series, remarks, isLast: list.length === 0 };
}

const buffersOf = ({ shape, samples }: PackedSeries): ArrayBuffer[] => [shape.buffer, samples.buffer];
