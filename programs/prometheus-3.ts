import { fetchRelease, releaseFolder } from "./ensure-tools.ts";
import { ensureGoPrograms, findAll, goModule, goToolchain, type ProgramPaths } from "./go-programs.ts";
import { toStderr, type Say } from "./say.ts";
import { RELEASES, releasePlatform } from "./tools.ts";

/** A current Prometheus, where distributions may still ship version 2. */
export interface Prometheus3 {
  readonly prometheus: string;
  readonly promtool: string;
}

const MODULE_NAME = "prometheus-3";
const MODULE = "github.com/prometheus/prometheus";
const PROGRAMS = ["prometheus", "promtool"].map((name) => ({ name, package: `${MODULE}/cmd/${name}` }));

/**
 * A Prometheus 3 and its promtool: built once from the Go module that `test/prometheus-3/go.mod` pins, or, without
 * a Go toolchain, the pinned release.
 */
export async function ensurePrometheus3(say: Say = toStderr): Promise<Prometheus3> {
  const go = await goToolchain();
  return go === undefined ? fromRelease(say) : fromSource(go, say);
}

async function fromSource(go: string, say: Say): Promise<Prometheus3> {
  const version = releaseVersion(await goModule(MODULE_NAME));
  const built = await ensureGoPrograms(
    {
      title: `Prometheus ${version}`,
      module: MODULE_NAME,
      // Service discoveries for clouds are most of the code and none of the tests.
      flags: ["-tags=remove_all_sd", `-ldflags=-s -w -X github.com/prometheus/common/version.Version=${version}`],
      programs: PROGRAMS,
    },
    go,
    say,
  );
  return toPrometheus3(built) ?? raise(`the build of Prometheus ${version} left not both programs`);
}

async function fromRelease(say: Say): Promise<Prometheus3> {
  const release = RELEASES.find(({ project, platform }) => project === "prometheus" && platform === releasePlatform());
  if (release === undefined)
    throw new Error(
      `found no Go toolchain and no Prometheus release for ${releasePlatform()}\n  help: install Go 1.26 or newer and put go on PATH`,
    );
  const kept = await programs(releaseFolder(release));
  if (kept !== undefined) return kept;
  try {
    return (await programs(await fetchRelease(release, say))) ?? raise("the release holds no prometheus and promtool");
  } catch (cause) {
    throw new Error(
      "found no Go toolchain, and Prometheus 3 could not be downloaded\n  help: install Go 1.26 or newer and put go on PATH",
      { cause },
    );
  }
}

const programs = async (folder: string): Promise<Prometheus3 | undefined> =>
  toPrometheus3(await findAll(PROGRAMS, folder));

function toPrometheus3(paths: ProgramPaths | undefined): Prometheus3 | undefined {
  const { prometheus, promtool } = paths ?? {};
  return prometheus === undefined || promtool === undefined ? undefined : { prometheus, promtool };
}

/** Go knows Prometheus 3.15.0 as v0.315.0. */
function releaseVersion(definition: string): string {
  const match = /prometheus\/prometheus v0\.3(\d\d)\.(\d+)/.exec(definition);
  if (match === null) throw new Error(`found no version v0.3NN.N of ${MODULE} in test/prometheus-3/go.mod`);
  return `3.${Number(match[1])}.${match[2]}`;
}

function raise(message: string): never {
  throw new Error(message);
}
