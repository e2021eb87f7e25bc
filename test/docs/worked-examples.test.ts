import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../src/core/objective/scaling-policy.ts";
import type { Decision } from "../../src/core/scaling/decision/decision.ts";
import { shown } from "../../src/core/scaling/decision/shown.ts";
import { compilePolicy, decide } from "../../src/core/scaling/policy/decide.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { instant } from "../../src/core/units/instant.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { NOW, observation, type Seen } from "../fixtures/scaling.ts";
import { type ServedApp, serveApp } from "../fixtures/served-app.ts";
import { readPages } from "./markdown.ts";

// The numbers and sentences of docs/explanation/scaling.md and of the README, as `decide` yields them.

const pages = await readPages();
const page = pages.find(({ file }) => file === "docs/explanation/scaling.md");
const readme = pages.find(({ file }) => file === "README.md");
const policy = await policyOfPage();
const [surge = "", deploy = ""] = (page?.prose ?? "").split(/^### /m).slice(1);
const stories = [...rowsOf(surge), ...rowsOf(deploy)];

/** Replicas of both stories before anything happens. */
const BEFORE: Seen = { at: instant(NOW - 29 * 60_000), demand: 400, saturation: 0.8, asked: 10 };

describe("a moment of the worked examples", () => {
  it("is told of the default policy, and of both stories", () => {
    expect(policy.overload.boostMax).toBe(1);
    expect(policy.change).toMatchObject({ capacityLossMax: 1.25, window: 20 * 60 });
    expect(stories).toHaveLength(12);
  });

  it.each(stories)("is decided as the page says: $moment", async ({ seen, outcome }) => {
    const decision = await decided(seen);
    const { asked = 0, burn = 0 } = seen;
    const number = replicasOf(decision);
    expect(outcome).toEqual({
      class: decision.burn.class,
      number: shown(number),
      autoscaler: String(Math.ceil(number)),
      burnAsTarget: String(Math.ceil(asked * burn)),
      burnBecause: decision.burn.because,
      numberBecause: decision.result.because,
    });
  });
});

describe("a sentence of the worked examples", () => {
  const story = (text: string): string => text.replaceAll(/\s+/g, " ");
  const [before, atSurge] = rowsOf(surge);
  const percentOfBudget = (burn: number, seconds: number, days: number): string =>
    ((burn * seconds * 100) / (days * 86_400)).toFixed(2);

  it("says what a boost would add", async () => {
    const boosted = replicasOf(await decided(atSurge?.seen ?? {}, { overload: { boostMax: 1.25, burnAbove: 6 } }));
    expect(story(surge)).toContain(`ask for ${boosted}, and the autoscaler for ${Math.ceil(boosted)}`);
  });

  it("says what the surge costs", () => {
    expect(story(surge)).toContain(
      `90 s, the burn of 30x costs ${percentOfBudget(30, 90, 30)}% of the budget of 30 days`,
    );
  });

  it("says how the generated autoscaler goes down: by half of what there is at most, each minute", async () => {
    const least = replicasOf(await decided(before?.seen ?? {}));
    const steps = [23];
    for (let now = 23; now > least; steps.push(now)) now = Math.max(least, Math.ceil(now * 0.5));
    expect(story(surge)).toContain(`at most half each minute: ${steps.join(", ")}.`);
  });

  it("says how a latency runs away", () => {
    const ratio = 1.2 / 0.3;
    expect(story(surge)).toContain(`four times 10 is ${ratio * 10}`);
    expect(story(surge)).toContain(`four times 40 is ${ratio * 40}`);
  });

  it("says what saturation wants of a bad deploy, and how long an hour remembers it", async () => {
    const wanted = (await decided(rowsOf(deploy)[1]?.seen ?? {})).estimates.find(
      ({ estimator }) => estimator === "saturation",
    );
    expect(wanted).toMatchObject({ replicas: 20 });
    expect(story(deploy)).toContain("saturation wants 20, and gets 1.25 times the 10 replicas");
    expect(story(deploy)).toContain(`20 minutes at 25x are ${((20 / 60) * 25).toFixed(1)}x`);
  });
});

describe("the README's explanation of a decision", () => {
  let app: ServedApp;
  beforeAll(async () => {
    const decision = await decided({ ...rowsOf(deploy)[1]?.seen, age: 5 });
    app = await serveApp({ decisions: [{ service: "checkout", namespace: "shop", policy, decision }] });
  });
  afterAll(() => app.close(0));

  it("is what headroom explain prints of the bad deploy", async () => {
    const { stdout } = await runHeadroom(["explain", "checkout", "--url", app.url]);
    const shownThere = readme?.blocks.find(({ text }) => text.startsWith("checkout/checkout at "));
    expect(`${shownThere?.text}\n`).toBe(stdout);
  });
});

interface Moment {
  readonly moment: string;
  readonly seen: Seen;
  readonly outcome: Readonly<Record<string, string>>;
}

/** Two tables: what is seen and decided, and why. */
function rowsOf(text: string): readonly Moment[] {
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| moment"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const reasons = new Map(rows.filter(({ length }) => length === 3).map(([moment, ...because]) => [moment, because]));
  return rows
    .filter(({ length }) => length === 10)
    .map(([moment = "", demand, saturation, replicas, burn = "", rollout = "", ...outcome]) => {
      const [burnClass = "", number = "", autoscaler = "", burnAsTarget = ""] = outcome;
      const [burnBecause = "", numberBecause = ""] = reasons.get(moment) ?? [];
      return {
        moment,
        seen: {
          demand: Number(demand),
          saturation: Number(saturation),
          asked: Number(replicas),
          burn: Number.parseFloat(burn),
          burnByVersion: Object.fromEntries(
            [...burn.matchAll(/(v\d) (\d+)/g)].map(([, version = "", of]) => [version, Number(of)]),
          ),
          rollout: rolloutOf(rollout),
        },
        outcome: { class: burnClass, number, autoscaler, burnAsTarget, burnBecause, numberBecause },
      };
    });
}

/** `3m ago, runs` */
function rolloutOf(cell: string): Seen["rollout"] {
  const [, minutes, runs] = /^(\d+)m ago(, runs)?$/.exec(cell) ?? [];
  if (minutes === undefined) return undefined;
  return { startedAt: instant(NOW - Number(minutes) * 60_000), progress: runs === undefined ? "settled" : "running" };
}

async function policyOfPage(): Promise<ScalingPolicy> {
  const spec = page?.blocks.find(({ language }) => language === "yaml");
  const { services, diagnostics } = await parseSpecs([{ file: "checkout.yaml", text: spec?.text ?? "" }]);
  expect(diagnostics).toEqual([]);
  const found = services[0]?.scaling[0];
  if (found === undefined) throw new Error("the page has no spec with a scaling block");
  return found;
}

async function decided(seen: Seen, facts: Partial<ScalingPolicy> = {}): Promise<Decision> {
  return decide(await compilePolicy({ ...policy, ...facts }), [BEFORE, seen].map(observation));
}

function replicasOf({ result }: Decision): number {
  if (result.kind === "refused") throw new Error(result.because);
  return result.replicas;
}
