import { type Attributes, context, propagation, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { LineFields } from "./log.ts";

/**
 * Times a piece of work and says what it was about; a thrown error marks the span and is thrown on. By the
 * OpenTelemetry API: without a started SDK spans cost next to nothing and go nowhere.
 */
export function inSpan<T>(name: string, attributes: Attributes, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  return trace.getTracer("headroom").startActiveSpan(name, { attributes }, async (span) => {
    const open = openSpan(span);
    try {
      return await work(open);
    } catch (error) {
      open.fail(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

type OpenSpan = ReturnType<typeof openSpan>;

const openSpan = (span: Span) => ({
  set: (attributes: Attributes): void => void span.setAttributes(attributes),
  fail: (message: string): void => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
});

/** Adds the W3C trace context of the present span to the headers of a request. */
export function propagate(headers: Record<string, string>): void {
  propagation.inject(context.active(), headers);
}

/** The present span's ids for a log line; none when nothing is recorded. */
export function traceIds(): LineFields {
  const span = trace.getActiveSpan();
  if (span?.isRecording() !== true) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}
