import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { fetchSiteFiles } from "../../adapters/files/site-files.ts";

/** The built pages, which lie beside what is compiled, in a clone too; none where they were not built. */
export const fetchSite = (): ReturnType<typeof fetchSiteFiles> =>
  fetchSiteFiles(join(dirname(findPackageJSON(import.meta.url) ?? "."), "dist", "web"));
