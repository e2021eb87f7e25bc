/** A kind of metric that may explain a symptom and is none. */
export interface CauseKind {
  /** What it measures, as people call it. */
  readonly what: string;
  /** Words of its metrics, between underscores. */
  readonly metrics: RegExp;
  /** Words with which these mean something else. */
  readonly but?: RegExp;
  /**
   * The words of a symptom that it outweighs: a failing or slow disk is still about the disk, a lag may be told as a
   * duration, while a queue that loses requests is felt. What fails or is slow for those who ask is felt anyhow.
   */
  readonly beats: "pressing" | "slowness" | "nothing";
  /** What to do with it instead of paging. */
  readonly instead: string;
}

/** What to do instead of paging: with what explains a symptom. */
export const DRAW = "draw it as a cause on the service's dashboard";
/** With what somebody has to plan for. */
export const TICKET = "write severity: ticket, so that someone plans the work by day";
/** With what mostly goes by itself. */
export const HEAL = `${DRAW}; for what does not heal, ${TICKET}`;
/** With what grows until something ends. */
export const LEAK = `${DRAW}; for a leak, ${TICKET}`;

/**
 * Some of these words, as a whole and in this order.
 *
 * @param raw - patterns apart by blanks, each of one word or of several between underscores
 */
export const words = ({ raw }: TemplateStringsArray): RegExp =>
  new RegExp(`_(?:${raw.join("").trim().split(/\s+/).join("|")})_`);
