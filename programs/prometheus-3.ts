import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache-folder.ts";
import { output, run } from "./child.ts";
import { fetchRelease, releaseFolder } from "./ensure-tools.ts";
import { findProgram } from "./find-program.ts";
import { toStderr, type Say } from "./say.ts";
import { RELEASES, releasePlatform } from "./tools.ts";

/** A current Prometheus, where distributions may still ship version 2. */
export interface Prometheus3 {
  readonly prometheus: string;
  readonly promtool: string;
}

const MODULE_FOLDER = fileURLToPath(new URL("../test/prometheus-3", import.meta.url));
const MODULE = "github.com/prometheus/prometheus";

/** Service discoveries for clouds are most of the code and none of the tests. */
const BUILD = ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-tags=remove_all_sd"];

/**
 * A Prometheus 3 and its promtool: built once from the Go module that `test/prometheus-3/go.mod` pins, or, without
 * a Go toolchain, the pinned release.
 */
export async function ensurePrometheus3(say: Say = toStderr): Promise<Prometheus3> {
  const go = await output("go", ["env", "GOVERSION", "GOOS", "GOARCH"]);
  return go === undefined ? fromRelease(say) : fromSource(go, say);
}

async function fromSource(go: string, say: Say): Promise<Prometheus3> {
  const [definition, sums] = await Promise.all([
    readFile(join(MODULE_FOLDER, "go.mod"), "utf8"),
    readFile(join(MODULE_FOLDER, "go.sum"), "utf8"),
  ]);
  const version = releaseVersion(definition);
  const flags = [...BUILD, `-ldflags=-s -w -X github.com/prometheus/common/version.Version=${version}`];
  const key = createHash("sha256")
    .update([definition, sums, go, ...flags].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheFolder(), "prometheus-3", key);
  if ((await programs(folder)) === undefined) {
    say(`building Prometheus ${version} from its Go module (some minutes, once)`);
    await build(flags, folder);
  }
  return (await programs(folder)) ?? raise(`the build of Prometheus ${version} left no program in ${folder}`);
}

async function build(flags: readonly string[], folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    const env = { ...process.env, CGO_ENABLED: "0" };
    await run("go", [...flags, "-o", `${work}/`, `${MODULE}/cmd/prometheus`, `${MODULE}/cmd/promtool`], {
      cwd: MODULE_FOLDER,
      env,
    });
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Two builds at once end with the same programs: the first to finish has filled the folder.
    if ((await programs(folder)) === undefined) throw error;
  }
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

async function programs(folder: string): Promise<Prometheus3 | undefined> {
  const prometheus = await findProgram(["prometheus"], [folder]);
  const promtool = await findProgram(["promtool"], [folder]);
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
