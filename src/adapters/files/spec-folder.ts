import { isYaml } from "./folder-entries.ts";
import { FolderWatch } from "./folder-watch.ts";
import { KnownFiles } from "./known-files.ts";
import { type FolderScan, rescanFiles, type Scan, scanSpecs } from "./scan.ts";

export interface SpecFolderOptions {
  readonly folder: string;
  /** A change is believed when two scans this far apart agree: half of a file is often well-formed YAML. */
  readonly settleSeconds: number;
  /** How often the folder is looked at when the system reports nothing: network file systems do not. */
  readonly pollSeconds: number;
  /** Believe an empty or vanished folder; otherwise the last set stays. */
  readonly allowEmpty: boolean;
  readonly onChange: (scan: FolderScan) => void;
  /** A scan that is not believed; undefined when the folder is well again. */
  readonly onTrouble: (problem: string | undefined) => void;
  /** The system reports changes of some folders not at all; told once, with how many. */
  readonly onUnwatched: (folders: number) => void;
}

/** Events come in flocks: one look serves them all. */
const FLOCK_SECONDS = 0.05;

/** So many files that events have named are looked at alone; of more at once the system may have lost some events. */
const FEW_FILES = 100;

/** Follows a folder of specs and reports each settled change of its whole content. */
export class SpecFolder {
  readonly #options: SpecFolderOptions;
  readonly #watch = new FolderWatch((path) => this.#onEvent(path));
  readonly #known = new KnownFiles();
  #unwatched = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #eventWaits = false;
  /** What events have named since the last settled look; undefined where that may not be all that changed. */
  #touched: Set<string> | undefined;
  /** Of the last look, where the folder could be read. */
  #seen: FolderScan | undefined;
  /** When all was looked at last: monotonic, in seconds. */
  #allSeen = Number.NEGATIVE_INFINITY;
  #closed = false;
  /** Of the content that was reported last. */
  #reported: string | undefined;
  #candidate = { digest: "", since: 0 };
  #trouble: string | undefined;

  constructor(options: SpecFolderOptions) {
    this.#options = options;
  }

  /**
   * Looks at the folder for the first time and then follows it; resolves when its first content is reported, or cannot
   * be.
   */
  async open(): Promise<void> {
    await this.#look();
    while (this.#reported === undefined && this.#trouble === undefined && !this.#closed) {
      // Nobody who is told to stop waits for specs to settle.
      await new Promise((resolve) => setTimeout(resolve, this.#options.settleSeconds * 1000).unref());
      await this.#look();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watch.close();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    const touched = this.#isForTouched(performance.now() / 1000) ? this.#touched : undefined;
    [this.#eventWaits, this.#touched] = [false, new Set()];
    const again = await this.#lookAgain(touched);
    const scan = again ?? (await this.#lookAtAll());
    this.#seen = scan.kind === "read" ? scan : undefined;
    const settled = this.#judge(scan, performance.now() / 1000);
    if (!settled) this.#lookStillAt(again === undefined ? undefined : touched);
    // What changed between the scan and a new watch is seen by another look.
    if (scan.kind === "read" && (await this.#follow(scan.folders)))
      [this.#eventWaits, this.#touched] = [true, undefined];
    this.#looking = false;
    if (this.#eventWaits) this.#lookIn(FLOCK_SECONDS);
    else this.#lookIn(settled ? this.#options.pollSeconds : this.#options.settleSeconds);
  }

  async #lookAgain(touched: ReadonlySet<string> | undefined): Promise<FolderScan | undefined> {
    if (touched === undefined || this.#seen === undefined) return undefined;
    return rescanFiles(this.#options.folder, this.#seen, touched, this.#known);
  }

  #lookAtAll(): Promise<Scan> {
    this.#allSeen = performance.now() / 1000;
    return scanSpecs(this.#options.folder, { known: this.#known });
  }

  /** What has not settled is looked at once more, with what events have named meanwhile. */
  #lookStillAt(touched: ReadonlySet<string> | undefined): void {
    this.#touched = touched === undefined ? undefined : this.#touched?.union(touched);
  }

  /**
   * Whether a look at what events have named will do: they are few, from folders that are all watched, and all is
   * looked at from time to time whatever is told. `now` is monotonic, in seconds.
   */
  #isForTouched(now: number): boolean {
    const isToldAll = this.#unwatched === 0 && this.#touched !== undefined && this.#touched.size <= FEW_FILES;
    const isPending = this.#candidate.digest !== this.#reported;
    return isToldAll && (this.#eventWaits || isPending) && now - this.#allSeen < this.#options.pollSeconds;
  }

  #lookIn(seconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), seconds * 1000);
  }

  #onEvent(path: string | undefined): void {
    // Links and folders stand for many.
    if (path !== undefined && isYaml(path)) this.#touched?.add(path);
    else this.#touched = undefined;
    // A timer that each event pushes on would never end under a busy writer.
    if (this.#eventWaits) return;
    this.#eventWaits = true;
    if (!this.#looking) this.#lookIn(FLOCK_SECONDS);
  }

  /** Returns whether nothing is pending. `now` is monotonic, in seconds. */
  #judge(scan: Scan, now: number): boolean {
    const digest = scan.kind === "read" ? scan.digest : "unreadable";
    if (digest !== this.#candidate.digest) this.#candidate = { digest, since: now };
    if (digest === this.#reported) this.#tell(undefined);
    // Timers may fire a millisecond early.
    if (digest === this.#reported || now - this.#candidate.since < this.#options.settleSeconds - 0.005)
      return digest === this.#reported;
    const { folder, allowEmpty } = this.#options;
    if (scan.kind === "unreadable") this.#tell(`${folder} cannot be read: ${scan.problem}`);
    else if (scan.files.length === 0 && !allowEmpty && !scan.refused.some(({ severity }) => severity === "error"))
      this.#tell(`${folder} holds no YAML file; --allow-empty would let that remove all SLOs`);
    else {
      this.#tell(undefined);
      this.#reported = digest;
      this.#options.onChange(scan);
    }
    return true;
  }

  #tell(problem: string | undefined): void {
    if (problem === this.#trouble) return;
    this.#trouble = problem;
    this.#options.onTrouble(problem);
  }

  /** Returns whether something is watched that was not before: folders come, go and are switched. */
  async #follow(folders: readonly string[]): Promise<boolean> {
    if (this.#closed) return false;
    const { isNew, unwatched } = await this.#watch.follow(folders);
    // Closed meanwhile: nothing must keep the process.
    if (this.#closed) this.#watch.close();
    if (unwatched > this.#unwatched) this.#options.onUnwatched(unwatched);
    this.#unwatched = unwatched;
    return isNew;
  }
}
