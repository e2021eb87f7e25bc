import { ensureGoPrograms, goModule, goToolchain, type GoProgram } from "./go-programs.ts";
import type { Say } from "./say.ts";

/** A program of somebody else, of the version that a go.mod below `test/` pins. */
export interface PinnedProgram extends GoProgram {
  /** Its name, for people. */
  readonly title: string;
  /** The folder of its go.mod, below `test/`. */
  readonly folder: string;
  /** The Go module that has the package. */
  readonly module: string;
  readonly flags: readonly string[];
}

/** A program with its version, or why there is none here. */
export type BuiltProgram =
  | { readonly ok: true; readonly program: string; readonly version: string }
  | { readonly ok: false; readonly because: string };

/** The next run goes on where this one ended: what was compiled is kept. */
const LONGEST_BUILD_MINUTES = 10;

/** Finds a program in the cache, or builds it once. A build that fails is an error; one that takes too long is not. */
export async function ensurePinned(pinned: PinnedProgram, say: Say): Promise<BuiltProgram> {
  const go = await goToolchain();
  if (go === undefined) return { ok: false, because: "there is no Go toolchain to build it with" };
  const { title, folder, module, flags, ...program } = pinned;
  const version = new RegExp(`${module} (v\\S+)`).exec(await goModule(folder))?.[1] ?? "";
  const wanted = { title: `${title} ${version}`, module: folder, flags, programs: [program] };
  const signal = AbortSignal.timeout(LONGEST_BUILD_MINUTES * 60_000);
  try {
    const built = await ensureGoPrograms(wanted, go, say, signal);
    return { ok: true, program: built[program.name] ?? "", version };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ok: false, because: `it was not built within ${LONGEST_BUILD_MINUTES} minutes` };
  }
}
