import { KeptTraces } from "./kept-traces.ts";

/** Running export of traces. */
export interface TraceExport {
  /** Sends what is buffered and stops. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts exporting traces when the standard `OTEL_*` variables name an endpoint, else does nothing.
 * The SDK is loaded only then: it would double the time of a start.
 */
export async function startTraceExport(env: Environment, version: string): Promise<TraceExport | undefined> {
  if (!isWanted(env)) return undefined;
  const [{ NodeSDK }, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const sdk = new NodeSDK({
    ...(env["OTEL_SERVICE_NAME"] === undefined ? { serviceName: "headroom" } : {}),
    // Everything is recorded; what is sent is decided when a trace has ended and its errors are known.
    sampler: {
      shouldSample: () => ({ decision: 2, attributes: { "headroom.version": version } }),
      toString: () => "record all",
    },
    spanProcessors: [new KeptTraces(new OTLPTraceExporter(), keptShare(env))],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  return { stop: () => sdk.shutdown() };
}

function isWanted(env: Environment): boolean {
  const endpoint = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "";
  return (
    endpoint !== "" && env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true" && env["OTEL_TRACES_EXPORTER"] !== "none"
  );
}

/** The share of traces without errors that is kept, from the standard sampler variables. */
export function keptShare(env: Environment): number {
  const sampler = (env["OTEL_TRACES_SAMPLER"] ?? "").replace("parentbased_", "");
  if (sampler === "always_off") return 0;
  if (sampler !== "traceidratio") return 1;
  const share = Number(env["OTEL_TRACES_SAMPLER_ARG"] ?? "1");
  return share >= 0 && share <= 1 ? share : 1;
}
