import { type FSWatcher, watch } from "node:fs";
import { realpath } from "node:fs/promises";
import { type Scan, scanSpecs } from "./scan.ts";

export interface SpecFolderOptions {
  readonly folder: string;
  /** A change is believed when two scans this far apart agree: half of a file is often well-formed YAML. */
  readonly settleSeconds: number;
  /** How often the folder is looked at when the system reports nothing: network file systems do not. */
  readonly pollSeconds: number;
  /** Believe an empty or vanished folder; otherwise the last set stays. */
  readonly allowEmpty: boolean;
  readonly onChange: (scan: Extract<Scan, { kind: "read" }>) => void;
  /** A scan that is not believed; undefined when the folder is well again. */
  readonly onTrouble: (problem: string | undefined) => void;
}

/** Events come in flocks: one look serves them all. */
const FLOCK_SECONDS = 0.1;

/** Follows a folder of specs and reports each settled change of its whole content. */
export class SpecFolder {
  readonly #options: SpecFolderOptions;
  #watcher: FSWatcher | undefined;
  #watched: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #eventWaits = false;
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
    this.#watcher?.close();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    this.#eventWaits = false;
    // The watch comes first, so that a change during the scan is not missed.
    await this.#follow();
    const settled = this.#judge(await scanSpecs(this.#options.folder), performance.now() / 1000);
    this.#looking = false;
    if (this.#eventWaits) this.#lookIn(FLOCK_SECONDS);
    else this.#lookIn(settled ? this.#options.pollSeconds : this.#options.settleSeconds);
  }

  #lookIn(seconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), seconds * 1000);
  }

  #onEvent(): void {
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
    else if (scan.files.length === 0 && !allowEmpty)
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

  /** The folder may be a link that is switched to another one: then the new one is watched. */
  async #follow(): Promise<void> {
    const root = await realpath(this.#options.folder).catch(() => undefined);
    if (root === this.#watched || this.#closed) return;
    this.#watcher?.close();
    this.#watched = undefined;
    if (root === undefined) return;
    try {
      this.#watcher = watch(root, { recursive: true }, () => this.#onEvent());
      this.#watcher.on("error", () => this.#unwatch());
      this.#watched = root;
    } catch {
      // Out of watches: the poll goes on, and tries again.
      this.#unwatch();
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = undefined;
  }
}
