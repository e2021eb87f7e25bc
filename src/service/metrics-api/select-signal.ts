import type { Instant } from "../../core/units/instant.ts";
import { madeOnce } from "../signals/made-once.ts";
import type { NamedSignal, SignalName } from "../signals/named-signals.ts";
import { inThousandths, noFreshValue } from "../signals/offered-value.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { always, failure, type StatusBody } from "./status.ts";

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
}

/** Reads the one fresh value, or why there is none. */
export type ValueReader = (signals: readonly NamedSignal[], now: Instant) => SelectedValue | StatusBody;

/** How many of several a message names. */
const NAMED = 5;

/** The one fresh value that a selector means, or why there is none: an autoscaler would add several up. */
export function selectsValue({ metric, labelSelector, owner }: Selection): ValueReader {
  const selector = parseLabelSelector(labelSelector);
  if (!selector.ok) return always(failure("BadRequest", selector.problem));
  const asked = labelSelector === "" ? "an empty selector" : labelSelector;
  const selected = madeOnce((signals: readonly NamedSignal[]): NamedSignal | StatusBody => {
    const found = signals.filter(({ labels }) => selector.matches(labels));
    const [only, second] = found;
    if (only === undefined)
      return failure("NotFound", `no ${metric} of ${owner} matches ${asked}; ${alternatives(signals)}`);
    if (second === undefined) return only;
    return failure(
      "BadRequest",
      `${found.length} series of ${metric} match ${asked}, and would be added up; ${alternatives(found)}`,
    );
  });
  return (signals, now) => {
    const one = selected(signals);
    return "labels" in one ? toValue(metric, one, now) : one;
  };
}

/** What was last read of a series: it is read many times before it changes. */
const lastRead = new WeakMap<
  NamedSignal["labels"],
  { readonly value: number; readonly second: number; readonly selected: SelectedValue }
>();

function toValue(metric: SignalName, { labels, signal }: NamedSignal, now: Instant): SelectedValue | StatusBody {
  if (signal.kind === "none") return failure("ServiceUnavailable", noFreshValue(metric, signal.because));
  const { value } = signal;
  const second = Math.floor(now / 1000 - signal.ageSeconds);
  const last = lastRead.get(labels);
  if (last?.value === value && last.second === second) return last.selected;
  const timestamp = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  const selected: SelectedValue = { kind: "selected", labels, timestamp, value: toQuantity(value) };
  lastRead.set(labels, { value, second, selected });
  return selected;
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
