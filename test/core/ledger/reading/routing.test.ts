import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { RouteIndex } from "../../../../src/core/ledger/reading/route-index.ts";
import { Routing } from "../../../../src/core/ledger/reading/routing.ts";
import type { SeriesRoute } from "../../../../src/core/ledger/reading/series-table.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";
import { ofJob } from "../asking/asked-questions.ts";

const JOBS = ["a", "b", "c", "d"];
const series = JOBS.flatMap((job) =>
  ["x_total", "y_total"].map((metric) => ({
    labels: { __name__: metric, job },
    timestamps: [START_MS],
    values: [1],
  })),
);

/** Objectives of one job each, and one of all. */
const kinds = [
  ...JOBS.map((job) => ofJob(job)),
  ...JOBS.map((job) => ofJob(job, "y_total")),
  objective({
    indicator: {
      kind: "events",
      total: [{ metric: "x_total", matchers: [] }],
      counted: { as: "bad", selectors: [{ metric: "x_total", matchers: [] }] },
    },
  }),
];

/** Which feeds they lead to, by objective and role: short to compare. */
const namesOf = (routes: readonly SeriesRoute[]): readonly string[] =>
  routes.map(({ feed }) => `${feed.tracked.definition} ${feed.feed.role}`).toSorted();

describe("where series go while feeds come and go", () => {
  it("is where an index of the present feeds leads, found anew or not", () => {
    const isFollowed = fc.array(fc.boolean(), { minLength: kinds.length, maxLength: kinds.length });
    fc.assert(
      fc.property(fc.array(isFollowed, { minLength: 2, maxLength: 8 }), (sets) => {
        const store = new CellStore(STEP_MS);
        const routing = new Routing();
        const followed = new Map<number, TrackedObjective>();
        let ways: readonly { readonly generation: number; readonly routes: readonly SeriesRoute[] }[] = [];
        for (const set of sets) {
          for (const [i, kind] of kinds.entries()) {
            if (set[i] === true) {
              if (!followed.has(i)) followed.set(i, track(kind, store));
            } else {
              followed.get(i)?.release();
              followed.delete(i);
            }
          }
          const feeds = [...followed.values()].flatMap((tracked) => tracked.feeds);
          unpaused(routing.follow(feeds));
          const present = new RouteIndex();
          unpaused(present.add(feeds));
          ways = series.map((one, i) => {
            const before = ways[i];
            const stays =
              before !== undefined &&
              before.generation >= routing.oldestGeneration &&
              routing.mayStay(one, before.routes);
            const routes = stays ? before.routes : routing.routesOf(one, undefined);
            expect(namesOf(routes)).toEqual(namesOf(present.routesOf(one.labels, START_MS, undefined)));
            return { generation: routing.generation, routes };
          });
        }
      }),
      propertyRuns(100),
    );
  });

  it("stays for those that no feed came or went for, and is found anew for all after many were added", () => {
    const store = new CellStore(STEP_MS);
    const routing = new Routing();
    const [a, b] = [track(ofJob("a"), store), track(ofJob("b"), store)];
    const [one] = series;
    if (one === undefined) throw new Error("there are series");
    unpaused(routing.follow(a.feeds));
    const way = routing.routesOf(one, undefined);
    unpaused(routing.follow([...a.feeds, ...b.feeds]));
    expect([routing.generation, routing.oldestGeneration, routing.mayStay(one, way)]).toEqual([2, 1, true]);
    const again = track(ofJob("a"), store);
    unpaused(routing.follow([...a.feeds, ...again.feeds]));
    expect([routing.oldestGeneration, routing.mayStay(one, way)]).toEqual([1, false]);
    unpaused(routing.follow(a.feeds));
    expect([routing.oldestGeneration, routing.mayStay(one, way)]).toEqual([1, true]);
    routing.forget();
    expect(routing.oldestGeneration).toBe(routing.generation);
    const many = Array.from({ length: 600 }, (_, i) => track(ofJob(`job-${i}`), store)).flatMap(({ feeds }) => feeds);
    unpaused(routing.follow([...a.feeds, ...many]));
    expect([routing.generation, routing.oldestGeneration]).toEqual([6, 6]);
    a.release();
    expect(routing.mayStay(one, way)).toBe(false);
  });
});
