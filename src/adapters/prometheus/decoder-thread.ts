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

let slices: Iterator<Told> | undefined;

parentPort?.on("message", ({ answer }: Asked) => {
  if (answer !== undefined) slices = slicesOf(answer);
  const told = slices?.next();
  if (told?.done !== false) return;
  const { value } = told;
  parentPort?.postMessage(value, value.kind === "slice" ? buffersOf(value.series) : []);
});

function* slicesOf(answer: RawAnswer): Generator<Told, void> {
  try {
    const { value: list, remarks } = parseSeriesList(answer);
    for (let start = 0; start === 0 || start < list.length; start += SLICE) {
      const series = packSeries(list.slice(start, start + SLICE).map(parseOneSeries));
      yield { kind: "slice", series, remarks, isLast: start + SLICE >= list.length };
    }
  } catch (error) {
    if (!(error instanceof PrometheusError)) throw error;
    const { reason, message } = error.toAnswer();
    yield { kind: "refused", reason, message };
  }
}

const buffersOf = ({ shape, samples }: PackedSeries): ArrayBuffer[] => [shape.buffer, samples.buffer];
