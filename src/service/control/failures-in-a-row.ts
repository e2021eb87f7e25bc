/** So many failures in a row are of who is asked, or of the way of asking, rather than of one question. */
export const FAILURES_IN_A_ROW = 3;
