import { type BuiltProgram, ensurePinned } from "./pinned-program.ts";
import { type Say, toStderr } from "./say.ts";

/** What others run in Prometheus' place, and their programs. */
const BACKENDS = {
  mimir: { title: "Mimir", package: "github.com/grafana/mimir/cmd/mimir", module: "github.com/grafana/mimir" },
  thanos: { title: "Thanos", package: "github.com/thanos-io/thanos/cmd/thanos", module: "github.com/thanos-io/thanos" },
  "victoria-metrics": {
    title: "VictoriaMetrics",
    package: "github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics",
    module: "github.com/VictoriaMetrics/VictoriaMetrics",
  },
} as const;

export type BackendName = keyof typeof BACKENDS;

/** A program of a backend, built once from the Go module that its folder under `test/backends` pins. */
export const ensureBackend = (name: BackendName, say: Say = toStderr): Promise<BuiltProgram> =>
  ensurePinned(
    { ...BACKENDS[name], name, folder: `backends/${name}`, flags: ["-tags=remove_all_sd", "-ldflags=-s -w"] },
    say,
  );
