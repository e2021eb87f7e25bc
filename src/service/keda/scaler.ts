import { create } from "@bufbuild/protobuf";
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Answer } from "./answer.ts";
import { isActive, type KedaReaders, metricSpec, metricValue, type NamedNumber } from "./answers.ts";
import type { OpenStreams } from "./open-streams.ts";
import { followActivity, followSpec, type Step } from "./follow.ts";
import {
  type GetMetricSpecResponse,
  GetMetricSpecResponseSchema,
  type GetMetricsRequest,
  type GetMetricsResponse,
  GetMetricsResponseSchema,
  type IsActiveResponse,
  IsActiveResponseSchema,
  type ScaledObjectRef,
  ScaledObjectRefSchema,
} from "./wire/externalscaler_pb.ts";

export interface ScalerDeps extends KedaReaders {
  readonly streams: OpenStreams;
  readonly onFault: (error: unknown) => void;
}

/** The five calls of KEDA. */
export function scaler(deps: ScalerDeps): UntypedServiceImplementation {
  const { onFault } = deps;
  const calls = {
    IsActive: unary<ScaledObjectRef, boolean, IsActiveResponse>((ref) => isActive(ref, deps), toActive, onFault),
    GetMetricSpec: unary<ScaledObjectRef, NamedNumber, GetMetricSpecResponse>(
      (ref) => metricSpec(ref, deps),
      toSpec,
      onFault,
    ),
    GetMetrics: unary<GetMetricsRequest, NamedNumber, GetMetricsResponse>(
      ({ scaledObjectRef, metricName }) => metricValue(scaledObjectRef ?? NO_REF, metricName, deps),
      toValue,
      onFault,
    ),
    StreamIsActive: stream<boolean, IsActiveResponse>(
      (ref) => followActivity(() => isActive(ref, deps)),
      toActive,
      deps,
    ),
    StreamMetricSpec: stream<NamedNumber, GetMetricSpecResponse>(
      (ref) => followSpec(() => metricSpec(ref, deps)),
      toSpec,
      deps,
    ),
  };
  return calls;
}

/** For a request that names no trigger: it has no keys either. */
const NO_REF = create(ScaledObjectRefSchema);

const toActive = (result: boolean): IsActiveResponse => create(IsActiveResponseSchema, { result });

/** Both numbers say the same: KEDA reads the whole one where the other is not above 0. */
const toSpec = ({ metricName, number }: NamedNumber): GetMetricSpecResponse =>
  create(GetMetricSpecResponseSchema, {
    metricSpecs: [{ metricName, targetSize: wholeOf(number), targetSizeFloat: number }],
  });

const toValue = ({ metricName, number }: NamedNumber): GetMetricsResponse =>
  create(GetMetricsResponseSchema, {
    metricValues: [{ metricName, metricValue: wholeOf(number), metricValueFloat: number }],
  });

const wholeOf = (number: number): bigint => BigInt(Math.ceil(number));

function unary<Request, Value, Response>(
  answer: (request: Request) => Answer<Value>,
  print: (value: Value) => Response,
  onFault: (error: unknown) => void,
): handleUnaryCall<Request, Response> {
  return ({ request }, reply) => {
    try {
      const found = answer(request);
      if (found.ok) reply(null, print(found.value));
      else reply({ code: status[found.code], details: found.message });
    } catch (error) {
      onFault(error);
      reply(OWN_FAULT);
    }
  };
}

const OWN_FAULT = { code: status.INTERNAL, details: "the answer could not be made; look into headroom's log" };

function stream<Value, Response>(
  follow: (ref: ScaledObjectRef) => () => Step<Value>,
  print: (value: Value) => Response,
  { streams, onFault }: ScalerDeps,
): handleServerStreamingCall<ScaledObjectRef, Response> {
  return (call) => {
    const next = follow(call.request);
    const look = (): void => {
      if (call.writableEnded) return;
      const step = next();
      if (step.kind === "send") call.write(print(step.value));
      else if (step.kind === "end") fail(call, { code: status[step.refusal.code], details: step.refusal.message });
    };
    const added = streams.add(hostOf(call.getPeer()), { look, end: () => call.end() });
    if (!added.ok) return fail(call, { code: status[added.code], details: added.message });
    for (const over of ["cancelled", "close", "error", "finish"]) call.once(over, added.value);
    try {
      look();
    } catch (error) {
      onFault(error);
      fail(call, OWN_FAULT);
    }
  };
}

/** Ends a stream with an error; grpc-js takes its code and its text from the event. */
const fail = <Request, Response>(
  call: ServerWritableStream<Request, Response>,
  problem: { readonly code: status; readonly details: string },
): void => void call.emit("error", problem);

/** An address without its port: `10.1.2.3:40122`, `::1:40122`. */
const hostOf = (peer: string): string => peer.replace(/:\d+$/, "");
