import type { RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { chunkedSeries, type EncodedSample, frame, xorChunk } from "./encoded.ts";

type Answer = (response: ServerResponse, body: Buffer, path: string) => void;

/** What a server answers to each of its questions; all others it does not know. */
export interface Answers {
  readonly read?: Answer;
  readonly exported?: Answer;
  readonly query?: Answer;
  readonly labels?: Answer;
}

export const NOW = 1_800_000_000_000;

/** Five samples of a counter, 15 s apart. */
export const FIVE: readonly EncodedSample[] = [0, 1, 2, 3, 4].map((i) => [NOW - 60_000 + 15_000 * i, 10 * i]);

/** A frame with these series of one chunk. */
export const frameOf = (labels: Readonly<Record<string, string>>, samples = FIVE): Uint8Array =>
  frame(chunkedSeries({ __name__: "x_total", ...labels }, [xorChunk(samples)]));

/** So much that what came before is read, whatever is to come. */
export const large = (labels: Readonly<Record<string, string>>): Uint8Array =>
  frameOf({ ...labels, filler: "x".repeat(2 << 20) });

export const STREAMED = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

/** Frames, all at once. */
export const streamed =
  (...frames: readonly Uint8Array[]): Answer =>
  (response) =>
    void response.writeHead(200, { "content-type": STREAMED }).end(Buffer.concat(frames));

export const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

export const refusing =
  (status: number, text = "no"): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "text/plain", location: "/elsewhere" }).end(text);

/** The five samples as a range selector answers them. */
export const matrixOf = (samples = FIVE, labels: Readonly<Record<string, string>> = { pod: "a" }): unknown => ({
  status: "success",
  data: {
    resultType: "matrix",
    result: [{ metric: { __name__: "x_total", ...labels }, values: samples.map(([at, v]) => [at / 1000, String(v)]) }],
  },
});

/** What was asked, in turn. */
export function listener(answers: Answers): { readonly answer: RequestListener; readonly asked: string[] } {
  const asked: string[] = [];
  const of = (path: string): Answer | undefined => {
    if (path.endsWith("/api/v1/read")) return answers.read;
    if (path.endsWith("/api/v1/export")) return answers.exported;
    if (path.endsWith("/api/v1/query")) return answers.query;
    if (path.endsWith("/api/v1/labels"))
      return answers.labels ?? json({ status: "success", data: ["__name__", "pod", "replica", "filler"] });
    return undefined;
  };
  const answer: RequestListener = (request, response) => {
    const path = new URL(request.url ?? "", "http://x").pathname;
    asked.push(`${request.method} ${path}`);
    buffer(request)
      .then((body) => (of(path) ?? refusing(404, "404 page not found"))(response, body, path))
      .catch(() => response.destroy());
  };
  return { answer, asked };
}
