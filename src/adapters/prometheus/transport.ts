import type { Readable } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { createGunzip, createInflate } from "node:zlib";
import { ConstantBackoff, handleWhen, retry } from "cockatiel";
import { Agent, request } from "undici";
import { guardedLookup } from "./guarded-lookup.ts";
import { PrometheusError } from "./prometheus-error.ts";
import { tlsProblem } from "./tls-problem.ts";

export interface TransportOptions {
  /** For the whole exchange: connecting, waiting, and reading the body. */
  readonly timeoutSeconds: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
  /** PEM of the certificate authority that signed the server's certificate; the system's when absent. */
  readonly ca: string | undefined;
  /** An exchange is tried a second time. */
  readonly onRetry?: () => void;
}

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** An answer whose body is yet to come. */
export interface OpenAnswer {
  readonly status: number;
  readonly contentType: string;
  /** As it comes, without compression but the one that its type implies. @throws PrometheusError as `open` does */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up what has not come yet. */
  close(): void;
}

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Text in UTF-8. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A gateway of several servers, or a server that restarts, has one again soon. */
const RETRY_AFTER_MS = 200;

/** Others have their turn at the first part after so many milliseconds. */
const TURN_MS = 2;

/** One pool of connections to one server, with hard limits on time and size; never follows a redirect. */
export class Transport {
  readonly #agent: Agent;
  readonly #options: TransportOptions;
  /**
   * All questions only read, so that any may be asked twice; once is enough where a connection was lost or a gateway
   * had no backend, and what is still in vain is asked again at the next step.
   */
  readonly #again = retry(handleWhen((error) => LOST.includes(codeOf(error))).orWhenResult(isGatewaysOwn), {
    maxAttempts: 1,
    backoff: new ConstantBackoff(RETRY_AFTER_MS),
  });

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#again.onRetry(() => options.onRetry?.());
    this.#agent = new Agent({
      connect: {
        timeout: options.timeoutSeconds * 1000,
        lookup: guardedLookup,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      },
      // The deadline below covers the whole exchange, slow drips included.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws PrometheusError `unreachable`, `timeout`, or `invalid` for a body that is too large or broken */
  async exchange(asked: Exchange, given?: AbortSignal): Promise<RawAnswer> {
    // The second try has what the first one left of the time.
    const deadline = AbortSignal.timeout(this.#options.timeoutSeconds * 1000);
    const signal = given === undefined ? deadline : AbortSignal.any([deadline, given]);
    try {
      return await this.#again.execute(() => this.#exchange(asked, signal), signal);
    } catch (error) {
      if (error instanceof PrometheusError) throw error;
      if (deadline.aborted)
        throw new PrometheusError(`no whole answer within ${this.#options.timeoutSeconds} s`, "timeout", {
          cause: error,
        });
      throw asPrometheusError(error);
    }
  }

  async #exchange(asked: Exchange, signal: AbortSignal): Promise<RawAnswer> {
    const answer = await this.#request(asked, { signal });
    const bytes = await this.#fetchBody(answer.body, String(answer.headers["content-encoding"] ?? "identity"));
    return { status: answer.statusCode, contentType: String(answer.headers["content-type"] ?? ""), body: bytes };
  }

  /**
   * Begins an exchange whose body is read as it comes, however long that takes: the time limit is for each wait.
   *
   * @throws PrometheusError `unreachable`, `timeout`, or `invalid` for a broken answer
   */
  async open(asked: Exchange, signal: AbortSignal): Promise<OpenAnswer> {
    const limitMs = this.#options.timeoutSeconds * 1000;
    try {
      const answer = await this.#request(asked, { signal, headersTimeout: limitMs, bodyTimeout: limitMs });
      const contentType = String(answer.headers["content-type"] ?? "");
      const encoding = String(answer.headers["content-encoding"] ?? "identity");
      const plain = encoding === "snappy" ? answer.body : inflated(answer.body, encoding);
      // What is given up ends with an error that nobody waits for.
      for (const stream of [answer.body, plain]) stream.on("error", () => undefined);
      return {
        status: answer.statusCode,
        contentType,
        body: partsOfOpen(answer.body, plain),
        close: () => void answer.body.destroy(),
      };
    } catch (error) {
      throw asPrometheusError(error);
    }
  }

  /** Compression would cost Prometheus more than the network it saves; a proxy may compress all the same. */
  #request(
    { method, url, headers, body }: Exchange,
    limits: { readonly signal: AbortSignal; readonly headersTimeout?: number; readonly bodyTimeout?: number },
  ): ReturnType<typeof request> {
    return request(url, {
      dispatcher: this.#agent,
      method,
      headers: { ...headers, "accept-encoding": "identity" },
      body: body ?? null,
      ...limits,
    });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #fetchBody(body: Readable, encoding: string): Promise<Uint8Array<ArrayBuffer>> {
    const plain = inflated(body, encoding);
    const parts: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const part of partsOf(plain)) {
        size += part.length;
        if (size > this.#options.maxBodyBytes)
          throw new PrometheusError(`answer larger than ${this.#options.maxBodyBytes} bytes`, "invalid");
        parts.push(part);
      }
    } finally {
      body.destroy();
      plain.destroy();
    }
    return Buffer.concat(parts, size);
  }
}

async function* partsOfOpen(body: Readable, plain: Readable): AsyncGenerator<Uint8Array, void> {
  try {
    yield* partsOf(plain);
  } catch (error) {
    throw asPrometheusError(error);
  } finally {
    body.destroy();
    plain.destroy();
  }
}

/**
 * A body as it comes, with pauses: what has come already may be megabytes, and while V8 marks what lives, each part of
 * them costs some milliseconds.
 */
async function* partsOf(body: Readable): AsyncGenerator<Uint8Array, void> {
  let sinceMs = performance.now();
  for await (const part of body) {
    if (!(part instanceof Uint8Array)) throw new TypeError("a body is read as bytes");
    yield part;
    if (performance.now() - sinceMs < TURN_MS) continue;
    await breathe();
    sinceMs = performance.now();
  }
}

function inflated(body: Readable, encoding: string): Readable {
  switch (encoding) {
    case "identity":
      return body;
    case "gzip":
      return piped(body, createGunzip());
    case "deflate":
      return piped(body, createInflate());
    default:
      throw new PrometheusError(`answer in an encoding that was not asked for: ${encoding}`, "invalid");
  }
}

function piped(body: Readable, inflate: ReturnType<typeof createGunzip>): Readable {
  body.on("error", (error) => inflate.destroy(error));
  return body.pipe(inflate);
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** Codes of a connection that was refused, or ended before the whole answer. */
const LOST = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "EAI_AGAIN", "UND_ERR_SOCKET"];

/** A gateway that has no backend says so in words of its own; those of a Prometheus are its last. */
const GATEWAY_STATUSES = [502, 503];
const isGatewaysOwn = (answer: unknown): boolean =>
  typeof answer === "object" &&
  answer !== null &&
  "status" in answer &&
  GATEWAY_STATUSES.some((status) => status === answer.status) &&
  !("contentType" in answer && String(answer.contentType).startsWith("application/json"));

/** Codes of a server that answered, but not a whole and well-formed HTTP answer. */
const BROKEN = ["HPE_", "Z_", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "UND_ERR_HEADERS_OVERFLOW"];
const isBroken = (error: unknown): boolean => BROKEN.some((prefix) => codeOf(error).startsWith(prefix));

/** What undici calls a wait that was too long. */
const TIMEOUTS = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

function asPrometheusError(error: unknown): PrometheusError {
  if (error instanceof PrometheusError) return error;
  const reason = TIMEOUTS.includes(codeOf(error)) ? "timeout" : isBroken(error) ? "invalid" : "unreachable";
  return new PrometheusError(describe(error), reason, { cause: error });
}

/** Happy-eyeballs failures carry their reasons in `errors` and no message of their own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(describe).join(", ");
  return error instanceof Error ? (tlsProblem(error) ?? error.message) : String(error);
}
