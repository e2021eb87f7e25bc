import type { Instant } from "../../core/units/instant.ts";
import type { Signal } from "../signals/signal.ts";
import type { NamedSignal, SignalName } from "../signals/named-signals.ts";
import { inThousandths, noFreshValue } from "../signals/offered-value.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { remembered } from "./remembered.ts";
import { failure, type StatusBody } from "./status.ts";

/** One fresh value, as both metrics APIs write it. */
export interface SelectedValue {
  readonly kind: "selected";
  readonly labels: NamedSignal["labels"];
  readonly timestamp: string;
  /** A quantity in thousandths. */
  readonly value: string;
}

export interface Selection {
  readonly metric: SignalName;
  readonly labelSelector: string;
  /** Whose series they are, for messages: "namespace shop". */
  readonly owner: string;
  readonly now: Instant;
}

const selectorOf = remembered(parseLabelSelector);

/** How many of several a message names. */
const NAMED = 5;

/** The one fresh value that a selector means, or why there is none: an autoscaler would add several up. */
export function selectValue(
  { metric, labelSelector, owner, now }: Selection,
  signals: readonly NamedSignal[],
): SelectedValue | StatusBody {
  const selector = selectorOf(labelSelector);
  if (!selector.ok) return failure("BadRequest", selector.problem);
  const found = signals.filter(({ labels }) => selector.matches(labels));
  const [only, second] = found;
  const asked = labelSelector === "" ? "an empty selector" : labelSelector;
  if (only === undefined)
    return failure("NotFound", `no ${metric} of ${owner} matches ${asked}; ${alternatives(signals)}`);
  if (second !== undefined)
    return failure(
      "BadRequest",
      `${found.length} series of ${metric} match ${asked}, and would be added up; ${alternatives(found)}`,
    );
  return toValue(metric, only.labels, only.signal, now);
}

function toValue(
  metric: SignalName,
  labels: NamedSignal["labels"],
  signal: Signal,
  now: Instant,
): SelectedValue | StatusBody {
  if (signal.kind === "none") return failure("ServiceUnavailable", noFreshValue(metric, signal.because));
  const timestamp = `${new Date(now - signal.ageSeconds * 1000).toISOString().slice(0, 19)}Z`;
  return { kind: "selected", labels, timestamp, value: toQuantity(signal.value) };
}

/** As Kubernetes writes a quantity: in thousandths. */
export const toQuantity = (value: number): string => `${inThousandths(value)}m`;

function alternatives(signals: readonly NamedSignal[]): string {
  if (signals.length === 0) return "there are none";
  const shown = signals.slice(0, NAMED).map(({ labels }) =>
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(","),
  );
  return `there are ${shown.join("; ")}${signals.length > NAMED ? ` and ${signals.length - NAMED} more` : ""}`;
}
