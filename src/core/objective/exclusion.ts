import type { Instant } from "../units/instant.ts";

/** A time that counts for nothing, neither good nor bad: maintenance that was agreed upon. */
export type Exclusion = {
  /** Why, for the people who see a gap; undefined where the author gave none. */
  readonly reason: string | undefined;
} & (
  | {
      readonly kind: "span";
      /** Events after this … */
      readonly from: Instant;
      /** … up to this do not count. */
      readonly to: Instant;
    }
  /** While this query has a result, whatever its value. */
  | { readonly kind: "condition"; readonly when: string }
);

/** Maintenance whose two ends are known. */
export type ExcludedSpan = Extract<Exclusion, { kind: "span" }>;

/** Whether both ends are known beforehand. */
export const isSpan = (exclusion: Exclusion): exclusion is ExcludedSpan => exclusion.kind === "span";

/** Whether some of an objective's time counts for nothing. */
export const hasExclusions = ({ exclusions }: { readonly exclusions: readonly Exclusion[] }): boolean =>
  exclusions.length > 0;

/** The queries during whose results nothing counts. */
export const conditionsOf = (exclusions: readonly Exclusion[]): readonly string[] =>
  exclusions.flatMap((exclusion) => (exclusion.kind === "condition" ? [exclusion.when] : []));
