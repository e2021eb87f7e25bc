import type { RawQuery } from "../../../core/ledger/ports.ts";
import { printSelector } from "../../../core/promql/selector.ts";
import { instant, toUnix } from "../../../core/units/instant.ts";
import { accepted } from "./accepted-answer.ts";
import type { RawDecoder } from "./raw-decoder.ts";
import type { RawClient, RawWay, Take } from "./way.ts";

const LINES = "application/stream+json";

const HEADERS = { accept: LINES, "content-type": "application/x-www-form-urlencoded" };

/** VictoriaMetrics' export: a line for each series, its samples in order and without duplicates. */
export class Export implements RawWay {
  readonly name = "export";
  readonly #client: RawClient;
  readonly #decoder: RawDecoder;

  constructor(client: RawClient, decoder: RawDecoder) {
    this.#client = client;
    this.#decoder = decoder;
  }

  async read({ selector, plan, replicas }: RawQuery, take: Take, signal: AbortSignal): Promise<void> {
    // To reduce its use of memory would give a series in many lines, in no order, and with duplicates.
    const body = new URLSearchParams({
      "match[]": printSelector(selector),
      start: String(toUnix(instant(plan.fromMs))),
      end: String(toUnix(instant(plan.toMs))),
      deny_partial_response: "1",
    }).toString();
    const request = { headers: HEADERS, body };
    const answer = await accepted(await this.#client.open("api/v1/export", request, signal), [LINES]);
    try {
      const job = { form: "lines", plan, replicas, known: undefined, mostBytes: this.#client.mostBytes } as const;
      await this.#decoder.read(job, answer.body, take);
    } finally {
      answer.close();
    }
  }
}
