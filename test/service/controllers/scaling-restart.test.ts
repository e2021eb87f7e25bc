import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Decision } from "../../../src/core/scaling/decision/decision.ts";
import { DecisionFiles } from "../../fixtures/decision-files.ts";
import { type LoopFacts, scalingLoop, SPEC } from "../../fixtures/scaling-loop.ts";

let files: DecisionFiles;
beforeEach(() => {
  files = new DecisionFiles();
});
afterEach(() => files.remove());

type Loop = Awaited<ReturnType<typeof scalingLoop>>;

/** What one round finds. */
interface Seen {
  readonly demand?: number;
  /** Undefined where nobody tells. */
  readonly replicas?: number | undefined;
  readonly burn?: number;
  readonly versions?: readonly string[];
  /** Seconds in which nothing is asked before it. */
  readonly gap?: number;
}

async function play(loop: Loop, story: readonly Seen[]): Promise<Decision | undefined> {
  for (const { demand = 400, burn = 0, versions = [], gap = 0, ...seen } of story) {
    const replicas = "replicas" in seen ? seen.replicas : 10;
    loop.answers.numbers = {
      "sum(rate(x_total[1m]))": [demand],
      'count(up{job="web"} == 1)': replicas === undefined ? [] : [replicas],
    };
    loop.answers.versions = versions;
    loop.burnAt(burn);
    loop.pass(gap);
    await loop.round();
  }
  return loop.decisions.signalOf("shop", "web")?.decision;
}

const secondsOf = (story: readonly Seen[]): number => story.reduce((sum, { gap = 0 }) => sum + 15 + gap, 0);

let copies = 0;
/** The last decision of a story that goes on, of one that a restart cuts, and of one that remembers nothing. */
async function lastOf(before: readonly Seen[], after: readonly Seen[], facts: LoopFacts = {}, changed = facts.text) {
  const [name, copy] = [`${++copies}.db`, `${copies}-copy.db`];
  const store = files.open({ file: files.file(name) });
  const first = await scalingLoop({ ...facts, store });
  await play(first, before);
  store.close();
  files.copy(name, copy);
  const later = { ...(changed === undefined ? {} : { text: changed }), startAt: secondsOf(before) };
  const second = await scalingLoop({ ...later, store: files.open({ file: files.file(copy) }) });
  const third = await scalingLoop(later);
  if (changed !== undefined) await first.load(changed);
  return {
    goesOn: await play(first, after),
    restarted: await play(second, after),
    forgetful: await play(third, after),
  };
}

const WATCHED = SPEC.replace("    demand:", "    slos: [availability]\n    demand:");

describe("after a restart", () => {
  it.each<{ readonly what: string; readonly before: readonly Seen[]; readonly now: Seen; readonly text?: string }>([
    {
      what: "a rollout that was seen before is blamed",
      before: [{ versions: ["v1"] }, { versions: ["v1", "v2"] }, { versions: ["v1", "v2"] }],
      now: { versions: ["v1", "v2"], burn: 25 },
    },
    {
      what: "what demand asked for before is not taken away by an incident",
      before: [
        { demand: 900, replicas: undefined },
        { demand: 900, replicas: undefined },
      ],
      now: { demand: 300, replicas: undefined, burn: 25 },
    },
    {
      what: "raises that changed nothing are not boosted again",
      before: [10, 10, 13, 13, 17, 17].map((replicas) => ({ replicas, demand: replicas * 45, burn: 30 })),
      now: { replicas: 17, demand: 765, burn: 30 },
      text: `${WATCHED}    overload: {boostMax: 1.25}\n`,
    },
  ])("$what", async ({ before, now, text = WATCHED }) => {
    const { goesOn, restarted, forgetful } = await lastOf(before, [now], { text });
    expect(restarted).toStrictEqual(goesOn);
    expect(restarted).not.toEqual(forgetful);
  });

  it("each decision is the one that was to be made, for any history and any moment of the restart", async () => {
    const seen = fc.record({
      demand: fc.double({ min: 0, max: 3000, noNaN: true }),
      replicas: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      burn: fc.constantFrom(0, 1, 7, 30),
      versions: fc.constantFrom([], ["v1"], ["v1", "v2"], ["v2"]),
      gap: fc.constantFrom(0, 0, 0, 45, 1200, 7200),
    });
    const story = fc.array(seen, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(story, story, async (before, after) => {
        const { goesOn, restarted } = await lastOf(before, after, {
          text: `${WATCHED}    overload: {boostMax: 1.25}\n`,
        });
        expect(restarted).toStrictEqual(goesOn);
      }),
      { numRuns: 25 },
    );
  });

  it("a long absence leaves nothing to look back on, as it does without a restart", async () => {
    const before = [{ versions: ["v1"] }, { versions: ["v1", "v2"] }];
    const { goesOn, restarted, forgetful } = await lastOf(before, [{ versions: ["v1", "v2"], burn: 25, gap: 7200 }], {
      text: WATCHED,
    });
    expect(restarted).toStrictEqual(goesOn);
    expect(restarted).toStrictEqual(forgetful);
  });

  it("what was observed by other questions is not looked back on", async () => {
    const before = [{ demand: 900, replicas: undefined }];
    const now = { demand: 300, replicas: undefined, burn: 25 };
    const other = WATCHED.replace("replicas: count(up", "replicas: max(up");
    const { goesOn, restarted, forgetful } = await lastOf(before, [now], { text: WATCHED }, other);
    expect(restarted).toStrictEqual(goesOn);
    expect(restarted).toStrictEqual(forgetful);
  });

  it("nothing of before is offered, and all of it can be read", async () => {
    const text = SPEC.replace("target: Deployment/web", "target: Deployment/web\n    mode: publish");
    const store = files.open();
    await play(await scalingLoop({ text, store }), [{}, {}, {}]);
    store.close();
    const { decisions, round } = await scalingLoop({ text, store: files.open(), startAt: 45 });
    const past = () => decisions.past({ service: "shop", scaling: "web", most: 10 }).map(({ decision }) => decision.at);
    expect(past()).toHaveLength(3);
    expect(decisions.offered()).toEqual([]);
    expect(decisions.signalOf("shop", "web")).toBeUndefined();
    await round();
    expect(decisions.signalOf("shop", "web")?.signal).toMatchObject({ kind: "value", ageSeconds: 0 });
    expect(past()).toEqual(past().toSorted((a, b) => b - a));
    expect(past()).toHaveLength(4);
  });
});

describe("a round", () => {
  const TWO = `${SPEC}  - name: api
    target: Deployment/api
    demand: sum(rate(y_total[1m]))
    capacity: {perReplica: 100}
    limits: {min: 3, max: 40}
`;

  it("is kept with one write", async () => {
    const store = files.open();
    const append = vi.spyOn(store, "append");
    const { round } = await scalingLoop({ text: TWO, store });
    await round();
    await round();
    expect(append.mock.calls.map(([decisions]) => decisions.length)).toEqual([2, 2]);
  });

  it("does not let a slow query hold back the others, and counts the time that it took", async () => {
    const { answers, controller, decisions, pass } = await scalingLoop({
      text: TWO.replaceAll("limits", "mode: publish\n    limits"),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    answers.held.set("sum(rate(y_total[1m]))", promise);
    answers.numbers["sum(rate(y_total[1m]))"] = [1000];
    const deciding = controller.decide();
    await vi.waitFor(() => expect(decisions.signalOf("shop", "web")).toBeDefined());
    expect(decisions.signalOf("shop", "api")).toBeUndefined();
    pass(20);
    resolve();
    await deciding;
    expect(decisions.signalOf("shop", "api")?.signal).toMatchObject({ kind: "value", ageSeconds: 20 });
  });
});
