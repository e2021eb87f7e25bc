import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRecord, printRecord } from "../../../src/adapters/store/decision-record.ts";
import type { LoggedDecision } from "../../../src/core/scaling/decision/logged-decision.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { hours, seconds } from "../../../src/core/units/seconds.ts";
import { loggedDecision, NOW } from "../../fixtures/scaling.ts";

const withObservation = (entry: LoggedDecision, more: Partial<LoggedDecision["decision"]["observation"]>) => ({
  ...entry,
  decision: { ...entry.decision, observation: { ...entry.decision.observation, ...more } },
});

describe("a record of a decision", () => {
  it.each([
    ["a usual one", {}, {}],
    ["a refusal", {}, { age: 600 }],
    [
      "of a policy that learns",
      { capacity: { kind: "learn", utilization: ratio(0.8), isCorrected: true, spend: 0.1 } },
      {},
    ],
    [
      "with all that a policy may hold",
      {
        saturation: { query: "max(busy)", limit: ratio(0.85) },
        replicas: 'count(up{job="ä\u0000"} == 1)',
        schedule: [{ cron: "0 8 * * *", timezone: "Europe/Berlin", duration: hours(2), floor: 12 }],
      },
      { saturation: 0.9, versions: ["v1", "v2"], burn: 30 },
    ],
    [
      "with what was learned of another version",
      {},
      { learned: { kind: "learned", perReplica: 62, low: 58, high: 66, version: "v1" } },
    ],
    ["with what was learned at least", {}, { learned: { kind: "at least", perReplica: 31, version: "" } }],
    [
      "with a rollout",
      {},
      { burn: 30, burnByVersion: { v1: 0, v2: Infinity }, rollout: { startedAt: NOW, progress: "running" } },
    ],
  ] as const)("says again what was decided: %s", async (_what, facts, seen) => {
    const entry = await loggedDecision(facts, seen);
    expect(parseRecord(printRecord(entry))).toStrictEqual(entry);
  });

  it("says again what was kept of the past, and reads what is older than that", async () => {
    const entry = withObservation(await loggedDecision({ forecast: { lead: seconds(120), days: 14 } }), {
      season: { kind: "value", value: [{ days: 7, growth: 1.5 }], at: NOW },
      memory: {
        correction: {
          factor: 0.8,
          burn: 0.3,
          test: { factor: 1, burn: 40, loweredAt: NOW },
          frozenUntil: NOW,
        },
        forecast: { trust: 0.6, promises: [{ until: NOW, demand: 500, most: 400 }] },
        scatter: { near: 0.01, far: 0.011, count: 1440 },
      },
    });
    expect(parseRecord(printRecord(entry))).toStrictEqual(entry);
    const plain = await loggedDecision();
    const old = printRecord(plain)
      .replace(/,"isCorrected":false,"spend":0.2|,"forecast":null|"backlog":null,/g, "")
      .replace("(demand + backlog / drainWithin)", "demand");
    expect(old).not.toContain("isCorrected");
    expect(parseRecord(old)).toEqual(plain);
  });

  it("gives back every number, to the last bit", async () => {
    const entry = await loggedDecision();
    fc.assert(
      // JSON has one zero.
      fc.property(
        fc.double().map((value) => value + 0),
        (value) => {
          const written = withObservation(entry, { demand: { kind: "value", value, at: NOW } });
          expect(parseRecord(printRecord(written))).toStrictEqual(written);
        },
      ),
    );
  });

  it.each([
    ["no JSON", () => "{"],
    ["nothing", () => ""],
    ["another thing", () => "[]"],
    ["of an unknown kind", (text: string) => text.replace('"kind":"fixed"', '"kind":"guessed"')],
    ["without a field", (text: string) => text.replace('"demand":"sum(rate(http_requests_total[1m]))",', "")],
    ["at no moment", (text: string) => text.replaceAll(String(NOW), `${NOW}.5`)],
    ["with a share beyond 1", (text: string) => text.replace('"utilization":0.8', '"utilization":8')],
    ["with text for a number", (text: string) => text.replace('"replicas":10', '"replicas":"10"')],
  ])("is none when it is %s", async (_what, change) => {
    const text = printRecord(await loggedDecision());
    expect(change(text)).not.toBe(text);
    expect(parseRecord(change(text))).toBeUndefined();
  });
});
