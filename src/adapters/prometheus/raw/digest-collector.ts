import type { DigestPlan, SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../core/ledger/past/series-digester.ts";
import { UnsupportedWay } from "./broken.ts";
import { ReplicaBuffers } from "./replica-buffers.ts";
import { merged, SampleBuffer } from "./sample-buffer.ts";

type Labels = Readonly<Record<string, string>>;

/** What series are digested for. */
export interface Collected {
  readonly plan: DigestPlan;
  /** Labels by which nothing but the replica is told. */
  readonly replicas: readonly string[];
  /** Labels that series have; all others are the server's own, on every answer of this kind. All when undefined. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Counts one series after the other, as their samples come, and keeps what they come to until it is taken. */
export class DigestCollector {
  readonly #collected: Collected;
  readonly #digester: SeriesDigester;
  readonly #replicas: ReplicaBuffers;
  readonly #ready: SeriesDigest[] = [];
  #merged: Iterator<SeriesDigest> | undefined;
  #key: string | undefined;
  #labels: Labels = {};
  /** What the server added to the first series. */
  #added: string | undefined;
  #isReplica = false;
  /** The newest samples, which the next ones may lie between. */
  #newest = new SampleBuffer();
  #room = new SampleBuffer();

  constructor(collected: Collected) {
    this.#collected = collected;
    this.#digester = new SeriesDigester(collected.plan);
    this.#replicas = new ReplicaBuffers(collected.plan, collected.replicas);
  }

  /**
   * From here on samples are of the series with these labels, which may be the same as before.
   *
   * @throws UnsupportedWay when it has labels of its own that are not known
   */
  open(told: Labels): void {
    const key = JSON.stringify(told);
    if (key === this.#key) return;
    this.#close();
    this.#key = key;
    this.#labels = this.#ownOf(told);
    this.#isReplica = this.#replicas.has(this.#labels);
  }

  /** Room for the samples of one chunk, in the order of time; {@link add} counts what is in it. */
  get room(): SampleBuffer {
    return this.#room;
  }

  /** The next chunk may overlap this one where samples came late. */
  add(): void {
    const [room, newest] = [this.#room, this.#newest];
    if (room.count === 0) return;
    if (newest.count > 0 && room.timeAt(0) <= newest.timeAt(newest.count - 1)) {
      this.#newest = merged(newest, room);
      room.clear();
      return;
    }
    this.#pass();
    this.#newest = room;
    this.#room = newest;
  }

  /** No more series come. */
  end(): void {
    this.#close();
    this.#merged = this.#replicas.digests();
  }

  /** Some of the digests that are ready, and whether there are more. */
  take(most: number): { readonly digests: readonly SeriesDigest[]; readonly isMore: boolean } {
    while (this.#ready.length <= most) {
      const next = this.#merged?.next();
      if (next?.done !== false) break;
      this.#ready.push(next.value);
    }
    return { digests: this.#ready.splice(0, most), isMore: this.#ready.length > 0 };
  }

  /** What a server adds, it adds to all series alike. All else is missing in its list of names, which may be cut. */
  #ownOf(told: Labels): Labels {
    const { known } = this.#collected;
    if (known === undefined) return told;
    const added = Object.entries(told).filter(([name]) => !known.has(name));
    const text = JSON.stringify(added);
    this.#added ??= text;
    if (text !== this.#added) throw new UnsupportedWay("series have labels that the list of their names leaves out");
    return added.length === 0 ? told : Object.fromEntries(Object.entries(told).filter(([name]) => known.has(name)));
  }

  /** Counts the newest samples: nothing comes between them any more. */
  #pass(): void {
    const newest = this.#newest;
    if (this.#isReplica) this.#replicas.add(this.#labels, newest.times, newest.values);
    else this.#digester.add(newest.times, newest.values);
    newest.clear();
  }

  #close(): void {
    this.#pass();
    const digest = this.#digester.take(this.#labels);
    if (digest !== undefined) this.#ready.push(digest);
    this.#key = undefined;
  }
}
