import { afterEach, describe, expect, it, vi } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { type CheckpointOutcome, Checkpoints } from "../../../src/service/control/checkpoints.ts";
import type { KeepableSource, WriteAnswer } from "../../../src/service/ports/ledger-keeper.ts";
import { MemoryKeeper } from "../../fixtures/memory-keeper.ts";
import { toldLog } from "../../fixtures/told-log.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
let checkpoints: Checkpoints | undefined;
afterEach(() => checkpoints?.stop());

const SOURCE: KeepableSource = {
  name: "default",
  address: "http://prometheus:9090",
  hold: () => Promise.resolve({ at: instant(NOW), pieces: [], release: () => undefined }),
};

function setUp(sources: readonly KeepableSource[] = [SOURCE], every = seconds(300)) {
  const keeper = new MemoryKeeper();
  const log = toldLog();
  const outcomes: CheckpointOutcome[] = [];
  let monotonic = 0;
  const present = new Checkpoints({
    keeper,
    every,
    addresses: new Map(),
    onWritten: (outcome) => void outcomes.push(outcome),
    sources: () => sources,
    clock: { now: () => instant(NOW), monotonic: () => monotonic },
    log,
  });
  checkpoints = present;
  const failing = (problem: string) => (): Promise<WriteAnswer> =>
    Promise.resolve({ kind: "failed", problem, remedy: "make room" });
  return { present, keeper, log, outcomes, failing, pass: (length: number): void => void (monotonic += length) };
}

describe("checkpoints", () => {
  it("tell when one was on the disk, how long that took, and what it takes there", async () => {
    const { present, keeper, outcomes, log, pass } = setUp();
    keeper.obstacle = () => Promise.resolve(pass(2.5)).then(() => undefined);
    await present.write();
    expect(outcomes).toEqual([{ kind: "kept", atMs: NOW, seconds: 2.5, bytes: 1 }]);
    expect(present.state).toEqual({ kind: "up" });
    expect(log.lines).toEqual([]);
  });

  it("leave what is kept alone until something is followed", async () => {
    const { present, keeper, outcomes } = setUp([]);
    await present.write();
    expect([keeper.writes, outcomes]).toEqual([0, []]);
  });

  it("say what stands in their way once, as long as it does, and once when it is over", async () => {
    const { present, keeper, log, outcomes, failing } = setUp();
    keeper.obstacle = failing("the disk is full");
    await present.write();
    await present.write();
    expect(present.state).toEqual({ kind: "degraded", problem: "the disk is full" });
    keeper.obstacle = failing("the folder is gone");
    await present.write();
    keeper.obstacle = undefined;
    await present.write();
    const sentence = "what was counted is not kept; a restart would go on with what was kept before";
    expect(log.lines).toEqual([
      ["warn", sentence, { problem: "the disk is full", help: "make room" }],
      ["warn", sentence, { problem: "the folder is gone", help: "make room" }],
      ["info", "what was counted is kept again"],
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["failed", "failed", "failed", "kept"]);
    expect(present.state).toEqual({ kind: "up" });
  });

  it("end in a state when a fault of ours is thrown, and stop nobody", async () => {
    const { present, keeper, log, outcomes } = setUp();
    const error = new RangeError("no such cell");
    keeper.obstacle = () => Promise.reject(error);
    await present.write();
    expect(present.state).toEqual({ kind: "degraded", problem: "a fault in headroom itself: no such cell" });
    expect(outcomes).toEqual([{ kind: "failed" }]);
    expect(log.lines[0]).toEqual(["error", "keeping what was counted failed", { error }]);
  });

  it("are one at a time, and the last one is of the end", async () => {
    const { present, keeper } = setUp();
    const ends: (() => void)[] = [];
    keeper.obstacle = () => new Promise((resolve) => ends.push(() => resolve(undefined)));
    const both = [present.write(), present.write()];
    const stopped = present.stop();
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    expect(keeper.writes).toBe(1);
    ends[0]?.();
    await Promise.all(both);
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    ends[1]?.();
    await stopped;
    expect(keeper.writes).toBe(2);
    keeper.obstacle = undefined;
  });

  it("are written again and again once they are started", async () => {
    const { present, outcomes } = setUp([SOURCE], seconds(0.01));
    present.start();
    await vi.waitFor(() => expect(outcomes.length).toBeGreaterThan(2));
    await present.stop();
    const { length } = outcomes;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcomes).toHaveLength(length);
  });
});
