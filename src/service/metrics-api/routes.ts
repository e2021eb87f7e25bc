import { type Request, type RequestHandler, type Response, Router } from "express";
import type { StatusReader } from "../control/status-reader.ts";
import type { Clock } from "../ports/clock.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { type NamedSignal, type SignalName, signalsOf } from "../signals/named-signals.ts";
import { answerCustom, CUSTOM_GROUP_VERSION, customResources, type MetricValueList } from "./custom-metrics.ts";
import {
  answerExternal,
  EXTERNAL_GROUP_VERSION,
  externalResources,
  type ExternalMetricValueList,
} from "./external-metrics.ts";
import { failure, type StatusBody } from "./status.ts";

export interface MetricsApiDeps {
  readonly reader: Pick<StatusReader, "snapshot">;
  readonly decisions: DecisionReader;
  readonly clock: Pick<Clock, "now">;
}

const EXTERNAL = `/apis/${EXTERNAL_GROUP_VERSION}`;
const CUSTOM = `/apis/${CUSTOM_GROUP_VERSION}`;

/** The paths of the external and the custom metrics API, as Kubernetes asks them. Who may ask is decided before. */
export function metricsApi(deps: MetricsApiDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get(EXTERNAL, (_request, response) => void response.json(externalResources()));
  router.get(`${EXTERNAL}/namespaces/:namespace/:metric`, externalMetric(deps));
  router.get(CUSTOM, (_request, response) => void response.json(customResources()));
  router.get(`${CUSTOM}/namespaces/:namespace/:resource/:name/:metric`, customMetric(deps));
  for (const base of [EXTERNAL, CUSTOM]) router.all(`${base}{/*rest}`, noSuchPath(base));
  return router;
}

type ExternalPath = Readonly<Record<"namespace" | "metric", string>>;

const externalMetric =
  ({ reader, decisions, clock }: MetricsApiDeps): RequestHandler<ExternalPath> =>
  ({ params: { namespace, metric }, query }, response) => {
    const snapshot = reader.snapshot();
    if (snapshot === undefined)
      return send(response, failure("ServiceUnavailable", "the specs were not evaluated yet"));
    const labelSelector = selectorOf(query, "labelSelector");
    if (labelSelector === undefined) return send(response, failure("BadRequest", "labelSelector is given twice"));
    const signalsFor = (name: SignalName): readonly NamedSignal[] => signalsOf(namespace, name, snapshot, decisions);
    send(response, answerExternal({ namespace, metric, labelSelector }, signalsFor, clock.now()));
  };

type CustomPath = Readonly<Record<"namespace" | "resource" | "name" | "metric", string>>;

const customMetric =
  ({ decisions, clock }: MetricsApiDeps): RequestHandler<CustomPath> =>
  ({ params, query }, response) => {
    const labelSelector = selectorOf(query, "metricLabelSelector");
    if (labelSelector === undefined) return send(response, failure("BadRequest", "metricLabelSelector is given twice"));
    send(response, answerCustom({ ...params, labelSelector }, decisions.offered(), clock.now()));
  };

const noSuchPath =
  (base: string) =>
  ({ method, path }: Request, response: Response): void =>
    send(
      response,
      method === "GET" || method === "HEAD"
        ? failure("NotFound", `${path} is no path of ${base}`)
        : failure("MethodNotAllowed", "metrics are only read"),
    );

/** Empty when it is not given, undefined when it is given twice. */
function selectorOf(query: Request["query"], name: string): string | undefined {
  const given = query[name] ?? "";
  return typeof given === "string" ? given : undefined;
}

/** Never with `Retry-After`: an autoscaler would wait in its own loop. */
function send(response: Response, body: ExternalMetricValueList | MetricValueList | StatusBody): void {
  response.status(body.kind === "Status" ? body.code : 200).json(body);
}
