import { type ParsedUrlQuery, parse } from "node:querystring";
import type { StatusReader } from "../control/status-reader.ts";
import type { Clock } from "../ports/clock.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { signalsOf } from "../signals/named-signals.ts";
import { replicasSignals } from "../signals/replicas-signals.ts";
import { customAnswers, type MetricValueList } from "./custom-metrics.ts";
import { AGGREGATED_DISCOVERY, groupDiscovery, groupList, resourceList, type ServedGroup } from "./discovery.ts";
import { externalAnswers, type ExternalMetricValueList } from "./external-metrics.ts";
import { type MetricsGroups, servedGroups } from "./groups.ts";
import { type MetricsAnswer, plain } from "./metrics-answer.ts";
import { partsOf } from "./parts-of-url.ts";
import { remembered } from "./remembered.ts";
import { always, failure, type StatusBody } from "./status.ts";

export interface MetricsApiDeps {
  readonly reader: Pick<StatusReader, "snapshot">;
  readonly decisions: DecisionReader;
  readonly clock: Pick<Clock, "now">;
  readonly groups: MetricsGroups;
}

/** A request of the metrics APIs. Who may ask is decided before. */
export interface MetricsQuestion {
  readonly method?: string | undefined;
  /** As it came: the path, with percent-encoding, and the query. */
  readonly url?: string | undefined;
  readonly headers: { readonly accept?: string | undefined };
}

/** Answers what is asked under `/apis`; undefined where that is no path of ours. */
export type MetricsRoutes = (question: MetricsQuestion) => MetricsAnswer | undefined;

type Value = ExternalMetricValueList | MetricValueList | StatusBody;

/** What a path of a group reads, by the names in it; undefined for a path that the group does not have. */
type Values = (names: readonly string[], query: ParsedUrlQuery) => (() => Value) | undefined;

interface Served {
  readonly group: ServedGroup;
  readonly values: Values;
}

/**
 * The paths of the external and the custom metrics API, as Kubernetes asks them. They are few, and asked often: no
 * framework stands between them and their callers.
 */
export function metricsRoutes(deps: MetricsApiDeps): MetricsRoutes {
  const { external, custom } = servedGroups(deps.groups);
  const served: Served[] = [];
  if (external !== undefined) served.push({ group: external, values: externalValues(deps, nameOf(external)) });
  if (custom !== undefined) served.push({ group: custom, values: customValues(deps, nameOf(custom)) });
  const routeOf = remembered((url) => toRoute(url, served));
  return (question) => routeOf(question.url ?? "")(question);
}

/** What an address means, whoever asks for it. */
function toRoute(url: string, served: readonly Served[]): MetricsRoutes {
  const { path, query } = partsOf(url);
  const [root, name, version, ...rest] = segmentsOf(path);
  if (root !== "apis") return () => undefined;
  const parameters = parse(query);
  if (isWatch(parameters)) return () => plain(failure("MethodNotAllowed", "metrics are read, they cannot be watched"));
  if (name === undefined)
    return (question) => (isRead(question) ? answerGroups(served, question.headers.accept ?? "") : undefined);
  const found = served.find(({ group }) => nameOf(group) === `${name}/${version}`);
  if (found === undefined) return () => undefined;
  const read = rest.length === 0 ? () => resourceList(found.group) : readerAt(found, path, rest, parameters);
  return (question) => plain(isRead(question) ? read() : failure("MethodNotAllowed", "metrics are only read"));
}

const nameOf = ({ group, version }: ServedGroup): string => `${group}/${version}`;

const isRead = ({ method }: MetricsQuestion): boolean => method === "GET" || method === "HEAD";

/** A slash at the end makes no other path. */
const segmentsOf = (path: string): readonly string[] =>
  (path.endsWith("/") ? path.slice(0, -1) : path).split("/").slice(1);

/** A value is of its moment; nobody is told of the next one here. */
const isWatch = ({ watch }: ParsedUrlQuery): boolean => watch !== undefined && watch !== "false" && watch !== "0";

function answerGroups(served: readonly Served[], accept: string): MetricsAnswer {
  const groups = served.map(({ group }) => group);
  const isAggregated = accept.replaceAll(" ", "").includes(AGGREGATED_DISCOVERY);
  const answer = isAggregated
    ? { ...plain(groupDiscovery(groups)), contentType: AGGREGATED_DISCOVERY }
    : plain(groupList(groups));
  return { ...answer, vary: "Accept" };
}

const NOT_READY = failure("ServiceUnavailable", "the specs were not evaluated yet");

function readerAt(
  { group, values }: Served,
  path: string,
  [namespaces, ...names]: readonly string[],
  query: ParsedUrlQuery,
): () => Value {
  const none = (): Value => failure("NotFound", `${path} is no path of /apis/${nameOf(group)}`);
  if (namespaces !== "namespaces" || names.includes("")) return none;
  try {
    return values(names.map(decodeURIComponent), query) ?? none;
  } catch (error) {
    if (error instanceof URIError) return () => failure("BadRequest", "the path is no percent-encoding");
    throw error;
  }
}

const externalValues =
  ({ reader, decisions, clock }: MetricsApiDeps, groupVersion: string): Values =>
  ([namespace, metric, ...others], query) => {
    if (namespace === undefined || metric === undefined || others.length > 0) return undefined;
    const labelSelector = selectorOf(query, "labelSelector");
    if (typeof labelSelector !== "string") return always(labelSelector);
    const answer = externalAnswers({ groupVersion, namespace, metric, labelSelector });
    return () => {
      const snapshot = reader.snapshot();
      if (snapshot === undefined) return NOT_READY;
      return answer((of, name) => signalsOf(of, name, snapshot, decisions), clock.now());
    };
  };

const customValues =
  ({ reader, decisions, clock }: MetricsApiDeps, groupVersion: string): Values =>
  ([namespace, resource, name, metric, ...others], query) => {
    if (namespace === undefined || resource === undefined || name === undefined) return undefined;
    if (metric === undefined || others.length > 0) return undefined;
    const labelSelector = selectorOf(query, "metricLabelSelector");
    if (typeof labelSelector !== "string") return always(labelSelector);
    const answer = customAnswers({ groupVersion, namespace, resource, name, metric, labelSelector });
    return () => {
      const snapshot = reader.snapshot();
      if (snapshot === undefined) return NOT_READY;
      return answer(replicasSignals(namespace, snapshot, decisions), clock.now());
    };
  };

/** Empty when it is not given. */
function selectorOf(query: ParsedUrlQuery, name: string): string | StatusBody {
  const given = query[name] ?? "";
  return typeof given === "string" ? given : failure("BadRequest", `${name} is given twice`);
}
