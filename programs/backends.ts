import { ensureGoPrograms, goModule, goToolchain } from "./go-programs.ts";
import { type Say, toStderr } from "./say.ts";

/** What others run in Prometheus' place, and their programs. */
const BACKENDS = {
  thanos: { title: "Thanos", package: "github.com/thanos-io/thanos/cmd/thanos", module: "github.com/thanos-io/thanos" },
  "victoria-metrics": {
    title: "VictoriaMetrics",
    package: "github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics",
    module: "github.com/VictoriaMetrics/VictoriaMetrics",
  },
} as const;

export type BackendName = keyof typeof BACKENDS;

/** A program with its version, or why there is none here. */
export type Backend =
  | { readonly ok: true; readonly program: string; readonly version: string }
  | { readonly ok: false; readonly because: string };

/** The next run goes on where this one ended: what was compiled is kept. */
const LONGEST_BUILD_MINUTES = 5;

/** A program of a backend, built once from the Go module that its folder under `test/backends` pins. */
export async function ensureBackend(name: BackendName, say: Say = toStderr): Promise<Backend> {
  const go = await goToolchain();
  if (go === undefined) return { ok: false, because: "there is no Go toolchain to build it with" };
  const { title, package: of, module } = BACKENDS[name];
  const folder = `backends/${name}`;
  const version = new RegExp(`${module} (v\\S+)`).exec(await goModule(folder))?.[1] ?? "";
  const wanted = {
    title: `${title} ${version}`,
    module: folder,
    flags: ["-tags=remove_all_sd", "-ldflags=-s -w"],
    programs: [{ name, package: of }],
  };
  const signal = AbortSignal.timeout(LONGEST_BUILD_MINUTES * 60_000);
  try {
    const built = await ensureGoPrograms(wanted, go, say, signal);
    return { ok: true, program: built[name] ?? "", version };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ok: false, because: `it was not built within ${LONGEST_BUILD_MINUTES} minutes` };
  }
}
