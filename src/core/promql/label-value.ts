/**
 * Values of labels come from metrics that anybody may have written, and go on into pages, series and logs. A longer one
 * is no name of anything: half of what Mimir takes by default.
 */
export const LONGEST_LABEL_VALUE = 1_024;
