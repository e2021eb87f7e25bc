import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { bulkhead } from "cockatiel";
import type { QueryFailure } from "../../core/promql/query-answer.ts";
import type { SeriesList } from "../../core/promql/sample-series.ts";
import { type Heard, parseSeries } from "./answer.ts";
import { PackedList, type PackedSeries } from "./packed-series.ts";
import { PrometheusError } from "./prometheus-error.ts";
import type { RawAnswer } from "./transport.ts";

/** What the thread is asked: to begin with an answer, or for the next slice of it. */
export interface Asked {
  readonly answer?: RawAnswer;
}

/** What it tells. */
export type Told =
  | {
      readonly kind: "slice";
      readonly series: PackedSeries;
      readonly remarks: readonly string[];
      readonly isLast: boolean;
    }
  | { readonly kind: "refused"; readonly reason: QueryFailure; readonly message: string };

/** Smaller ones are read at once, in some milliseconds. */
const LARGE_BYTES = 256 * 1024;

/** All that a thread reads lives until it is handed over: to look for what died young, in more room, finds nothing. */
const YOUNG_MEGABYTES = 12;

/** The file is compiled under another ending. */
const THREAD = new URL(`decoder-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Reads answers without keeping everybody else waiting: large ones in a thread, one after the other. The thread ends
 * when none is left, and takes its memory with it.
 */
export class Decoder {
  readonly #oneByOne = bulkhead(1, Infinity);
  #waiting = 0;
  #thread: Worker | undefined;

  /** @throws PrometheusError as {@link parseSeries} does */
  async series(answer: RawAnswer): Promise<Heard<SeriesList>> {
    if (answer.body.length <= LARGE_BYTES) return parseSeries(answer);
    this.#waiting++;
    try {
      return await this.#oneByOne.execute(() => this.#read(answer));
    } finally {
      if (--this.#waiting === 0) await this.close();
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async #read(answer: RawAnswer): Promise<Heard<SeriesList>> {
    const thread = (this.#thread ??= this.#start());
    const parts: PackedSeries[] = [];
    for (let asked: Asked = { answer }; ; asked = {}) {
      const told = await askThread(thread, asked);
      if (told.kind === "refused") throw new PrometheusError(told.message, told.reason);
      parts.push(told.series);
      if (told.isLast) return { value: new PackedList(parts), remarks: told.remarks };
    }
  }

  /** A thread that ended by itself, for want of memory say, is none for the answers that wait: they get another one. */
  #start(): Worker {
    const thread = new Worker(THREAD, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
    const forget = (): void => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    thread.once("error", forget).once("exit", forget);
    return thread;
  }
}

/** @throws the error of a fault in the thread, or PrometheusError when it has ended */
function askThread(thread: Worker, { answer }: Asked): Promise<Told> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new PrometheusError("the thread that reads answers has ended", "unreachable"));
    // An end is told once, and what is sent after it is lost.
    if (thread.threadId < 0) return closed();
    thread.once("error", reject);
    thread.once("exit", closed);
    thread.once("message", (told: Told) => {
      thread.off("error", reject).off("exit", closed);
      resolve(told);
    });
    const owned = answer && { ...answer, body: ownBytes(answer.body) };
    thread.postMessage(owned === undefined ? {} : { answer: owned }, owned === undefined ? [] : [owned.body.buffer]);
    return undefined;
  });
}

/** What is handed over is gone here, and others may have their bytes in the same memory. */
const ownBytes = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
