import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, AutoscalingV2Api, VersionApi } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import {
  certainLooks,
  HPA_RECORDS,
  type HpaRecord,
  modelledOutcomes,
  printRecord,
  recordedOutcomes,
} from "../fixtures/hpa-record.ts";
import { apply } from "./bed/apply.ts";
import { type ControlPlane, startControlPlane } from "./bed/control-plane.ts";
import { eventually } from "./bed/eventually.ts";
import { NEVER_READY } from "./bed/kubelet.ts";
import { clusterPrograms } from "./bed/programs.ts";
import { auditFlags, readTrails, TRAIL_FLAGS } from "./hpa-model/controller-trail.ts";
import { Course } from "./hpa-model/course.ts";
import { MetricsSource } from "./hpa-model/metrics-source.ts";
import { toRecord } from "./hpa-model/recorder.ts";
import type { Scenario } from "./hpa-model/scenario.ts";
import { SCENARIOS } from "./hpa-model/scenarios.ts";

/** As `startControlPlane` sets them, and as the controller has them otherwise. */
const DEFAULTS = { tolerance: 0.1, downWindowSeconds: 5 };

/** Set to write the committed records anew from this run. */
const WRITE_VARIABLE = "HEADROOM_RECORD_HPA";

let plane: ControlPlane;
let source: MetricsSource;
let records: ReadonlyMap<string, HpaRecord>;

beforeAll(async () => {
  plane = await startControlPlane(await clusterPrograms(), { apiServer: auditFlags, controllers: TRAIL_FLAGS });
  const courses = new Map(SCENARIOS.map((one) => [one.name, new Course(one, plane.admin)]));
  source = await MetricsSource.start(courses);
  await apply(plane, source.manifests);
  await apply(plane, SCENARIOS.map(workload).join("---\n"));
  await eventually(workloadsStand);
  await apply(plane, SCENARIOS.map(autoscaler).join("---\n"));
  while ([...courses.values()].some(({ isOver }) => !isOver)) await sleep(500);
  await Promise.all([...courses.values()].map((course) => course.ended()));
  records = await recordsOf(courses);
  if (process.env[WRITE_VARIABLE] !== undefined) await write(records);
});
afterAll(async () => {
  await source?.stop();
  await plane?.stop();
});

describe("the model of the autoscaler", () => {
  it.each(SCENARIOS.map(({ name }) => name))("does at each look what the controller does: %s", (name) => {
    const record = records.get(name);
    if (record === undefined) throw new Error(`there is no record of ${name}`);
    // A busy machine delays looks, until one of them meets an edge; what is kept is held whole, without a cluster.
    const looks = certainLooks(record);
    expect(modelledOutcomes(record).slice(0, looks)).toEqual(recordedOutcomes(record).slice(0, looks));
  });
});

/** All pods are there, and ready where they get so by themselves: the first look is no race with them. */
async function workloadsStand(): Promise<void> {
  const { items } = await plane.admin.makeApiClient(AppsV1Api).listDeploymentForAllNamespaces();
  const waiting = items.filter(({ spec, status }) => {
    const isStaged = spec?.template.metadata?.annotations?.[NEVER_READY] !== undefined;
    return (isStaged ? status?.replicas : status?.readyReplicas) !== spec?.replicas;
  });
  expect(waiting.map(({ metadata }) => metadata?.namespace)).toEqual([]);
}

async function recordsOf(courses: ReadonlyMap<string, Course>): Promise<ReadonlyMap<string, HpaRecord>> {
  const [trails, { items }, { gitVersion: kubernetes }] = await Promise.all([
    readTrails(plane.folder),
    plane.admin.makeApiClient(AutoscalingV2Api).listHorizontalPodAutoscalerForAllNamespaces(),
    plane.admin.makeApiClient(VersionApi).getCode(),
  ]);
  return new Map(
    items.map(({ metadata, spec }) => {
      const name = metadata?.namespace ?? "";
      const [course, trail] = [courses.get(name), trails.get(name)];
      if (course === undefined || trail === undefined || spec === undefined)
        throw new Error(`nothing is known of ${name}`);
      return [name, toRecord(course, trail, { kubernetes, defaults: DEFAULTS, spec })];
    }),
  );
}

async function write(all: ReadonlyMap<string, HpaRecord>): Promise<void> {
  await mkdir(HPA_RECORDS, { recursive: true });
  for (const [name, record] of all) await writeFile(join(HPA_RECORDS, `${name}.json`), printRecord(record));
}

const workload = ({ name, start, course, maxSurge }: Scenario): string => {
  const isStaged = course.some(({ pods }) => pods !== undefined);
  const annotations = isStaged ? { [NEVER_READY]: "true" } : {};
  const containers = [{ name: "web", image: "example.com/web", resources: { requests: { cpu: "1" } } }];
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: name },
    spec: {
      replicas: start,
      selector: { matchLabels: { app: "web" } },
      ...(maxSurge === undefined ? {} : { strategy: { rollingUpdate: { maxSurge, maxUnavailable: 0 } } }),
      template: { metadata: { labels: { app: "web" }, annotations }, spec: { containers } },
    },
  };
  return `${stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } })}---\n${stringify(deployment)}`;
};

const autoscaler = ({ name, spec }: Scenario): string =>
  stringify({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: name },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, ...spec },
  });
