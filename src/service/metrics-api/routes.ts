import { type Request, type Response, Router } from "express";
import type { StatusReader } from "../control/status-reader.ts";
import type { Clock } from "../ports/clock.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { type NamedSignal, type SignalName, signalsOf } from "../signals/named-signals.ts";
import { answerMetric, EXTERNAL_GROUP_VERSION, resourceList, type ValueList } from "./external-metrics.ts";
import { failure, type StatusBody } from "./status.ts";

export interface MetricsApiDeps {
  readonly reader: Pick<StatusReader, "snapshot">;
  readonly decisions: DecisionReader;
  readonly clock: Pick<Clock, "now">;
}

const BASE = `/apis/${EXTERNAL_GROUP_VERSION}`;

/** The paths of the external metrics API, as Kubernetes asks them. Who may ask is decided before. */
export function metricsApi({ reader, decisions, clock }: MetricsApiDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get(BASE, (_request, response) => void response.json(resourceList()));
  router.get(
    `${BASE}/namespaces/:namespace/:metric`,
    ({ params, query }: Request<{ readonly namespace: string; readonly metric: string }>, response) => {
      const snapshot = reader.snapshot();
      if (snapshot === undefined)
        return send(response, failure("ServiceUnavailable", "the specs were not evaluated yet"));
      const { labelSelector = "" } = query;
      if (typeof labelSelector !== "string")
        return send(response, failure("BadRequest", "labelSelector is given more than once"));
      const { namespace, metric } = params;
      const signalsFor = (name: SignalName): readonly NamedSignal[] => signalsOf(namespace, name, snapshot, decisions);
      send(response, answerMetric({ namespace, metric, labelSelector }, signalsFor, clock.now()));
    },
  );
  router.all(`${BASE}{/*rest}`, (request, response) =>
    send(
      response,
      request.method === "GET" || request.method === "HEAD"
        ? failure("NotFound", `${request.path} is no path of ${EXTERNAL_GROUP_VERSION}`)
        : failure("MethodNotAllowed", "metrics are only read"),
    ),
  );
  return router;
}

/** Never with `Retry-After`: an autoscaler would wait in its own loop. */
function send(response: Response, body: ValueList | StatusBody): void {
  response.status(body.kind === "Status" ? body.code : 200).json(body);
}
