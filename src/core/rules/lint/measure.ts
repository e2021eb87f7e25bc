import type { Span } from "../../diagnostics/span.ts";
import type { CauseKind } from "./cause-kind.ts";
import type { Sign } from "./symptom-metrics.ts";

/** What part of a query measures, and what it says of that. */
export type Measured = (
  | { readonly kind: "cause"; readonly cause: CauseKind; readonly at: Span }
  | { readonly kind: "symptom"; readonly takesTime?: boolean }
  | { readonly kind: "unknown"; readonly at?: Span; readonly role?: "use" | "limit" }
  /** Numbers, times of day, and what is joined for its labels. */
  | { readonly kind: "nothing" }
) & {
  /** Which way it is bad, as far as that is known. */
  readonly sign?: Sign;
  /** Whether a comparison has picked what is bad, or what is as it should be, which only guards something else. */
  readonly says: "amount" | "trouble" | "well";
};

/** What measures nothing, and so neither guards nor is guarded. */
export const NOTHING: Measured = { kind: "nothing", says: "amount" };
