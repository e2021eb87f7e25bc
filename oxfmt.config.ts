import { defineConfig } from "oxfmt";

export default defineConfig({
  printWidth: 120,
  // Code alone: prose, specs and generated files have their own order.
  ignorePatterns: ["dist", "coverage", "**/*_pb.ts", "**/*.{md,json,yaml,yml,html,toml}"],
});
