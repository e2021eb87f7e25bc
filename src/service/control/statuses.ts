import type { ObjectiveStatus } from "../../core/budget/status.ts";

/** So many are sorted in less than a millisecond. */
const SORTED_AT_ONCE = 200;

type Age = (status: ObjectiveStatus) => ObjectiveStatus;

/** The statuses of one publication, each as old as it is by then; who asks for some makes no others anew. */
export class Statuses implements Iterable<ObjectiveStatus> {
  readonly #sorted: Sorted;
  readonly #age: Age;

  private constructor(sorted: Sorted, age: Age) {
    this.#sorted = sorted;
    this.#age = age;
  }

  /** Sorts statuses by what they are asked for by, in pieces. */
  static *of(all: readonly ObjectiveStatus[]): Generator<void, Statuses> {
    const sorted = { all, byService: new Lists(), byNamespace: new Lists() };
    for (const [i, status] of all.entries()) {
      sorted.byService.add(status.objective.service, status);
      sorted.byNamespace.add(status.objective.namespace, status);
      if (i % SORTED_AT_ONCE === SORTED_AT_ONCE - 1) yield;
    }
    return new Statuses(sorted, (status) => status);
  }

  /** The same, as they are later. */
  later(age: Age): Statuses {
    return new Statuses(this.#sorted, age);
  }

  /** Those of a service, in their order. */
  ofService(service: string): readonly ObjectiveStatus[] {
    return this.#sorted.byService.of(service).map(this.#age);
  }

  /** Those of a namespace, in their order. */
  inNamespace(namespace: string): readonly ObjectiveStatus[] {
    return this.#sorted.byNamespace.of(namespace).map(this.#age);
  }

  [Symbol.iterator](): IteratorObject<ObjectiveStatus, undefined> {
    return this.#sorted.all.values().map(this.#age);
  }
}

interface Sorted {
  readonly all: readonly ObjectiveStatus[];
  readonly byService: Lists;
  readonly byNamespace: Lists;
}

/** Statuses by a name that many of them may have. */
class Lists {
  readonly #lists = new Map<string, ObjectiveStatus[]>();

  add(name: string, status: ObjectiveStatus): void {
    const known = this.#lists.get(name);
    if (known === undefined) this.#lists.set(name, [status]);
    else known.push(status);
  }

  of(name: string): readonly ObjectiveStatus[] {
    return this.#lists.get(name) ?? [];
  }
}
