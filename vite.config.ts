import { defineConfig } from "vite";
import { BASE_MARK } from "./src/service/http/site.ts";

/** The pages of the service, as files whose names change with their content. */
export default defineConfig({
  root: "src/web",
  // The service puts the path that it is reached under in its place.
  base: BASE_MARK,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2024",
    // Nothing is inlined: the browser is told to take scripts, styles and images from here alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
