import { type Request, type RequestHandler, type Response, Router } from "express";
import type { StatusReader } from "../control/status-reader.ts";
import type { Clock } from "../ports/clock.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { type NamedSignal, type SignalName, signalsOf } from "../signals/named-signals.ts";
import { replicasSignals } from "../signals/replicas-signals.ts";
import { answerCustom } from "./custom-metrics.ts";
import { AGGREGATED_DISCOVERY, groupDiscovery, groupList, resourceList, type ServedGroup } from "./discovery.ts";
import { answerExternal } from "./external-metrics.ts";
import { type MetricsGroups, servedGroups } from "./groups.ts";
import { send } from "./send.ts";
import { failure } from "./status.ts";

export interface MetricsApiDeps {
  readonly reader: Pick<StatusReader, "snapshot">;
  readonly decisions: DecisionReader;
  readonly clock: Pick<Clock, "now">;
  readonly groups: MetricsGroups;
}

/** The paths of the external and the custom metrics API, as Kubernetes asks them. Who may ask is decided before. */
export function metricsApi(deps: MetricsApiDeps): Router {
  const router = Router({ caseSensitive: true });
  const { external, custom } = servedGroups(deps.groups);
  const groups = [external, custom].filter((one) => one !== undefined);
  router.use("/apis", refuseWatches);
  router.get("/apis", (request, response) => sendGroups(groups, request, response));
  for (const group of groups)
    router.get(pathOf(group), (_request, response) => void response.json(resourceList(group)));
  if (external !== undefined)
    router.get(`${pathOf(external)}/namespaces/:namespace/:metric`, externalMetric(deps, versionOf(external)));
  if (custom !== undefined)
    router.get(
      `${pathOf(custom)}/namespaces/:namespace/:resource/:name/:metric`,
      customMetric(deps, versionOf(custom)),
    );
  for (const group of groups) router.all(`${pathOf(group)}{/*rest}`, noSuchPath(pathOf(group)));
  return router;
}

const versionOf = ({ group, version }: ServedGroup): string => `${group}/${version}`;
const pathOf = (group: ServedGroup): string => `/apis/${versionOf(group)}`;

/** A value is of its moment; nobody is told of the next one here. */
const refuseWatches: RequestHandler = ({ query: { watch } }, response, next) => {
  if (watch === undefined || watch === "false" || watch === "0") return next();
  send(response, failure("MethodNotAllowed", "metrics are read, they cannot be watched"));
};

function sendGroups(groups: readonly ServedGroup[], request: Request, response: Response): void {
  const isAggregated = (request.get("accept") ?? "").replaceAll(" ", "").includes(AGGREGATED_DISCOVERY);
  response.vary("Accept");
  if (isAggregated) response.type(AGGREGATED_DISCOVERY).send(Buffer.from(JSON.stringify(groupDiscovery(groups))));
  else response.json(groupList(groups));
}

const NOT_READY = failure("ServiceUnavailable", "the specs were not evaluated yet");

type ExternalPath = Readonly<Record<"namespace" | "metric", string>>;

const externalMetric =
  ({ reader, decisions, clock }: MetricsApiDeps, groupVersion: string): RequestHandler<ExternalPath> =>
  ({ params: { namespace, metric }, query }, response) => {
    const snapshot = reader.snapshot();
    if (snapshot === undefined) return send(response, NOT_READY);
    const labelSelector = selectorOf(query, "labelSelector");
    if (labelSelector === undefined) return send(response, failure("BadRequest", "labelSelector is given twice"));
    const signalsFor = (name: SignalName): readonly NamedSignal[] => signalsOf(namespace, name, snapshot, decisions);
    send(response, answerExternal({ groupVersion, namespace, metric, labelSelector }, signalsFor, clock.now()));
  };

type CustomPath = Readonly<Record<"namespace" | "resource" | "name" | "metric", string>>;

const customMetric =
  ({ reader, decisions, clock }: MetricsApiDeps, groupVersion: string): RequestHandler<CustomPath> =>
  ({ params, query }, response) => {
    const snapshot = reader.snapshot();
    if (snapshot === undefined) return send(response, NOT_READY);
    const labelSelector = selectorOf(query, "metricLabelSelector");
    if (labelSelector === undefined) return send(response, failure("BadRequest", "metricLabelSelector is given twice"));
    const known = replicasSignals(params.namespace, snapshot, decisions);
    send(response, answerCustom({ groupVersion, ...params, labelSelector }, known, clock.now()));
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
