import type { RawQuery } from "../../../core/ledger/ports.ts";
import { printSelector } from "../../../core/promql/selector.ts";
import { instant } from "../../../core/units/instant.ts";
import { PrometheusError } from "../prometheus-error.ts";
import { accepted } from "./accepted-answer.ts";
import { UnsupportedWay } from "./broken.ts";
import type { RawDecoder } from "./raw-decoder.ts";
import { readRequest } from "./read-request.ts";
import type { RawClient, RawWay, Take } from "./way.ts";

const STREAMED = "application/x-streamed-protobuf";
const WHOLE = "application/x-protobuf";

const HEADERS = {
  accept: "application/x-streamed-protobuf, application/x-protobuf",
  "content-type": "application/x-protobuf",
  "content-encoding": "snappy",
  "x-prometheus-remote-read-version": "0.1.0",
};

/** Prometheus' remote read: chunks as they are stored, streamed; or whole samples, from servers that do not stream. */
export class RemoteRead implements RawWay {
  readonly name = "remote read";
  readonly #client: RawClient;
  readonly #decoder: RawDecoder;

  constructor(client: RawClient, decoder: RawDecoder) {
    this.#client = client;
    this.#decoder = decoder;
  }

  async read({ selector, plan, replicas }: RawQuery, take: Take, signal: AbortSignal): Promise<void> {
    const body = readRequest(selector, plan.fromMs, plan.toMs);
    const known = await this.#knownLabels(printSelector(selector), plan.fromMs, plan.toMs, signal);
    const request = { headers: HEADERS, body };
    const answer = await accepted(await this.#client.open("api/v1/read", request, signal), [STREAMED, WHOLE]);
    try {
      const form = answer.contentType.startsWith(STREAMED) ? "chunks" : "whole";
      const job = { form, plan, replicas, known, mostBytes: this.#client.mostBytes } as const;
      await this.#decoder.read(job, answer.body, take);
    } finally {
      answer.close();
    }
  }

  /** Remote read adds the server's external labels to all series, which queries do not have. */
  async #knownLabels(match: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<readonly string[]> {
    const answer = await this.#client.labelNames(match, instant(fromMs), instant(toMs), signal);
    if (answer.kind === "answered") return answer.value;
    const message = `the names of labels: ${answer.message}`;
    if (answer.reason === "unreachable" || answer.reason === "timeout")
      throw new PrometheusError(message, answer.reason, { cause: answer.cause });
    throw new UnsupportedWay(message);
  }
}
