import { extname } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import { PrometheusError } from "../prometheus-error.ts";
import { UnsupportedWay } from "./broken.ts";
import { unpackDigests } from "./packed-digests.ts";
import type { Asked, RawJob, Told } from "./raw-job.ts";

/** The file is compiled under another ending. */
const THREAD = new URL(`raw-thread${extname(import.meta.url)}`, import.meta.url);

/** The past is read in many answers, one after the other: for so long an idle thread waits for the next one. */
const LINGER_MS = 5_000;

/** What a thread is handed at once: to wake it costs more than to read what a socket gives at a time. */
const PART_BYTES = 1 << 20;

/** Reads answers with raw samples in a thread as they come, one answer at a time, and never holds more than two parts. */
export class RawDecoder {
  #thread: Worker | undefined;
  #linger: NodeJS.Timeout | undefined;

  /**
   * Hands over what the samples come to.
   *
   * @throws PrometheusError as the body does, `invalid` for a broken one, `unreachable` when it is closed meanwhile
   * @throws UnsupportedWay for what cannot be read in this way
   */
  async read(
    job: RawJob,
    body: AsyncIterable<Uint8Array>,
    take: (digests: readonly SeriesDigest[]) => void,
  ): Promise<void> {
    clearTimeout(this.#linger);
    const thread = (this.#thread ??= this.#start());
    thread.ref();
    let heard = hearAll(thread, { kind: "begin", job }, take);
    try {
      for await (const bytes of inParts(body)) {
        // While one part is read, the next one comes.
        await heard;
        heard = hearAll(thread, { kind: "bytes", bytes }, take);
        heard.catch(() => undefined);
      }
      await heard;
      heard = hearAll(thread, { kind: "end" }, take);
      await heard;
    } finally {
      // Its answer would be taken for that to the next question.
      await Promise.allSettled([heard]);
      thread.unref();
      this.#linger = setTimeout(() => void this.close(), LINGER_MS).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#linger);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  /** A thread that failed is left to itself. */
  #start(): Worker {
    const thread = new Worker(THREAD);
    thread.once("exit", () => {
      if (this.#thread === thread) this.#thread = undefined;
    });
    return thread;
  }
}

/** The bytes of a body in parts of {@link PART_BYTES}, but for the last. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length;) {
      const taken = bytes.subarray(at, at + PART_BYTES - filled);
      part.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.slice(0, filled);
}

/** All that the thread has to tell on a question. */
async function hearAll(thread: Worker, first: Asked, take: (digests: readonly SeriesDigest[]) => void): Promise<void> {
  for (let asked = first; ; asked = { kind: "more" }) {
    const told = await askThread(thread, asked);
    switch (told.kind) {
      case "refused":
        throw new PrometheusError(told.message, told.reason);
      case "unsupported":
        throw new UnsupportedWay(told.message);
      case "digests":
        if (told.packed !== undefined) take(unpackDigests(told.packed));
        if (!told.isMore) return;
    }
    // Whoever takes them may have had much to do.
    await breathe();
  }
}

/** @throws the error of a fault in the thread, or PrometheusError when it was closed meanwhile */
function askThread(thread: Worker, asked: Asked): Promise<Told> {
  return new Promise((resolve, reject) => {
    const done = (): void => void thread.off("error", failed).off("exit", closed).off("message", heard);
    const failed = (error: unknown): void => {
      done();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const closed = (): void => failed(new PrometheusError("the client was closed", "unreachable"));
    const heard = (told: Told): void => {
      done();
      resolve(told);
    };
    if (thread.threadId < 0) return closed();
    thread.once("error", failed).once("exit", closed).once("message", heard);
    thread.postMessage(asked, asked.kind === "bytes" ? [asked.bytes.buffer] : []);
  });
}
