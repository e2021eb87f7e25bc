import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** The version of this package. */
export function ownVersion(): string {
  const file = findPackageJSON(import.meta.url);
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new TypeError("package.json has no version");
}
