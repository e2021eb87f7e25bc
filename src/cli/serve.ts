import type { CommandSpec } from "./command-spec.ts";
import type { ServeOptions } from "./serve/serve.ts";
import { SETTING_OPTIONS } from "./serve/setting-options.ts";

export const serveCommand: CommandSpec<ServeOptions> = {
  name: "serve",
  summary: "Follow the SLOs and serve their budgets and burn rates: API, metrics, health.",
  options: {
    ...SETTING_OPTIONS,
    config: { value: "<file>", says: "settings file (default: headroom.yaml, where there is one)" },
    printSettings: { says: "print the settings and where they come from, and end" },
  },
  examples: `
Examples:
  headroom serve                                        the Prometheus on this machine, specs from slo-specs/
  headroom serve --prometheus http://prometheus:9090 --listen 127.0.0.1:8081
  headroom serve --print-settings                       each setting, and where its value comes from

Each setting is also read from HEADROOM_* variables (--query-timeout is HEADROOM_QUERY_TIMEOUT) and from headroom.yaml.
A flag wins over a variable, a variable over the file.`,
  async run({ options }) {
    const { serve } = await import("./serve/serve.ts");
    return serve(options);
  },
};
