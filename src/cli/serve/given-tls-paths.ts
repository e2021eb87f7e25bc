import type { TlsPaths } from "../../adapters/files/tls-files.ts";
import { flagName, type SettingName } from "../../adapters/settings/table.ts";

/** Three files that only work together: all of them, none, or the flags of those that are missing. */
export type GivenTlsPaths =
  | { readonly kind: "all"; readonly paths: TlsPaths }
  | { readonly kind: "none" }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] };

/** @param settings - which setting names which file */
export function givenTlsPaths(
  { cert, key, ca }: Readonly<Record<keyof TlsPaths, string | undefined>>,
  settings: Readonly<Record<keyof TlsPaths, SettingName>>,
): GivenTlsPaths {
  if (cert !== undefined && key !== undefined && ca !== undefined) return { kind: "all", paths: { cert, key, ca } };
  if (cert === undefined && key === undefined && ca === undefined) return { kind: "none" };
  const flags = fileFlags(settings);
  const missing = [
    ...(cert === undefined ? [flags.cert] : []),
    ...(key === undefined ? [flags.key] : []),
    ...(ca === undefined ? [flags.ca] : []),
  ];
  return { kind: "incomplete", missing };
}

/** As they are given on the command line. */
export const fileFlags = ({
  cert,
  key,
  ca,
}: Readonly<Record<keyof TlsPaths, SettingName>>): Readonly<Record<keyof TlsPaths, string>> => ({
  cert: `${flagName(cert)} FILE`,
  key: `${flagName(key)} FILE`,
  ca: `${flagName(ca)} FILE`,
});

/** What is wrong with how a port is to be served, and what to do. */
export interface RefusedPlan {
  readonly kind: "refused";
  readonly problem: string;
  readonly remedy: string;
}
