import { homedir } from "node:os";
import { join } from "node:path";

/** Where downloaded and built programs are kept between runs, outside the clone. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "headroom");
}
