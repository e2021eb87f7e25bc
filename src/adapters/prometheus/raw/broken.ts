import { PrometheusError } from "../prometheus-error.ts";

/** What came is not what it says it is. */
export const broken = (message: string): PrometheusError => new PrometheusError(message, "invalid");

/** Ends the attempt to read in a way that this server does not offer, or not for this question. */
export class UnsupportedWay extends Error {
  override readonly name = "UnsupportedWay";
}
