/** Shapes of text that the schema and the messages share. */

/** A Prometheus duration: `30d`, `1h30m`, `300ms`. */
export const DURATION_PATTERN = /^(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** A latency: a Prometheus duration, or a decimal with one unit, down to nanoseconds: `0.5s`, `500us`. */
export const LATENCY_PATTERN =
  /^(?:(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?|\d+(?:\.\d+)?(?:m|s|ms|us|µs|μs|ns))$/;

/** `99.9%`; neither 0 % nor 100 %. */
export const PERCENT_PATTERN = /^(?!0+(?:\.0*)?\s?%$)\d{1,2}(?:\.\d{1,9})?\s?%$/;

/** A DNS-1123 label, short enough for suffixes (see LIMITS.nameLength). */
export const NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/;

/**
 * A label name of the classic alphabet that is not reserved by its two underscores, and no word that PromQL reads
 * otherwise inside `by (…)`.
 */
export const LABEL_PATTERN =
  /^(?!__|(?:[iI][nN][fF]|[nN][aA][nN]|[wW][iI][tT][hH][oO][uU][tT])$)[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A label of the data, of which Prometheus 3 admits nearly every text. U+FFFD it cannot evaluate, and three words not
 * inside `by (…)`.
 */
export const DATA_LABEL_PATTERN =
  /^(?!__|(?:[iI][nN][fF]|[nN][aA][nN]|[wW][iI][tT][hH][oO][uU][tT])$)[^\p{Cc}\p{Cs}\ufffd]+$/u;

/** An address with a host, and without a user or a password before it. */
export const HTTP_URL_PATTERN = /^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/;

/** `0.9` as text, or with its direction: `<0.8`. */
export const THRESHOLD_PATTERN = /^[<>]\s?-?\d+(?:\.\d+)?$/;

/** `[namespace/]Kind/name`. */
export const WORKLOAD_PATTERN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/)?[A-Z][A-Za-z0-9]{0,62}\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Five fields of digits, names, lists, ranges and steps; what they may hold is checked by `cron.ts`. */
export const CRON_PATTERN = /^\s*[\dA-Za-z*,/-]+(?:\s+[\dA-Za-z*,/-]+){4}\s*$/;

/** An alert's name: what stands in a matcher, or in a regular expression of several names, as it is. */
export const ALERT_NAME_PATTERN = /^[a-zA-Z_](?:[a-zA-Z0-9_ -]{0,126}[a-zA-Z0-9_])?$/;

/** A value of the label `severity`. */
export const SEVERITY_PATTERN = /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/;
