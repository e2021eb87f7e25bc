import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { UserIdentity } from "../ports/access-reviews.ts";
import { decoded } from "./parts-of-url.ts";
import { remembered } from "./remembered.ts";

/** Where a cluster tells the servers of its aggregated APIs whom to believe. */
export const FRONT_PROXY_CONFIG = { namespace: "kube-system", name: "extension-apiserver-authentication" } as const;

/** Who may say on whose behalf a request comes, and in which headers. */
export interface FrontProxy {
  /** PEM certificates that vouch for front proxies. */
  readonly authorities: string;
  /** Common names of their certificates; any when empty. */
  readonly allowedNames: readonly string[];
  readonly nameHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly extraPrefixes: readonly string[];
}

/** Reads the ConfigMap. Returns what is wrong with it when it names no front proxy. */
export function parseFrontProxy(data: Readonly<Record<string, string>>): FrontProxy | string {
  const authorities = data["requestheader-client-ca-file"] ?? "";
  if (authorities === "")
    return "it has no requestheader-client-ca-file: the cluster's API server runs without a front proxy";
  if (!isCertificate(authorities)) return "requestheader-client-ca-file holds no certificate";
  const lists = LISTS.map((key) => names(data[key] ?? "[]"));
  const [allowedNames, nameHeaders, uidHeaders, groupHeaders, extraPrefixes] = lists;
  const wrong = LISTS[lists.indexOf(undefined)];
  if (wrong !== undefined) return `${wrong} is no list of names`;
  if (nameHeaders === undefined || nameHeaders.length === 0) return "requestheader-username-headers names no header";
  return {
    authorities,
    allowedNames: allowedNames ?? [],
    nameHeaders,
    uidHeaders: uidHeaders ?? [],
    groupHeaders: groupHeaders ?? [],
    extraPrefixes: extraPrefixes ?? [],
  };
}

const LISTS = [
  "requestheader-allowed-names",
  "requestheader-username-headers",
  "requestheader-uid-headers",
  "requestheader-group-headers",
  "requestheader-extra-headers-prefix",
] as const;

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}

function names(json: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Reads on whose behalf a request comes; undefined when it names nobody. */
export type IdentityReader = (request: Pick<IncomingMessage, "rawHeaders">) => UserIdentity | undefined;

/** How headers are put together to a key; no header holds it. */
const END = "\n";

/**
 * Only to be asked after the proxy's certificate was verified: anybody can write headers. Who asks again is the same
 * object as before.
 */
export function identityReader(proxy: FrontProxy): IdentityReader {
  const counts = remembered((header) => ({ counts: isOfIdentity(header.toLowerCase(), proxy) }));
  const identityOf = remembered((key) => ({ user: toIdentity(key.split(END), proxy) }));
  return ({ rawHeaders }) => {
    let key = "";
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      const header = rawHeaders[i] ?? "";
      if (counts(header).counts) key += header + END + (rawHeaders[i + 1] ?? "") + END;
    }
    return identityOf(key).user;
  };
}

function isOfIdentity(header: string, { nameHeaders, uidHeaders, groupHeaders, extraPrefixes }: FrontProxy): boolean {
  return (
    [...nameHeaders, ...uidHeaders, ...groupHeaders].some((one) => one.toLowerCase() === header) ||
    extraPrefixes.some((prefix) => header.startsWith(prefix.toLowerCase()))
  );
}

function toIdentity(
  headers: readonly string[],
  { nameHeaders, uidHeaders, groupHeaders, extraPrefixes }: FrontProxy,
): UserIdentity | undefined {
  const values = distinctValues(headers);
  const valuesOf = (of: readonly string[]): readonly string[] =>
    of.flatMap((header) => values.get(header.toLowerCase()) ?? []).filter((value) => value !== "");
  const [name] = valuesOf(nameHeaders);
  if (name === undefined) return undefined;
  return { name, uid: valuesOf(uidHeaders)[0], groups: valuesOf(groupHeaders), extra: extraOf(values, extraPrefixes) };
}

/** Headers of one name must not be joined: a group may hold a comma. */
function distinctValues(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const header = (rawHeaders[i] ?? "").toLowerCase();
    const value = rawHeaders[i + 1] ?? "";
    const known = values.get(header);
    if (known === undefined) values.set(header, [value]);
    else known.push(value);
  }
  return values;
}

function extraOf(
  headers: ReadonlyMap<string, readonly string[]>,
  prefixes: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const extra: [key: string, values: readonly string[]][] = [];
  for (const prefix of prefixes.map((one) => one.toLowerCase()))
    for (const [header, values] of headers)
      // Keys are percent-encoded, as header names have few letters.
      if (header.startsWith(prefix)) extra.push([decoded(header.slice(prefix.length)), values]);
  return Object.fromEntries(extra);
}
