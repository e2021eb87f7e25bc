import { type Attributes, context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";
import type { LogFields } from "./log.ts";

/** The part of a span that its own work may touch. */
export interface OpenSpan {
  set(attributes: Attributes): void;
  /** Marks the span as failed without ending the work. */
  fail(problem: string): void;
}

/** Times a piece of work and says what it was about; a thrown error marks the span and is thrown on. */
export type InSpan = <T>(name: string, attributes: Attributes, work: (span: OpenSpan) => Promise<T>) => Promise<T>;

/** Spans by the OpenTelemetry API: without a started SDK they cost next to nothing and go nowhere. */
export const inSpan: InSpan = (name, attributes, work) =>
  trace.getTracer("headroom").startActiveSpan(name, { attributes }, async (span) => {
    const fail = (problem: string): void => void span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
    try {
      return await work({ set: (more) => void span.setAttributes(more), fail });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      span.end();
    }
  });

/** Adds the W3C trace context of the present span to the headers of a request. */
export function propagate(headers: Record<string, string>): void {
  propagation.inject(context.active(), headers);
}

/** The present span's ids for a log line; none when nothing is recorded. */
export function traceIds(): LogFields {
  const span = trace.getActiveSpan();
  if (span?.isRecording() !== true) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}
