import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";

/** The files of a server's TLS, in PEM: its certificate, the key to it, and who signs the certificates of clients. */
export interface TlsPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

type TlsContent = Readonly<Record<keyof TlsPaths, Buffer>>;

export interface TlsFilesOptions {
  readonly paths: TlsPaths;
  /** How often their content is compared. */
  readonly pollSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onReplaced: () => void;
  /** What the files hold now is not used, and why. */
  readonly onRefused: (problem: string) => void;
}

type Opened = { readonly ok: true; readonly files: TlsFiles } | { readonly ok: false; readonly problem: string };
type Look = { readonly ok: true; readonly content: TlsContent } | { readonly ok: false; readonly problem: string };

/** Follows the content of the files; what cannot be used never takes the place of what can. */
export class TlsFiles {
  readonly #options: TlsFilesOptions;
  readonly #listeners = new Set<(content: TlsContent) => void>();
  #present: TlsContent;
  /** What was last refused, so that it is told once. */
  #refused: string | undefined;
  readonly #timer: NodeJS.Timeout;

  private constructor(options: TlsFilesOptions, present: TlsContent) {
    this.#options = options;
    this.#present = present;
    this.#timer = setInterval(() => void this.look(), options.pollSeconds * 1000);
  }

  /** A certificate that is not valid now is used all the same: there is no other, and clients say what is wrong. */
  static async open(options: TlsFilesOptions): Promise<Opened> {
    const first = await readUsable(options.paths);
    if (!first.ok) return first;
    const untimely = whyUntimely(first.content, options);
    if (untimely !== undefined) options.onRefused(untimely);
    return { ok: true, files: new TlsFiles(options, first.content) };
  }

  get present(): TlsContent {
    return this.#present;
  }

  onChange(listener: (content: TlsContent) => void): void {
    this.#listeners.add(listener);
  }

  /** Compares the files with what is in use. */
  async look(): Promise<void> {
    const { paths, onReplaced } = this.#options;
    const found = await readUsable(paths);
    if (!found.ok) return this.#refuse(found.problem, found.problem);
    const { content } = found;
    if (digestOf(content) === digestOf(this.#present)) return;
    const untimely = whyUntimely(content, this.#options);
    if (untimely !== undefined) return this.#refuse(untimely, digestOf(content));
    this.#present = content;
    this.#refused = undefined;
    for (const listener of this.#listeners) listener(content);
    onReplaced();
  }

  #refuse(problem: string, what: string): void {
    if (this.#refused === what) return;
    this.#refused = what;
    this.#options.onRefused(problem);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }
}

/** Files that are being replaced one by one may not fit together for a moment: a second look decides. */
async function readUsable(paths: TlsPaths): Promise<Look> {
  const first = await readOnce(paths);
  return first.ok ? first : readOnce(paths);
}

async function readOnce(paths: TlsPaths): Promise<Look> {
  try {
    const [cert, key, ca] = await Promise.all([readFile(paths.cert), readFile(paths.key), readFile(paths.ca)]);
    const content = { cert, key, ca };
    const problem = whyUnusable(content, paths);
    return problem === undefined ? { ok: true, content } : { ok: false, problem };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

function whyUnusable(content: TlsContent, paths: TlsPaths): string | undefined {
  const { cert, key, ca } = content;
  const certificate = certificateIn(cert);
  if (certificate === undefined) return `${paths.cert} holds no certificate in PEM`;
  // OpenSSL takes an authority that it cannot read for none, and would then let nobody in.
  if (certificateIn(ca) === undefined) return `${paths.ca} holds no certificate in PEM`;
  const own = keyIn(key);
  if (own === undefined) return `${paths.key} holds no private key in PEM without a password`;
  if (!certificate.checkPrivateKey(own)) return `${paths.key} is not the key to the certificate in ${paths.cert}`;
  try {
    createSecureContext({ cert, key, ca });
  } catch {
    // What OpenSSL says names its source files; keys that are too short are what it refuses of what was read above.
    return `${paths.cert} and ${paths.key} cannot be used: TLS takes no key below 2048 bits (RSA) or 256 bits (EC), no signature by SHA-1 or MD5, and only whole certificates`;
  }
  return undefined;
}

function whyUntimely({ cert }: TlsContent, { paths, now }: TlsFilesOptions): string | undefined {
  const { validFromDate: from, validToDate: to } = new X509Certificate(cert);
  if (now() >= from.getTime() && now() <= to.getTime()) return undefined;
  return `the certificate in ${paths.cert} is valid from ${from.toISOString()} to ${to.toISOString()}, not now`;
}

function certificateIn(pem: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function keyIn(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function digestOf({ cert, key, ca }: TlsContent): string {
  const hash = createHash("sha256");
  for (const part of [cert, key, ca]) hash.update(createHash("sha256").update(part).digest());
  return hash.digest("hex");
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
