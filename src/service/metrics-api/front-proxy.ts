import { X509Certificate } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { UserIdentity } from "../ports/access-reviews.ts";

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

/**
 * On whose behalf a front proxy asks; undefined when it names nobody. Only to be asked after the proxy's certificate
 * was verified: anybody can write headers.
 */
export function identityOf(
  { headersDistinct }: Pick<IncomingMessage, "headersDistinct">,
  { nameHeaders, uidHeaders, groupHeaders, extraPrefixes }: FrontProxy,
): UserIdentity | undefined {
  // Headers of one name must not be joined: a group may hold a comma.
  const valuesOf = (headers: readonly string[]): readonly string[] =>
    headers.flatMap((header) => headersDistinct[header.toLowerCase()] ?? []).filter((value) => value !== "");
  const [name] = valuesOf(nameHeaders);
  if (name === undefined) return undefined;
  return {
    name,
    uid: valuesOf(uidHeaders)[0],
    groups: valuesOf(groupHeaders),
    extra: extraOf(headersDistinct, extraPrefixes),
  };
}

function extraOf(
  headers: NodeJS.Dict<string[]> & Partial<IncomingHttpHeaders>,
  prefixes: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const lower = prefixes.map((prefix) => prefix.toLowerCase());
  const found = Object.entries(headers).flatMap(([header, values]) => {
    const prefix = lower.find((one) => header.startsWith(one));
    return prefix === undefined || !Array.isArray(values)
      ? []
      : [[decoded(header.slice(prefix.length)), values] as const];
  });
  return Object.fromEntries(found);
}

/** Keys are percent-encoded, as header names have few letters. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
