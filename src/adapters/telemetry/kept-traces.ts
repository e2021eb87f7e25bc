import type { NodeSDK } from "@opentelemetry/sdk-node";
import { SpanStatusCode } from "@opentelemetry/api";

type SdkOptions = NonNullable<ConstructorParameters<typeof NodeSDK>[0]>;
type SpanProcessor = NonNullable<SdkOptions["spanProcessors"]>[number];
type SpanExporter = NonNullable<SdkOptions["traceExporter"]>;
type EndedSpan = Parameters<SpanProcessor["onEnd"]>[0];

interface LocalTrace {
  open: number;
  readonly spans: EndedSpan[];
}

const MAX_TRACES = 1_000;
const MAX_SPANS_PER_TRACE = 2_000;
const MAX_QUEUED_SPANS = 20_000;
const SPANS_PER_EXPORT = 512;

/**
 * Decides about a trace when its last local span has ended, when it is known whether anything failed:
 * failed traces are always exported, the others by their share.
 */
export class KeptTraces implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #share: number;
  readonly #traces = new Map<string, LocalTrace>();
  readonly #queue: EndedSpan[] = [];
  #sending: Promise<void> | undefined;

  constructor(exporter: SpanExporter, share: number) {
    this.#exporter = exporter;
    this.#share = share;
  }

  onStart(span: EndedSpan): void {
    const { traceId } = span.spanContext();
    const known = this.#traces.get(traceId);
    if (known !== undefined) known.open += 1;
    else if (this.#traces.size < MAX_TRACES) this.#traces.set(traceId, { open: 1, spans: [] });
  }

  onEnd(span: EndedSpan): void {
    const { traceId } = span.spanContext();
    const local = this.#traces.get(traceId);
    if (local === undefined) return;
    if (local.spans.length < MAX_SPANS_PER_TRACE) local.spans.push(span);
    local.open -= 1;
    if (local.open > 0) return;
    this.#traces.delete(traceId);
    if (isFailed(local) || isWithin(traceId, this.#share)) this.#send(local.spans);
  }

  async forceFlush(): Promise<void> {
    await this.#sending;
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.#exporter.shutdown();
  }

  #send(spans: readonly EndedSpan[]): void {
    // A collector that is down must not fill the memory.
    if (this.#queue.length + spans.length > MAX_QUEUED_SPANS) return;
    this.#queue.push(...spans);
    this.#sending ??= this.#drain();
  }

  /** One export at a time: the exporter drops what comes while too many are under way. */
  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, SPANS_PER_EXPORT);
      // The exporter tries again by itself; what is lost then is telemetry, not service.
      await new Promise<void>((resolve) => this.#exporter.export(batch, () => resolve()));
    }
    this.#sending = undefined;
  }
}

const isFailed = ({ spans }: LocalTrace): boolean => spans.some((span) => span.status.code === SpanStatusCode.ERROR);

/** The last 7 bytes of a trace id are random by the W3C's rules, so each service decides alike. */
const isWithin = (traceId: string, share: number): boolean =>
  Number.parseInt(traceId.slice(-14), 16) < share * 16 ** 14;
