import type { SpecReader, StatusReader } from "../control/status-reader.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { signalWith } from "../signals/named-signals.ts";
import { inThousandths, noFreshValue } from "../signals/offered-value.ts";
import { NOTHING_DECIDED, type Signal } from "../signals/signal.ts";
import { type Answer, refusal, shown } from "./answer.ts";
import { readTrigger, type Trigger, type TriggerSource } from "./trigger.ts";

/** Whom answers are read from. Memory only: no call makes Prometheus work. */
export interface KedaReaders {
  readonly reader: Pick<StatusReader, "snapshot"> & SpecReader;
  readonly decisions: DecisionReader;
}

/** A number under the name of its series. */
export interface NamedNumber {
  readonly metricName: string;
  readonly number: number;
}

/** What an autoscaler is to read, and its target: from the specs alone, however Prometheus is. */
export function metricSpec(source: TriggerSource, readers: KedaReaders): Answer<NamedNumber> {
  const found = findTrigger(source, readers);
  if (!found.ok) return found;
  const { series, target } = found.value;
  return { ok: true, value: { metricName: series.metric, number: target } };
}

/** @param asked - the name that {@link metricSpec} gave it; empty when the caller does not say */
export function metricValue(source: TriggerSource, asked: string, readers: KedaReaders): Answer<NamedNumber> {
  const found = findTrigger(source, readers);
  if (!found.ok) return found;
  const { metric } = found.value.series;
  // An autoscaler that still has the target of another series must not hold this one against it.
  if (asked !== "" && asked !== metric)
    return refusal("INVALID_ARGUMENT", `metric ${shown(asked)} is asked for, and the trigger now names ${metric}`);
  const fresh = freshValue(found.value, readers);
  // KEDA makes a zero of a negative number, by ways of its own.
  return fresh.ok ? { ok: true, value: { metricName: metric, number: Math.max(0, fresh.value) } } : fresh;
}

/** Whether the workload is to run at all: always, unless its author lets it sleep. */
export function isActive(source: TriggerSource, readers: KedaReaders): Answer<boolean> {
  const found = findTrigger(source, readers);
  if (!found.ok) return found;
  const fresh = freshValue(found.value, readers);
  if (!fresh.ok) return fresh;
  const maySleep = found.value.policy?.limits.min === 0;
  return { ok: true, value: !maySleep || fresh.value > 0 };
}

function findTrigger(source: TriggerSource, { reader }: KedaReaders): Answer<Trigger> {
  const specs = reader.specs();
  if (specs === undefined) return refusal("UNAVAILABLE", "the specs were not read yet");
  return readTrigger(source, specs.services);
}

function freshValue({ series, policy }: Trigger, { reader, decisions }: KedaReaders): Answer<number> {
  const signal = signalWith(series, reader.snapshot(), decisions) ?? notYet(policy !== undefined);
  if (signal.kind === "none") return refusal("UNAVAILABLE", noFreshValue(series.metric, signal.because));
  if (!Number.isFinite(signal.value))
    return refusal("UNAVAILABLE", noFreshValue(series.metric, "the value is not finite"));
  return { ok: true, value: inThousandths(signal.value) / 1000 };
}

const notYet = (isDecided: boolean): Signal =>
  isDecided ? NOTHING_DECIDED : { kind: "none", because: "nothing was measured of it yet" };
