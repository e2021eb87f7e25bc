import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHeadroom } from "../fixtures/headroom-process.ts";

let folder: string;

/** Six hours with a step up and one down, each minute. */
const STEPS = [
  "time,demand",
  ...Array.from({ length: 361 }, (_, i) => `${1_767_225_600 + i * 60},${i > 120 && i < 240 ? 1600 : 400}`),
].join("\n");

const SPEC = `version: headroom/v1
service: checkout
slos:
  - name: availability
    target: 99.5%
    events: {total: requests_total, bad: 'requests_total{code=~"5.."}'}
scaling:
  - name: checkout
    target: Deployment/checkout
    slos: [availability]
    demand: sum(rate(requests_total[30s]))
    capacity: {perReplica: 40, utilization: 0.7}
    limits: {min: 3, max: 60}
    startup: 30s
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-simulate-"));
  await writeFile(join(folder, "demand.csv"), STEPS);
  await writeFile(join(folder, "bad.csv"), "time,demand\n0,1\n60,-5\n30,2\n");
  await writeFile(join(folder, "checkout.yaml"), SPEC);
});
afterAll(() => rm(folder, { recursive: true }));

const METRICS: Readonly<Record<string, string>> = {
  cpu: "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}",
  rps: '{type: External, external: {metric: {name: requests_per_second}, target: {type: AverageValue, averageValue: "40"}}}',
  latency: "{type: External, external: {metric: {name: http_latency_p95}, target: {type: Value, value: 300m}}}",
};

const autoscaler = (name: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${name}}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
  minReplicas: 2
  maxReplicas: 10000
  metrics: [${METRICS[name]}]
`;

const run = (...args: readonly string[]): ReturnType<typeof runHeadroom> =>
  runHeadroom(["simulate", ...args], { cwd: folder });

const NO_QUEUE = "--partitions needs a queue; add --spec with a scaling block that has a backlog";

interface Told {
  readonly model: unknown;
  readonly policies: readonly {
    readonly name: string;
    readonly budgetSpent: number;
    readonly replicaHours: number;
    readonly maxReplicas: number;
  }[];
  readonly sweep: readonly { readonly utilization: number; readonly budgetSpent: number }[];
}

async function told(...args: readonly string[]): Promise<Told> {
  const { stdout } = await run("--trace", "demand.csv", "--output", "json", ...args);
  return JSON.parse(stdout);
}

describe("headroom simulate", () => {
  it("plays the autoscalers of a manifest, and says what their metrics are taken for", async () => {
    const names = ["cpu", "rps", "latency"];
    await writeFile(join(folder, "hpa.yaml"), names.map(autoscaler).join("---\n"));
    const { stdout } = await run("--trace", "demand.csv", "--against", "cpu:60%,rps:0.8", "--manifest", "hpa.yaml");
    expect(stdout).toContain(
      "HorizontalPodAutoscaler/rps: requests_per_second is taken for requests a second, a mean of 1m\n",
    );
    const { policies } = await told("--against", "cpu:60%,rps:0.8", "--manifest", "hpa.yaml");
    const of = (name: string) => policies.find((one) => one.name === name);
    // The same autoscaler, whether it is named or written.
    expect(of("HorizontalPodAutoscaler/cpu")).toEqual({ ...of("cpu:60%"), name: "HorizontalPodAutoscaler/cpu" });
    expect(of("HorizontalPodAutoscaler/rps")).toEqual({ ...of("rps:0.8"), name: "HorizontalPodAutoscaler/rps" });
    // Latency does not fall in proportion to replicas: they swing, or run to the maximum.
    expect(of("HorizontalPodAutoscaler/latency")?.budgetSpent).toBeGreaterThan(10);
  });

  it("names the line of a manifest that it cannot replay", async () => {
    await writeFile(
      join(folder, "memory.yaml"),
      autoscaler("cpu").replace("name: cpu, target", "name: memory, target"),
    );
    const { code, stderr } = await run("--trace", "demand.csv", "--manifest", "memory.yaml");
    expect(code).toBe(2);
    expect(stderr).toContain("memory.yaml:8: memory is no part of the model; replay a copy of the manifest without it");
    await writeFile(join(folder, "none.yaml"), "kind: Deployment\n");
    expect((await run("--trace", "demand.csv", "--manifest", "none.yaml")).stderr).toContain(
      "none.yaml has no HorizontalPodAutoscaler and no ScaledObject",
    );
  });

  it("prints a row for itself and for each rival, and how the trace is played", async () => {
    const { code, stdout, stderr } = await run("--trace", "demand.csv", "--against", "cpu:60%,oracle");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("demand.csv: 361 samples over 6h, demand on a straight line between them");
    expect(lines[1]).toBe("a replica takes 50 requests a second and is ready after 1m; 0.1% may be bad");
    expect(lines[2]).toMatch(/^40 a replica are planned with at first; what was seen tells /);
    expect(lines.slice(4).map((line) => line.split(/ +/)[0])).toEqual(["POLICY", "headroom", "cpu:60%", "oracle", ""]);
  });

  it("tells programs the same", async () => {
    const { policies, sweep } = await told();
    expect(policies.map(({ name }) => name)).toEqual(["headroom", "cpu:60%", "cpu:70%", "rps:0.8", "kpa", "oracle"]);
    for (const each of policies) {
      expect(Object.keys(each)).toEqual(["name", "budgetSpent", "replicaHours", "turnsPerDay", "maxReplicas"]);
      expect(each.replicaHours).toBeGreaterThan(6 * 10);
    }
    expect(sweep).toEqual([]);
  });

  it("spends less of the budget with more room, in a sweep", async () => {
    const { sweep } = await told("--against", "", "--sweep", "utilization=0.5..0.9");
    expect(sweep.map(({ utilization }) => utilization)).toEqual([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]);
    expect(sweep.at(0)?.budgetSpent).toBeLessThan(sweep.at(-1)?.budgetSpent ?? 0);
  });

  it("plays a scaling block with its own numbers, and with a capacity that it is wrong about", async () => {
    const right = await told("--spec", "checkout.yaml", "--against", "");
    expect(right.model).toEqual({
      capacityPerReplica: 40,
      startupSeconds: 30,
      errorBudget: 0.005,
      tolerance: 0.1,
      partitions: null,
    });
    const wrong = await told("--spec", "checkout.yaml", "--against", "", "--capacity", "30");
    expect(wrong.policies[0]?.budgetSpent).toBeGreaterThan(2 * (right.policies[0]?.budgetSpent ?? 0));
  });

  it("plays a queue whose replicas beyond its partitions take nothing, and says so", async () => {
    const backlog = "backlog: {query: sum(orders_waiting), drainWithin: 5m, partitions: sum(orders_partitions)}";
    await writeFile(join(folder, "queue.yaml"), SPEC.replace("    limits", `    ${backlog}\n    limits`));
    const args = ["--trace", "demand.csv", "--spec", "queue.yaml", "--against", "lag:2000,cpu:60%,oracle"];
    const { stdout } = await run(...args, "--partitions", "30");
    expect(stdout).toContain(
      "a queue of 30 partitions: what waits for longer than 5m is bad, and replicas beyond 30 take nothing\n",
    );
    const { policies } = await told(...args.slice(2), "--partitions", "30");
    const most = Object.fromEntries(policies.map(({ name, maxReplicas }) => [name, maxReplicas]));
    // CPU knows nothing of partitions, and who follows it pays for replicas that only wait.
    expect(most).toMatchObject({ headroom: 30, "lag:2000": 30, oracle: 30 });
    expect(most["cpu:60%"]).toBeGreaterThan(30);
    expect((await run(...args)).stdout).toContain(
      "a queue: what waits for longer than 5m is bad; how many partitions there are is not known, so that every replica has work; add --partitions\n",
    );
  });

  it("writes a page that needs nothing else", async () => {
    const { code } = await run("--trace", "demand.csv", "--report", "report.html", "--sweep", "utilization=0.7..0.8");
    expect(code).toBe(0);
    const page = await readFile(join(folder, "report.html"), "utf8");
    expect(page).not.toMatch(/(?:src|href)=|https?:|<script/);
    expect(page.match(/<polyline/g)).toHaveLength(1 + 6 + 6);
    expect(page).toContain("requests a second, which a rise leads to, at 40 a replica (80% of 50)");
  });

  it("names each row of a trace that is wrong, and plays nothing", async () => {
    expect(await run("--trace", "bad.csv")).toEqual({
      code: 1,
      stdout: "",
      stderr: [
        "bad.csv:3: demand is -5, expected 0 to 1000000000; mend the value",
        "bad.csv:4: time goes back by 30 s; sort the rows; where clocks changed for summer time, write times in UTC",
        "",
      ].join("\n"),
    });
  });

  it.each([
    ["no trace", [], "what is to be replayed? add --trace demand.csv, or --from -7d"],
    ["a file that is not there", ["--trace", "gone.csv"], "cannot read gone.csv: there is no such file or folder"],
    [
      "a rival that nobody knows",
      ["--trace", "demand.csv", "--against", "magic"],
      "--against: there is no rival magic; write one of cpu:60%, rps:0.8, kpa, oracle, band:0.40-0.55, lag:500",
    ],
    [
      "a peak of nothing",
      ["--trace", "demand.csv", "--peak", "0"],
      "--peak is 0, expected a number above 0, at most 1000000000",
    ],
    [
      "no duration",
      ["--trace", "demand.csv", "--startup", "soon"],
      "--startup is soon, expected a duration such as 60s or 5m, at most 1d",
    ],
    ["no budget", ["--trace", "demand.csv", "--target", "100%"], "--target is 1, which leaves no budget; write 99.9%"],
    ["partitions of no queue", ["--trace", "demand.csv", "--partitions", "8"], NO_QUEUE],
    [
      "half a partition",
      ["--trace", "demand.csv", "--partitions", "0.5"],
      "--partitions is 0.5, expected a whole number from 1 to 1000000",
    ],
    [
      "a sweep of something else",
      ["--trace", "demand.csv", "--sweep", "min=1..3"],
      "--sweep is min=1..3; write utilization=0.5..1",
    ],
    [
      "a block that is not there",
      ["--trace", "demand.csv", "--spec", "checkout.yaml", "--scaling", "other"],
      "there is no scaling other; there are checkout",
    ],
  ])("is wrong usage with %s", async (_what, args, problem) => {
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `headroom: ${problem}\n` });
  });
});
