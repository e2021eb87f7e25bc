import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** Where the built pages lie: beside what is compiled, in a clone too. */
export const siteFolder = (): string => join(dirname(findPackageJSON(import.meta.url) ?? "."), "dist", "web");
