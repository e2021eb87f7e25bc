import { type BuiltProgram, ensurePinned } from "./pinned-program.ts";
import { type Say, toStderr } from "./say.ts";

/** What others run in Prometheus' place, and their programs. */
const BACKENDS = {
  mimir: {
    title: "Mimir",
    package: "github.com/grafana/mimir/cmd/mimir",
    module: "github.com/grafana/mimir",
    tags: "remove_all_sd",
  },
  thanos: {
    title: "Thanos",
    package: "github.com/thanos-io/thanos/cmd/thanos",
    module: "github.com/thanos-io/thanos",
    // Its authors build it so: it reads labels as lists, and its stores end at the first question without.
    tags: "remove_all_sd,slicelabels",
  },
  "victoria-metrics": {
    title: "VictoriaMetrics",
    package: "github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics",
    module: "github.com/VictoriaMetrics/VictoriaMetrics",
    tags: "remove_all_sd",
  },
} as const;

export type BackendName = keyof typeof BACKENDS;

/** A program of a backend, built once from the Go module that its folder under `test/backends` pins. */
export function ensureBackend(name: BackendName, say: Say = toStderr): Promise<BuiltProgram> {
  const { tags, ...pinned } = BACKENDS[name];
  const flags = [`-tags=${tags}`, "-ldflags=-s -w"];
  return ensurePinned({ ...pinned, name, folder: `backends/${name}`, flags }, say);
}
