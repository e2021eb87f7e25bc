import type { ObjectiveStatus } from "../../core/budget/status.ts";

/** So many are sorted in less than a millisecond. */
const SORTED_AT_ONCE = 200;

type Age = (status: ObjectiveStatus) => ObjectiveStatus;

/** The statuses of one publication, each as old as it is by then; who asks for one makes no other anew. */
export class Statuses implements Iterable<ObjectiveStatus> {
  readonly #all: readonly ObjectiveStatus[];
  readonly #byService: ReadonlyMap<string, readonly ObjectiveStatus[]>;
  readonly #age: Age;

  private constructor(
    all: readonly ObjectiveStatus[],
    byService: ReadonlyMap<string, readonly ObjectiveStatus[]>,
    age: Age,
  ) {
    this.#all = all;
    this.#byService = byService;
    this.#age = age;
  }

  /** Sorts statuses by their services, in pieces. */
  static *of(all: readonly ObjectiveStatus[]): Generator<void, Statuses> {
    const byService = new Map<string, ObjectiveStatus[]>();
    for (const [i, status] of all.entries()) {
      const { service } = status.objective;
      const known = byService.get(service);
      if (known === undefined) byService.set(service, [status]);
      else known.push(status);
      if (i % SORTED_AT_ONCE === SORTED_AT_ONCE - 1) yield;
    }
    return new Statuses(all, byService, (status) => status);
  }

  /** The same, as they are later. */
  later(age: Age): Statuses {
    return new Statuses(this.#all, this.#byService, age);
  }

  /** Those of a service, in their order. */
  ofService(service: string): readonly ObjectiveStatus[] {
    return (this.#byService.get(service) ?? []).map(this.#age);
  }

  [Symbol.iterator](): IteratorObject<ObjectiveStatus, undefined> {
    return this.#all.values().map(this.#age);
  }
}
