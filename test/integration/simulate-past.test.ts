import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { badShare } from "../../src/core/simulation/model/service.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const STEP_MS = 15_000;
const HOURS = 6;
const COUNT = (HOURS * 3_600_000) / STEP_MS + 1;
const REPLICAS = 30;

const SPEC = `version: headroom/v1
service: checkout
slos:
  - name: availability
    target: 99.9%
    events: {total: requests_total, bad: 'requests_total{code="500"}'}
  - name: wave
    target: 99.9%
    events: {total: wave_total, bad: 'wave_total{code="500"}'}
  - name: pods
    target: 99%
    # Two pods have the same code, which Prometheus refuses.
    promql:
      errors: sum(rate(requests_total[{{window}}]) / on (code) rate(requests_total[{{window}}]))
      total: sum(rate(requests_total[{{window}}]))
scaling:
  - name: pods
    target: Deployment/pods
    slos: [pods]
    demand: sum(rate(requests_total[1m]))
    replicas: count(up{job="checkout"} == 1)
    capacity: {perReplica: 50}
    limits: {min: 3, max: 100}
  - name: checkout
    target: Deployment/checkout
    slos: [availability]
    demand: sum(rate(requests_total[1m]))
    replicas: count(up{job="checkout"} == 1)
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 100}
  - name: split
    target: Deployment/split
    slos: [availability]
    demand: rate(requests_total[1m])
    capacity: {perReplica: 50}
    limits: {min: 3, max: 100}
  - name: wave
    target: Deployment/wave
    slos: [wave]
    demand: sum(rate(wave_total[1m]))
    replicas: count(up{job="checkout"} == 1)
    capacity: {learn: true}
    limits: {min: 3, max: 100}
  - name: queue
    target: Deployment/queue
    slos: [availability]
    demand: sum(rate(requests_total[1m]))
    backlog: {query: sum(orders_waiting), drainWithin: 5m, partitions: max(orders_partitions)}
    capacity: {perReplica: 50}
    limits: {min: 3, max: 100}
    # The twelfth after the eleventh is within the usual tolerance, and would come by chance.
    tolerance: 0
  - name: nothing
    target: Deployment/nothing
    demand: sum(rate(gone_total[1m]))
    capacity: {perReplica: 50}
    limits: {min: 3, max: 100}
`;

/** What a replica of the model takes when all of it is used, in requests a second. */
const FULL = 50;
/** The load at which it spends a fifth of the budget of 99.9 %. */
const TRUTH = FULL * (1 + Math.log(0.001 * 0.2) / 38);

let server: PrometheusServer;
let folder: string;

/** 400 requests a second, 1,200 in the third and fourth hour; an hour without a sample after that. */
const demandAt = (i: number): number => {
  const hour = (i * STEP_MS) / 3_600_000;
  return hour >= 2 && hour < 4 ? 1200 : 400;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-past-"));
  await writeFile(join(folder, "checkout.yaml"), SPEC);
  server = await startPrometheus();
  // Until now, or a little before: what comes later is nobody's past.
  const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const moments = Array.from({ length: COUNT }, (_, i) => i);
  const timestamps = moments.map((i) => endMs - (COUNT - 1 - i) * STEP_MS);
  let sum = 0;
  const totals = moments.map((i) => (sum += (demandAt(i) * STEP_MS) / 1000 / 2));
  const requests = ["a", "b"].map((pod) => ({
    labels: { __name__: "requests_total", pod, code: "200" },
    timestamps,
    values: totals,
  }));
  // Up and down in three hours, to 86 % of what all replicas take; what fails is the model's.
  let [good, bad] = [0, 0];
  const waves = moments.map((i) => {
    const use = 0.86 * (0.75 + 0.25 * Math.sin((2 * Math.PI * i * STEP_MS) / 10_800_000));
    const events = (use * FULL * REPLICAS * STEP_MS) / 1000;
    return { good: (good += events * (1 - badShare(use))), bad: (bad += events * badShare(use)) };
  });
  const wave = (["good", "bad"] as const).map((kind) => ({
    labels: { __name__: "wave_total", code: kind === "bad" ? "500" : "200" },
    timestamps,
    values: waves.map((one) => one[kind]),
  }));
  const ups = Array.from({ length: REPLICAS }, (_, i) => ({
    labels: { __name__: "up", job: "checkout", instance: `pod-${i}` },
    timestamps,
    values: moments.map(() => 1),
  }));
  const partitions = {
    labels: { __name__: "orders_partitions" },
    timestamps,
    // Two were added an hour ago.
    values: moments.map((i) => (i < COUNT - 240 ? 10 : 12)),
  };
  await writeSeries(server.url, [...requests, ...wave, ...ups, partitions]);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]): ReturnType<typeof runHeadroom> =>
  runHeadroom(["simulate", "--spec", "checkout.yaml", "--prometheus", server.url, ...args], { cwd: folder });

interface Told {
  readonly capacity: {
    readonly measured: { readonly perReplica?: number; readonly low?: number; readonly high?: number };
  };
  readonly model: { readonly capacityPerReplica: number };
  readonly trace: { readonly samples: number; readonly lengthSeconds: number; readonly requests: number };
  readonly policies: readonly { readonly name: string; readonly replicaHours: number; readonly budgetSpent: number }[];
}

describe("a replay of what Prometheus knows", () => {
  it("plays the demand that was, beside the replicas that were there", async () => {
    // All that there is: the rate of the first two samples is too low, and all begin with the replicas of then anyway.
    const asked = ["--scaling", "checkout", "--from", "-6h", "--against", "cpu:60%", "--output", "json"];
    const { code, stdout, stderr } = await run(...asked);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { trace, policies }: Told = JSON.parse(stdout);
    expect(policies.map(({ name }) => name)).toEqual(["headroom", "as it was", "cpu:60%"]);
    const hours = trace.lengthSeconds / 3600;
    // Some seconds go by until it is asked for.
    expect(hours).toBeGreaterThan(5.9);
    expect(policies[1]?.replicaHours).toBeCloseTo(REPLICAS * hours, 0);
    // Two hours of 1,200 a second and four of 400.
    expect(trace.requests / (2 * 3600 * 1200 + 4 * 3600 * 400)).toBeCloseTo(1, 1);
    // 30 replicas have 40 to do of 50 at the most; Headroom has fewer while 10 are enough.
    expect(policies[1]?.budgetSpent).toBeLessThan(1);
    expect(policies[0]?.replicaHours).toBeLessThan((policies[1]?.replicaHours ?? 0) * 0.75);
  });

  it("learns what a replica took then, and plays a model that takes as much", async () => {
    const { code, stdout, stderr } = await run("--scaling", "wave", "--from", "-6h", "--output", "json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { capacity, model }: Told = JSON.parse(stdout);
    const { perReplica = 0, low = 0, high = 0 } = capacity.measured;
    expect(Math.abs(perReplica / TRUTH - 1)).toBeLessThan(0.05);
    expect([low <= TRUTH, TRUTH <= high]).toEqual([true, true]);
    expect(Math.abs(model.capacityPerReplica / FULL - 1)).toBeLessThan(0.05);
    const { stdout: text } = await run("--scaling", "wave", "--from", "-6h", "--against", "");
    expect(text).toMatch(/\nin that time a replica took, by what was counted: 3\d(?:\.\d)? a replica at the SLO \(/);
  });

  it("plays a load whose capacity cannot be told, and says so", async () => {
    const { code, stderr, stdout } = await run("--scaling", "pods", "--from", "-1h", "--against", "");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^--from: pods: .*; what a replica took then is not known\n$/s);
    expect(stdout).not.toContain("in that time a replica took");
  });

  it("plays a queue with the partitions that it has now, whose exporter of what waits is gone", async () => {
    const { code, stdout, stderr } = await run("--scaling", "queue", "--from", "-6h", "--against", "lag:500");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("a queue of 12 partitions: ");
    // 1,200 a second are more than the 600 that twelve do.
    expect(stdout).toMatch(/\nheadroom +[1-9]\d*\.\d\dx +\d+ +\S+ +12\n/);
  });

  it("says for people whose load it was", async () => {
    const { stdout } = await run("--scaling", "checkout", "--from", "6h", "--against", "");
    expect(stdout).toMatch(
      /^the last 6h of checkout: \d+ samples over (?:6h|5h \d+m), demand on a straight line between them\n/,
    );
    expect(stdout).toMatch(/\nas it was +\d/);
  });

  it.each([
    [
      ["--scaling", "split", "--from", "-1h"],
      "--from: demand has several series, and a replay wants one: write sum(rate(requests_total[1m]))",
    ],
    [
      ["--scaling", "nothing", "--from", "-1h"],
      "--from: demand has no samples in that time: sum(rate(gone_total[1m]))",
    ],
    [["--scaling", "checkout", "--from", "soon"], "--from is soon, expected how long ago, such as -7d, at most 90d"],
    [["--scaling", "checkout", "--from", "-91d"], "--from is -91d, expected how long ago, such as -7d, at most 90d"],
  ])("that cannot be played ends in a sentence: %j", async (args, problem) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(problem);
  });

  it("is wrong usage without a block, with a trace beside it, or where nobody answers", async () => {
    const plain = await runHeadroom(["simulate", "--from", "-1h"], { cwd: folder });
    expect(plain.stderr).toContain("whose load is to be replayed? add --spec with its scaling block");
    const both = await run("--scaling", "checkout", "--from", "-1h", "--trace", "demand.csv");
    expect(both.code).toBe(2);
    const nobody = await runHeadroom(
      [
        "simulate",
        "--spec",
        "checkout.yaml",
        "--scaling",
        "checkout",
        "--from",
        "-1h",
        "--prometheus",
        "http://127.0.0.1:1",
      ],
      { cwd: folder },
    );
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain("ECONNREFUSED");
  });
});
