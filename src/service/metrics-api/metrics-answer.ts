import type { ServerResponse } from "node:http";
import { madeOnce } from "../signals/made-once.ts";
import type { StatusBody } from "./status.ts";

/** An answer of the metrics APIs, before it is written. */
export interface MetricsAnswer {
  readonly code: number;
  readonly body: { readonly kind: string };
  readonly contentType: string;
  /** The header of the request that the answer depends on. */
  readonly vary?: string;
}

/** A refusal says its own code; everything else is well. */
export const plain = (body: StatusBody | { readonly kind: string }): MetricsAnswer => ({
  code: "code" in body ? body.code : 200,
  body,
  contentType: "application/json; charset=utf-8",
});

/** What is answered again is not written again. */
const writtenOnce = madeOnce((body: MetricsAnswer["body"]) => {
  const text = JSON.stringify(body);
  return { text, length: Buffer.byteLength(text) };
});

/** Never with `Retry-After`: an autoscaler would wait in its own loop. */
export function send(response: ServerResponse, { code, body, contentType, vary }: MetricsAnswer): void {
  const { text, length } = writtenOnce(body);
  if (vary !== undefined) response.appendHeader("Vary", vary);
  response.writeHead(code, { "Content-Type": contentType, "Content-Length": length });
  response.end(text);
}
