import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import { inSlices } from "../control/turns.ts";

/** Less is not worth it. */
const LEAST_CHARACTERS = 1_000;

/**
 * Lists of thousands of SLOs are made anew at each step: the least work takes nine tenths of them away. Brotli takes
 * hardly more away, and longer.
 */
const compress = (bytes: Buffer): Promise<Buffer> => promisify(gzip)(bytes, { level: constants.Z_BEST_SPEED });

/** So many bytes are hashed in less than a millisecond. */
const HASHED_AT_ONCE = 1 << 18;

/** What was sent last. */
interface Last {
  readonly text: string;
  readonly bytes: Buffer;
  /** The same however it is sent: a reader who has it unpacks it. */
  readonly etag: Promise<string>;
  packed: Promise<Buffer> | undefined;
}

/** How an answer is sent. */
type Send = (request: Request, response: Response, text: string) => Promise<void>;

/**
 * Sends texts, compressed where the caller takes that, and the same text again without new work. Other threads do that
 * work, so that nobody waits for it but the caller.
 *
 * @param type - of all that is sent, without its character set
 */
export function textSender(type: string): Send {
  let last: Last | undefined;
  const known = (text: string): Last => {
    if (last?.text === text) return last;
    const bytes = Buffer.from(text);
    return (last = { text, bytes, etag: inSlices(etagOf(bytes)), packed: undefined });
  };
  return async (request, response, text) => {
    response.set("Content-Type", `${type}; charset=utf-8`).vary("Accept-Encoding");
    const accepted = request.acceptsEncodings(["gzip", "identity"]);
    if (text.length < LEAST_CHARACTERS) return void response.send(text);
    const sent = known(text);
    response.set("ETag", await sent.etag);
    if (accepted !== "gzip") return void response.send(sent.bytes);
    sent.packed ??= compress(sent.bytes);
    response.set("Content-Encoding", "gzip").send(await sent.packed);
  };
}

function* etagOf(bytes: Buffer): Generator<void, string> {
  const hash = createHash("sha1");
  for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(at, at + HASHED_AT_ONCE));
    yield;
  }
  return `W/"${hash.digest("base64url")}"`;
}
