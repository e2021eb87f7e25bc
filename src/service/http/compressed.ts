import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

/** Less is not worth it. */
const LEAST_CHARACTERS = 1_000;

/**
 * Lists of thousands of SLOs are made anew at each step: the least work takes nine tenths of them away. Brotli takes
 * hardly more away, and longer.
 */
const compress = (text: string): Promise<Buffer> => promisify(gzip)(text, { level: constants.Z_BEST_SPEED });

/** What was sent last. */
interface Last {
  readonly text: string;
  /** The same however it is sent: a reader who has it unpacks it. */
  readonly etag: string;
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
  const known = (text: string): Last =>
    last?.text === text ? last : (last = { text, etag: etagOf(text), packed: undefined });
  return async (request, response, text) => {
    response.set("Content-Type", `${type}; charset=utf-8`).vary("Accept-Encoding");
    const accepted = request.acceptsEncodings(["gzip", "identity"]);
    if (text.length < LEAST_CHARACTERS) return void response.send(text);
    const sent = known(text);
    response.set("ETag", sent.etag);
    if (accepted !== "gzip") return void response.send(text);
    sent.packed ??= compress(text);
    response.set("Content-Encoding", "gzip").send(await sent.packed);
  };
}

const etagOf = (text: string): string => `W/"${createHash("sha1").update(text).digest("base64url")}"`;
