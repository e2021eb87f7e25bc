import type { HpaManifest, HpaRecord, RecordedSync } from "../../fixtures/hpa-record.ts";
import type { Exchange, ExchangedObject, Proposal, Trail } from "./controller-trail.ts";
import { type Answered, type Course, readingOf } from "./course.ts";

/** What is known of one look, from all trails. */
interface Look {
  /** The scale as it was read. */
  readonly read: Exchange;
  readonly further: readonly Exchange[];
  readonly answers: readonly Answered[];
  readonly proposal: Proposal | undefined;
}

/** Puts together what a course's autoscaler saw and did at each look, from the first one on. */
export function toRecord(
  course: Course,
  trail: Trail,
  facts: Pick<HpaRecord, "kubernetes" | "defaults"> & { readonly spec: HpaManifest },
): HpaRecord {
  const { name, course: steps } = course.scenario;
  const all = looksOf(trail, course.answers);
  // The controller goes on looking until its autoscaler is gone.
  const end = all.findIndex(({ answers }) => answers.some(({ step }) => step >= steps.length));
  const looks = all.slice(0, end);
  const first = looks[0];
  if (first === undefined) throw new Error(`nothing was recorded of ${name}`);
  const zeroMs = Math.floor(first.read.beganMs / 1000) * 1000;
  let before: RecordedSync | undefined;
  const syncs = looks.map((look) => (before = toSync(look, before, zeroMs)));
  return { name, ...facts, syncs };
}

/** The controller never looks twice at a time: whatever comes until the next time that it reads belongs to a look. */
function looksOf({ exchanges, proposals }: Trail, answers: readonly Answered[]): readonly Look[] {
  const sorted = exchanges.toSorted((a, b) => a.beganMs - b.beganMs);
  const begins = sorted.filter(({ verb }, i) => verb === "get" && !isRefused(sorted[i - 1]));
  return begins.map((read, i) => {
    const untilMs = begins[i + 1]?.beganMs ?? Number.POSITIVE_INFINITY;
    const isWithin = (ms: number): boolean => ms > read.beganMs && ms < untilMs;
    return {
      read,
      further: sorted.filter(({ beganMs }) => isWithin(beganMs)),
      answers: answers.filter(({ atMs }) => isWithin(atMs)),
      proposal: proposals.find(({ atMs }) => isWithin(atMs)),
    };
  });
}

/** It reads the scale again when somebody was faster to write it. */
const isRefused = (exchange: Exchange | undefined): boolean => exchange?.verb === "update" && exchange.code >= 400;

function toSync(
  { read, further, answers, proposal }: Look,
  before: RecordedSync | undefined,
  zeroMs: number,
): RecordedSync {
  const done = further.filter(({ verb, code }) => verb === "update" && code < 400);
  const scaled = done.find(({ resource }) => resource === "deployments");
  const status = done.findLast(({ resource }) => resource === "horizontalpodautoscalers")?.object.status;
  const since = (ms: number): number => Math.round(ms - zeroMs) / 1000;
  const replicas = read.object.spec?.replicas ?? 0;
  const isRatio = answers.some(({ value, pods }) => value !== undefined && pods.length > 0);
  const ready = answers[0]?.pods.filter(({ isReady }) => isReady).length ?? 0;
  const lastScale = status?.lastScaleTime === undefined ? before?.lastScale : since(Date.parse(status.lastScaleTime));
  return {
    at: since(proposal?.atMs ?? scaled?.endedMs ?? read.endedMs),
    ...(before === undefined ? { began: since(read.endedMs) } : {}),
    ...(scaled === undefined ? {} : { changed: since(scaled.endedMs) }),
    replicas,
    statusReplicas: read.object.status?.replicas ?? 0,
    ...(isRatio ? { readyReplicas: ready } : {}),
    readings: answers.toSorted((a, b) => a.metric - b.metric).map((answer) => readingOf(answer, zeroMs)),
    ...(proposal === undefined ? {} : { proposed: proposal.replicas }),
    // None at all is left out of the text.
    set: scaled === undefined ? replicas : (scaled.object.spec?.replicas ?? 0),
    ...(lastScale === undefined ? {} : { lastScale }),
    // A status that has not changed is not written again.
    ...(status === undefined ? keptReasons(before) : reasonsOf(status.conditions)),
  };
}

const keptReasons = (before: RecordedSync | undefined): Pick<RecordedSync, keyof typeof CONDITIONS> => {
  const { able, active, limited } = before ?? {};
  return {
    ...(able === undefined ? {} : { able }),
    ...(active === undefined ? {} : { active }),
    ...(limited === undefined ? {} : { limited }),
  };
};

const CONDITIONS = { able: "AbleToScale", active: "ScalingActive", limited: "ScalingLimited" } as const;

const reasonsOf = (
  conditions: NonNullable<ExchangedObject["status"]>["conditions"] = [],
): Pick<RecordedSync, keyof typeof CONDITIONS> =>
  Object.fromEntries(
    Object.entries(CONDITIONS).flatMap(([key, type]) => {
      const found = conditions.find((one) => one.type === type);
      return found === undefined ? [] : [[key, found.reason]];
    }),
  );
