import { sayFailure } from "../programs/say.ts";
import { buildSite } from "./build-site.ts";

// npm run demo [-- flags]: the pages as they are in this clone, then `headroom demo`.

try {
  await buildSite();
  await import("../src/cli/main.ts");
} catch (error) {
  sayFailure(error);
}
