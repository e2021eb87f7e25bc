import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds the pages of the service into `dist/web`; takes about a second. */
export async function buildSite(): Promise<void> {
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "warn" });
}
