import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startMark } from "./start-mark.ts";

const recorded = z.object({ part: z.string(), pid: z.int().positive(), mark: z.string() });

/** A process that a demo started. The mark tells it from a later process with the same number. */
export type RecordedProcess = z.infer<typeof recorded>;

const LIST = "processes.json";

/** Where one demo keeps everything that it makes; the folder's end is the demo's end. */
export class RunFolder {
  readonly path: string;
  #processes: readonly RecordedProcess[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string) {
    this.path = path;
  }

  /** A new folder that already names this process, so that `down` finds it from its first moment. */
  static async create(): Promise<RunFolder> {
    const home = runsFolder();
    await mkdir(home, { recursive: true, mode: 0o700 });
    if ((await stat(home)).uid !== userInfo().uid)
      throw new Error(`${home} belongs to another user\n  help: set TMPDIR to a folder of your own`);
    const folder = new RunFolder(await mkdtemp(join(home, "run-")));
    await folder.record("demo", process.pid);
    return folder;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Notes a process before anything else can go wrong with it. */
  async record(part: string, pid: number): Promise<void> {
    const mark = await startMark(pid);
    if (mark === undefined) return;
    this.#processes = [...this.#processes, { part, pid, mark }];
    // One write after the other, since parts start side by side.
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  remove(): Promise<void> {
    return removeFolder(this.path);
  }

  /** Renamed into place: `down` may read at any moment. */
  async #write(): Promise<void> {
    await writeFile(this.file(`${LIST}.new`), JSON.stringify(this.#processes));
    await rename(this.file(`${LIST}.new`), this.file(LIST));
  }
}

/** Folders of all demos of this user that have not been cleared away. */
export async function listRuns(): Promise<readonly string[]> {
  try {
    return (await readdir(runsFolder())).map((name) => join(runsFolder(), name));
  } catch {
    return [];
  }
}

/** The processes that the demo of a folder started, itself first; those that ended since are not listed. */
export async function livingProcesses(folder: string): Promise<readonly RecordedProcess[]> {
  const all = await fetchList(join(folder, LIST));
  const living = await Promise.all(all.map(async ({ pid, mark }) => (await startMark(pid)) === mark));
  return all.filter((_, index) => living[index]);
}

export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

const runsFolder = (): string => join(tmpdir(), `headroom-demo-${userInfo().uid}`);

async function fetchList(file: string): Promise<readonly RecordedProcess[]> {
  try {
    return z.array(recorded).parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // A folder that was made a moment ago, or is being removed, lists nothing yet.
    return [];
  }
}
