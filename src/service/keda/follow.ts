import type { Answer, Refusal } from "./answer.ts";
import type { NamedNumber } from "./answers.ts";

/** What a stream has to do after a look. */
export type Step<T> =
  | { readonly kind: "send"; readonly value: T }
  | { readonly kind: "wait" }
  | { readonly kind: "end"; readonly refusal: Refusal };

/**
 * Says whether a workload is active when that is first known, and then when it changes. While it is not known nothing
 * is said; once it is known again it is said again, because KEDA may have acted on the errors in between.
 *
 * More or fewer replicas are not told: KEDA 2.21 reads no metric when it hears "active", it only writes its own status,
 * which costs the API server three calls, and the HorizontalPodAutoscaler asks for the metric by its own clock.
 */
export function followActivity(answer: () => Answer<boolean>): () => Step<boolean> {
  let said: boolean | undefined;
  return () => {
    const found = answer();
    if (!found.ok) {
      said = undefined;
      return atRefusal(found);
    }
    if (found.value === said) return { kind: "wait" };
    said = found.value;
    return { kind: "send", value: said };
  };
}

/** Says what an autoscaler is to read, at once, and again when a reload of the specs changed it. */
export function followSpec(answer: () => Answer<NamedNumber>): () => Step<NamedNumber> {
  let said: NamedNumber | undefined;
  return () => {
    const found = answer();
    if (!found.ok) return atRefusal(found);
    const { metricName, number } = found.value;
    if (said?.metricName === metricName && said.number === number) return { kind: "wait" };
    said = found.value;
    return { kind: "send", value: said };
  };
}

/** What is not there, or cannot be read, ends a stream; what is not known at present may be known soon. */
const atRefusal = (refusal: Refusal): Step<never> =>
  refusal.code === "UNAVAILABLE" ? { kind: "wait" } : { kind: "end", refusal };
