import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { playLoad } from "../../../src/core/simulation/model/load.ts";
import { Pods } from "../../../src/core/simulation/model/pods.ts";
import { badShare, latencyRatio } from "../../../src/core/simulation/model/service.ts";
import { SimulatedWorkload } from "../../../src/core/simulation/model/workload.ts";
import { BEGIN, drawnLoad, SERVICE } from "../../fixtures/simulation.ts";

describe("the load", () => {
  const hill = { times: Float64Array.of(0, 60, 120), demand: Float64Array.of(0, 60, 0) };
  const plain = { badRatio: undefined, capacityFactor: undefined };

  it("lies on straight lines between samples", () => {
    const load = playLoad({ ...hill, ...plain }, { peak: undefined, riseSeconds: undefined });
    expect(load.ticks).toBe(24);
    // Two triangles of 60 s, 60 requests a second high.
    expect(load.requests[24]).toBe(3600);
    expect(load.requests[1]).toBe(12.5);
    expect(Math.max(...load.highest)).toBe(60);
  });

  it("moves to a sample within the rise, if it is told to", () => {
    const load = playLoad({ ...hill, ...plain }, { peak: undefined, riseSeconds: 10 });
    // Nothing for 50 s, a rise of 10 s, 50 s at the height, a fall of 10 s.
    expect(load.requests[24]).toBe(300 + 3000 + 300);
    expect(load.requests[10]).toBe(0);
  });

  it("is scaled to a peak, which a single freak sample does not set", () => {
    const demand = new Float64Array(10_000).fill(10);
    demand[5000] = 1e6;
    const trace = { times: demand.map((_, i) => i * 5), demand, ...plain };
    const load = playLoad(trace, { peak: 200, riseSeconds: undefined });
    expect(load.highest[0]).toBe(200);
  });

  it("has the columns beside the demand as of the last row, and no demand where there is a gap", () => {
    const times = Float64Array.of(0, 10, 20, 100, 110);
    const demand = Float64Array.of(1, 1, 1, 1, 1);
    const badRatio = Float64Array.of(0, 0.5, 0, 0, 0);
    const load = playLoad(
      { times, demand, badRatio, capacityFactor: undefined },
      { peak: undefined, riseSeconds: undefined },
    );
    expect([...(load.badRatio ?? [])].slice(0, 6)).toEqual([0, 0, 0.5, 0.5, 0, 0]);
    expect([...load.unseen]).toEqual([0, 0, 0, 0, ...Array.from({ length: 16 }, () => 1), 0, 0]);
  });
});

describe("the service", () => {
  it("fails steeply: 0.1 % at 82 % of its capacity, 1 % at 88 %, everything from 1 on", () => {
    expect(badShare(0.8182)).toBeCloseTo(0.001, 5);
    expect(badShare(0.88)).toBeCloseTo(0.0105, 4);
    expect(badShare(1)).toBe(1);
    expect(badShare(7)).toBe(1);
    expect(badShare(0)).toBeLessThan(1e-16);
  });

  it("is late when it fails: the published band lies around the objective", () => {
    expect(latencyRatio(0.8)).toBeCloseTo(0.394, 3);
    expect(latencyRatio(0.86)).toBeCloseTo(0.563, 3);
    expect(latencyRatio(1)).toBe(2);
    expect(latencyRatio(0.999)).toBe(2);
  });
});

describe("pods", () => {
  it("start at once and take load when they are ready; those that are not ready go first", () => {
    const pods = new Pods(4, 60);
    pods.scale(10, 100);
    expect([pods.asked, pods.ready]).toEqual([10, 4]);
    pods.scale(8, 130);
    expect([pods.asked, pods.ready]).toEqual([8, 4]);
    pods.advance(159);
    expect(pods.ready).toBe(4);
    pods.advance(160);
    expect([pods.asked, pods.ready]).toEqual([8, 8]);
    expect([pods.settled(160, 30), pods.settled(190, 30)]).toEqual([4, 8]);
    pods.scale(1, 400);
    expect([pods.asked, pods.ready, pods.settled(400, 30)]).toEqual([1, 1, 1]);
  });

  it("are as many as were asked for, and never more ready than that", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), (asked) => {
        const pods = new Pods(3, 60);
        asked.forEach((replicas, i) => {
          pods.advance(i * 15);
          pods.scale(replicas, i * 15);
          expect(pods.asked).toBe(replicas);
          expect(pods.ready >= 0 && pods.ready <= replicas).toBe(true);
        });
      }),
    );
  });
});

describe("a workload", () => {
  it("spends what the model says, in proportion to the length of the trace", () => {
    // 10 replicas of 50 serve 409.1 a second: use 0.8182, so that one of a thousand is bad.
    const load = drawnLoad(61, 60, () => 409.1);
    const workload = new SimulatedWorkload(load, SERVICE, 10);
    while (workload.tick < load.ticks) workload.serve();
    expect(workload.budgetSpent).toBeCloseTo(1, 2);
    expect(workload.burn(300, 0)).toBeCloseTo(1, 2);
    expect(workload.use(45, 15)).toBeCloseTo(0.8182, 4);
    expect(workload.demand(30, 15)).toBeCloseTo(409.1, 6);
  });

  it("fails everybody while no pod is ready, and nobody while nobody comes", () => {
    const load = drawnLoad(3, 60, () => 10);
    const none = new SimulatedWorkload(load, SERVICE, 0);
    while (none.tick < load.ticks) none.serve();
    expect(none.budgetSpent).toBeCloseTo(1000, 6);
    const idle = new SimulatedWorkload(
      drawnLoad(3, 60, () => 0),
      SERVICE,
      2,
    );
    idle.serve();
    expect([idle.budgetSpent, idle.burn(300, 0)]).toEqual([0, undefined]);
  });

  it("loses capacity where the trace says so, and fails by itself where it says that", () => {
    const times = Float64Array.of(BEGIN, BEGIN + 60);
    const demand = Float64Array.of(100, 100);
    const half = { times, demand, badRatio: undefined, capacityFactor: Float64Array.of(0.5, 0.5) };
    const bad = { times, demand, badRatio: Float64Array.of(0.05, 0.05), capacityFactor: undefined };
    const spent = [half, bad].map((trace) => {
      const workload = new SimulatedWorkload(playLoad(trace, { peak: undefined, riseSeconds: undefined }), SERVICE, 4);
      while (workload.tick < workload.load.ticks) workload.serve();
      return workload.budgetSpent;
    });
    expect(spent[0]).toBe(1000);
    expect(spent[1]).toBeCloseTo(50, 2);
  });
});
